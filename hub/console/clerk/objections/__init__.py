"""Objections that wait for an answer."""

"""Objecting to a use of my data."""

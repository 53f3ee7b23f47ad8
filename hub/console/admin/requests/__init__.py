"""Clients that were asked for."""

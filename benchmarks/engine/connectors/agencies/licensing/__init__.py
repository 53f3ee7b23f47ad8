"""Licences, live."""

"""Immunisations, live."""

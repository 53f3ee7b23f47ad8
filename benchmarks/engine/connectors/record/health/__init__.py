"""Immunisations, from the record."""

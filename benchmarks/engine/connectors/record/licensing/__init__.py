"""Licences, from the record."""

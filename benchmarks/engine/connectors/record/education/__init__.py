"""Enrolments, from the record."""

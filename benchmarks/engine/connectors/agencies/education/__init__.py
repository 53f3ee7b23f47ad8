"""Enrolments, live."""

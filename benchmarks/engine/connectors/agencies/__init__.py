"""Licences, enrolments and immunisations are read live from agencies that take 64 keys a call."""

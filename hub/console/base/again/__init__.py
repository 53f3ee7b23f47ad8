"""Logging in once more for what binds the office."""

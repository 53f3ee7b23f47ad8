"""Connectors of a district's own."""

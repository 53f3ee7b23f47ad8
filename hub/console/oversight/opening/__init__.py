"""A record is opened in an emergency."""

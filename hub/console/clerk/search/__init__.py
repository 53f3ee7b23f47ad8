"""Finding a citizen."""

"""One account."""

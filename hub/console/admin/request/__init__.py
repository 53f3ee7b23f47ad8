"""One client that was asked for."""

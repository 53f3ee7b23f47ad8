"""One citizen."""

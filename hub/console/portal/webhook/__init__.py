"""One subscription."""

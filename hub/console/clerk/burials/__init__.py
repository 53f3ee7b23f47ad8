"""What burial books of villages say, and nobody has looked at yet."""

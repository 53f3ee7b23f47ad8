"""Data that differ, in the order in which they came in."""

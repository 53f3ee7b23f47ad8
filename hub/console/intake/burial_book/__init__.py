"""A line of the village's burial book is brought."""

"""The queue of applications."""

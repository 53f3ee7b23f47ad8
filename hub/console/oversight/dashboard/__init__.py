"""The figures of the office."""

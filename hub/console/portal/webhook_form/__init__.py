"""A new subscription."""

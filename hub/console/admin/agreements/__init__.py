"""The list of sharing agreements."""

"""The contract to read: every type, and a search through all of it."""

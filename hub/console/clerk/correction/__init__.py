"""Putting a person's data right, with what follows from it."""

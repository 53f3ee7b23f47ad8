"""Saying that something about me is wrong."""

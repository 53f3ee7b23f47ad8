"""Persons who may stand twice, the likeliest first."""

"""Several applications together."""

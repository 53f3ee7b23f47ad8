"""Words of the domain. No I/O, and nothing of ours is imported here."""

"""The hub in miniature on one machine: a database server of its own, a synthetic district, emulated agencies."""

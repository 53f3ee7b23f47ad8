"""Everything that is kept about me."""

"""Steps that need no further words."""

"""Steps that need a reason."""

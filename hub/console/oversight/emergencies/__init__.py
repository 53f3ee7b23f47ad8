"""Emergency accesses, and their review."""

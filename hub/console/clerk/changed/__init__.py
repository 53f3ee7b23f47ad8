"""Whether a case was changed meanwhile."""

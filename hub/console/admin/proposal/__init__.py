"""One proposal, and the decision on it."""

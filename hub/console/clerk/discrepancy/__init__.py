"""One discrepancy, and the decision on it."""

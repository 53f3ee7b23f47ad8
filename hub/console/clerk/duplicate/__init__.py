"""Two entries beside each other: one person or two; and a merge taken back."""

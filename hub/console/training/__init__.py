"""Training: lessons with a coach beside each page, on made-up people only."""

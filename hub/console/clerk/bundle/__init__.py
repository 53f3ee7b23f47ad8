"""A step of a bundle that somebody does or sees done."""

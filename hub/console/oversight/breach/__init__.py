"""One breach, and whom it affects."""

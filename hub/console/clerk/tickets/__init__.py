"""Who waits at a counter, and what a clerk does with a number."""

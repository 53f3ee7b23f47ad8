"""Hand-written implementations of the hub's ports, in memory. Each notes its calls, so that a test can count them."""

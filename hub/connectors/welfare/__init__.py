"""Social welfare: DTSEN. Copies only so far."""

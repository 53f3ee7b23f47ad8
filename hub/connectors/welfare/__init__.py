"""Social welfare: DTSEN, a signed file each quarter."""

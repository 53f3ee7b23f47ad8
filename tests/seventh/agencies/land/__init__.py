"""Land (invented)."""

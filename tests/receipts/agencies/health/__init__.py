"""Health (invented)."""

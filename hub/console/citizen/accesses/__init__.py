"""Who saw my data."""

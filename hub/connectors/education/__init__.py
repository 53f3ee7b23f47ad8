"""The education agency: Dapodik. Copies only so far."""

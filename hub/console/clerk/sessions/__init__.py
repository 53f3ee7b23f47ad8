"""Sessions that record biometrics: how full they are, and whoever comes without a booking."""

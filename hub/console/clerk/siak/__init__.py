"""What SIAK gave."""

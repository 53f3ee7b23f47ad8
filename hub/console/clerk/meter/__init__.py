"""What the once-only principle saved, for the staff."""

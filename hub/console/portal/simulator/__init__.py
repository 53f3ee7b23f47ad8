"""What somebody would see of an operation, told without running it."""

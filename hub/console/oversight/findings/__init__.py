"""What is odd in the receipts."""

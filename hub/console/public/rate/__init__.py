"""What somebody thinks of the service, after her papers were issued."""

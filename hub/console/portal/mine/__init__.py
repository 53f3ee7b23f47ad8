"""What is registered of a client, for itself."""

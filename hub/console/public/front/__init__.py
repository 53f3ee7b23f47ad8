"""The services, and what they need."""

"""Following an application by its tracking number."""

"""Taking a number, and seeing how far it is."""

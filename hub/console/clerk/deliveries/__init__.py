"""What goes to agencies: what waits for a person, what was given up, and what is on its way."""

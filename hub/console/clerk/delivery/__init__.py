"""One delivery, and what a person does about it."""

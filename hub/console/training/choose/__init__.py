"""The page where a lesson is chosen, and left."""

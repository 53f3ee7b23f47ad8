"""One report of a burial, and what an officer does about it."""

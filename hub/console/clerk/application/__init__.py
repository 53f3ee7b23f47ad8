"""One application, seen by an officer."""

"""The rotation of a client's own key."""

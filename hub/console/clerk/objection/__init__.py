"""One objection, and its answer."""

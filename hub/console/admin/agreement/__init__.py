"""One sharing agreement."""

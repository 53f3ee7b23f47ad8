"""Issued papers that wait to be handed over: printed together, and handed over together."""

"""The form of one service, step by step."""

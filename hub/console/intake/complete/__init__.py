"""Sending what an officer asked for, by whoever handed the application in."""

"""Signing a client up."""

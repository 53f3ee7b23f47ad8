"""Batching for one request: no key is asked twice, and a source never gets more keys in a call than it takes."""

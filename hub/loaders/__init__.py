"""Batching: no key is asked twice in a request, a source never gets more keys in a call than it takes, and requests of
one caller share calls where the agency allows it."""

"""How a request stands."""

"""Pages of administrators: accounts, clients, what waits for a second person, keys, and the history of all."""

"""HTTP: routes and middleware in order (request id, limits, error shape); the token is read at each door."""

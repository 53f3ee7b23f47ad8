"""GraphiQL, in the sandbox alone."""

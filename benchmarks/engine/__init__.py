"""The hub beside other GraphQL servers: the same data, the same questions, the same answers, in one run."""

"""The team, and who of it is away."""

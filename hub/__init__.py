"""Satu: one GraphQL endpoint over one shared citizen record for the services of a district government."""

__version__ = "0.1.0"

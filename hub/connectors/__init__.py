"""Agencies: one folder each, with manifest.toml, facet.py and README.md; live ones have a connector.py."""

"""The register owns the attributes of Citizen itself; it adds no facet."""

from __future__ import annotations

from hub.connectors.population.facet import FACETS

__all__ = ["FACETS"]

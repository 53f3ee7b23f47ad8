"""The hub's own facet."""

from __future__ import annotations

from hub.connectors.health.facet import FACETS

__all__ = ["FACETS"]

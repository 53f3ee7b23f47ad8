"""The register over REST."""

from __future__ import annotations

from benchmarks.engine.rest import population_connector as connect

__all__ = ["connect"]

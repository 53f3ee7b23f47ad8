"""The facets of all connectors, found as the hub finds them: by their folders."""

from __future__ import annotations

from typing import Any

from hub.core.facet import Facet
from hub.exchange import discover


def declared_facets() -> list[Facet[Any]]:
    return [facet for plugin in discover() for facet in plugin.facets]

"""The hub's own facet, held in the record."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from hub.connectors.health import facet
from hub.core.facet import Facet, FacetMode

FACETS: Final[tuple[Facet[Any], ...]] = tuple(dataclasses.replace(one, mode=FacetMode.SEEDED) for one in facet.FACETS)

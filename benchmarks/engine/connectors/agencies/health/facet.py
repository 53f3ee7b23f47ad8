"""The hub's own facet, read live."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from hub.connectors.health import facet
from hub.core.facet import Facet, FacetMode

FACETS: Final[tuple[Facet[Any], ...]] = tuple(dataclasses.replace(one, mode=FacetMode.LIVE) for one in facet.FACETS)

"""The population agency owns the attributes of Citizen itself; it adds no facet."""

from __future__ import annotations

from typing import Any, Final

from hub.core.facet import Facet

FACETS: Final[tuple[Facet[Any], ...]] = ()

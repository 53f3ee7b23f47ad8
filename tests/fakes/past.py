"""A record of which no events are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from hub.core.facet import FacetCopy
from hub.core.past import Change, Occasion, Origin, PastCitizen, Reading
from hub.core.predicates import RowFilter


class FakePast:
    """Implements `hub.core.past.Past`."""

    async def person(self, tenant: str, nik: str, at: dt.datetime, rows: RowFilter) -> PastCitizen | None:
        return None

    async def copy(self, tenant: str, facet: str, reading: Reading) -> FacetCopy[Any] | None:
        return None

    async def origins(
        self, tenant: str, readings: Sequence[Reading], rows: RowFilter
    ) -> Mapping[Reading, Mapping[str, Origin]]:
        return {}

    async def changes(self, tenant: str, occasions: Sequence[Occasion], rows: RowFilter) -> Mapping[Occasion, Change]:
        return {}

"""A connector's lists under a test's control: what each place says next."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from hub.connectors.education import mapping
from hub.connectors.education.facet import FACETS, Enrolment
from hub.core.intake import Batch, Items, Sighting

A, B, C = "10902001", "10902002", "10902003"


class Lists:
    """Implements `FacetPull` with the education agency's own rules; `says` holds batches and errors by place."""

    facet = FACETS[0]
    reference = "nisn"
    every = dt.timedelta(days=3)
    concurrency = 2

    def __init__(self, places: Sequence[str] = (A,)) -> None:
        self.listed = list(places)
        self.says: dict[str, list[Batch | Exception]] = {}
        self.asked: list[str] = []

    def places(self) -> Sequence[str]:
        return tuple(self.listed)

    async def pull(self, place: str) -> AsyncIterator[Batch]:
        self.asked.append(place)
        for said in self.says.get(place, [Batch((), whole=True)]):
            if isinstance(said, Exception):
                raise said
            yield said

    def present_at(self, place: str) -> Mapping[str, Any]:
        return {"npsn": place, "status": "ACTIVE"}

    def merged(self, held: Items, item: Any) -> Items:
        return mapping.merged(held, item)

    def gone(self, held: Items, place: str) -> Items:
        return mapping.gone(held, place)


def seen(nik: str | None, place: str = A, nisn: str | None = None, school: str = "SD Contoh") -> Sighting:
    return Sighting(nik, nisn, Enrolment(nisn, place, school, "SD", "ACTIVE", dt.date(2024, 7, 15)))

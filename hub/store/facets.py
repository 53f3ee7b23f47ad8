"""Last known copies of what agencies know of a person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.core.facet import Facet, FacetCopy
from hub.store.database import Database


class PgFacetCopies:
    """Implements `hub.core.ports.FacetCopies`. The items of `facets`, the declared ones, come back as core objects."""

    def __init__(self, database: Database, facets: Iterable[Facet[Any]]) -> None:
        self._database = database
        self._facets = {facet.name: facet for facet in facets}

    async def copies(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, FacetCopy[Any]]:
        """The copies that are held; persons without one are left out. Raises KeyError for a facet nobody declared."""
        declared = self._facets[facet]
        rows = await self._database.fetch(
            "select person_id, items, as_of from facet_copy where tenant = $1 and facet = $2 and person_id = any($3)",
            tenant,
            facet,
            person_ids,
        )
        return {
            row["person_id"]: FacetCopy(
                facet, tuple(declared.from_json(item) for item in row["items"]), row["as_of"], fresh=False
            )
            for row in rows
        }

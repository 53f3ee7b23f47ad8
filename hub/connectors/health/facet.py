"""Immunisations: facts of completion only (PMK 24/2022). Clinical resources are facility data and are not read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet, FacetMode

_H = Category.HEALTH
_SPECIFIC = Sensitivity.SPECIFIC


@dataclass(frozen=True, slots=True)
class Immunisation:
    """One completed immunisation."""

    vaccine: Annotated[
        str | None, Attr(_H, "Vaccine: official code (KFA, or CVX), or its name if none.", _SPECIFIC, "health")
    ]
    dose: Annotated[int | None, Attr(_H, "Number of the dose in its series, from 1.", _SPECIFIC, "health")]
    occurred_on: Annotated[
        dt.date | None, Attr(_H, "Day of the immunisation, in Indonesian time.", _SPECIFIC, "health")
    ]
    provider: Annotated[str | None, Attr(_H, "Facility that gave it.", _SPECIFIC, "health")]


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="immunisations",
        agency="health",
        item=Immunisation,
        many=True,
        category=_H,
        read_scope="health:read",
        description="Completed immunisations, read from the health agency at each request.",
        mode=FacetMode.LIVE,
    ),
)

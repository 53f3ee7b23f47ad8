"""Immunisations: facts of completion only (PMK 24/2022). Clinical resources are facility data and are not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet, FacetMode
from hub.core.recording import Flaw, Written

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


def _flaws(immunisation: Immunisation) -> Iterable[Flaw]:
    if not immunisation.vaccine:
        yield Flaw("vaccine", "Name the vaccine: its code in KFA or CVX, or its name if there is none.")
    if immunisation.dose is not None and immunisation.dose < 1:
        yield Flaw("dose", "Doses are counted from 1.")
    if immunisation.occurred_on is None:
        yield Flaw("occurred_on", "Give the day of the immunisation.")


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
        written=Written("record_immunisation", key=("vaccine", "dose"), check=_flaws),
    ),
)

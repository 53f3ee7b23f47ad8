"""Coverage by the national health insurance (BPJS Kesehatan)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet, FacetMode
from hub.core.recording import Flaw, Written, unlike

_I = Category.INSURANCE
_OWNER = "insurance"


@dataclass(frozen=True, slots=True)
class HealthCoverage:
    """Membership of the national health insurance."""

    number: Annotated[
        str | None, Attr(_I, "Number of the card, 13 digits, may begin with 0.", Sensitivity.IDENTIFIER, _OWNER)
    ]
    status: Annotated[str | None, Attr(_I, "ACTIVE or INACTIVE.", Sensitivity.GENERAL, _OWNER)]
    segment: Annotated[str | None, Attr(_I, "Who pays: PBI, PBI_APBD, PPU, PBPU or BP.", Sensitivity.SPECIFIC, _OWNER)]


_NUMBER: Final = re.compile(r"[0-9]{13}", re.ASCII)
_STATUSES: Final = ("ACTIVE", "INACTIVE")
_SEGMENTS: Final = (None, "PBI", "PBI_APBD", "PPU", "PBPU", "BP")


def _flaws(coverage: HealthCoverage) -> Iterable[Flaw]:
    yield from unlike(coverage, "number", _NUMBER, "The number of the card has exactly 13 digits.")
    if coverage.status not in _STATUSES:
        yield Flaw("status", "The status is ACTIVE or INACTIVE.")
    if coverage.segment not in _SEGMENTS:
        yield Flaw("segment", "The segment is PBI, PBI_APBD, PPU, PBPU or BP, or is left out.")


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="health_coverage",
        agency=_OWNER,
        item=HealthCoverage,
        many=False,
        category=_I,
        read_scope="insurance:read",
        description="Membership of the national health insurance, read from BPJS Kesehatan.",
        mode=FacetMode.LIVE,
        written=Written("record_coverage", check=_flaws),
    ),
)

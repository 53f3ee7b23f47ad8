"""Coverage by the national health insurance (BPJS Kesehatan)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet

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


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="health_coverage",
        agency=_OWNER,
        item=HealthCoverage,
        many=False,
        category=_I,
        read_scope="insurance:read",
        description="Membership of the national health insurance.",
    ),
)

"""Welfare decile of the family (DTSEN, Inpres 4/2025)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet
from hub.core.recording import Flaw, Written, unlike

_W = Category.WELFARE
_OWNER = "welfare"
_SPECIFIC = Sensitivity.SPECIFIC


@dataclass(frozen=True, slots=True)
class Welfare:
    """Welfare as the national socio-economic register ranks the family."""

    decile: Annotated[int | None, Attr(_W, "Decile of welfare, 1 (poorest) to 10.", _SPECIFIC, _OWNER)]
    period: Annotated[str | None, Attr(_W, "Quarter of the register, e.g. 2026-Q3.", Sensitivity.GENERAL, _OWNER)]
    programmes: Annotated[
        tuple[str, ...] | None, Attr(_W, "Assistance the family receives, e.g. PKH, SEMBAKO.", _SPECIFIC, _OWNER)
    ]


_PERIOD: Final = re.compile(r"[0-9]{4}-Q[1-4]", re.ASCII)


def _flaws(welfare: Welfare) -> Iterable[Flaw]:
    if welfare.decile is None or not 1 <= welfare.decile <= 10:
        yield Flaw("decile", "A decile is a whole number from 1 to 10.")
    yield from unlike(welfare, "period", _PERIOD, "A period is a year and a quarter, such as 2026-Q3.")


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="welfare",
        agency=_OWNER,
        item=Welfare,
        many=False,
        category=_W,
        read_scope="welfare:read",
        description="Welfare decile of the family and the assistance it receives.",
        written=Written("record_welfare", check=_flaws),
    ),
)

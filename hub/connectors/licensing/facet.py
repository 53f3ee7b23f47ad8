"""Business licences of which the person is in charge (OSS RBA)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.connectors.licensing.statuses import LICENCE_STATUSES, NUMBER_STATUSES
from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.codes import CodeEntry
from hub.core.facet import Facet
from hub.core.recording import Flaw, Written, unlike

_L = Category.LICENCE
_OWNER = "licensing"
_GENERAL = Sensitivity.GENERAL

STATUSES: Final = tuple(entry.value for entry in NUMBER_STATUSES)
KBLI_YEARS: Final = (2015, 2017, 2020, 2025)


@dataclass(frozen=True, slots=True)
class Licence:
    """One line of business under a business identification number."""

    nib: Annotated[str | None, Attr(_L, "Nomor Induk Berusaha, 13 digits.", Sensitivity.IDENTIFIER, _OWNER)]
    name: Annotated[str | None, Attr(_L, "Name of the business.", _GENERAL, _OWNER)]
    kbli: Annotated[str | None, Attr(_L, "Line of business, 5 digits; read it with its year.", _GENERAL, _OWNER)]
    kbli_year: Annotated[int | None, Attr(_L, "Year of the KBLI list: 2015, 2017, 2020 or 2025.", _GENERAL, _OWNER)]
    status: Annotated[str | None, Attr(_L, f"Status of the number: {', '.join(STATUSES)}.", _GENERAL, _OWNER)]
    issued_on: Annotated[dt.date | None, Attr(_L, "Day of issue.", _GENERAL, _OWNER)]
    changed_on: Annotated[dt.date | None, Attr(_L, "Day of the last change of the number.", _GENERAL, _OWNER)] = None


_NIB: Final = re.compile(r"[0-9]{13}", re.ASCII)
_KBLI: Final = re.compile(r"[0-9]{5}", re.ASCII)


def _flaws(licence: Licence) -> Iterable[Flaw]:
    yield from unlike(licence, "nib", _NIB, "A NIB has exactly 13 digits.")
    if licence.status not in STATUSES:
        yield Flaw("status", f"The status is one of {', '.join(STATUSES)}.")
    if licence.kbli is not None:
        yield from unlike(licence, "kbli", _KBLI, "A KBLI has exactly 5 digits.")
    # The lists differ: a code without its year says nothing.
    if (licence.kbli is None) != (licence.kbli_year is None) or licence.kbli_year not in (None, *KBLI_YEARS):
        years = ", ".join(map(str, KBLI_YEARS))
        yield Flaw("kbli_year", f"A KBLI comes with the year of its list, one of {years}.")


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="licences",
        agency=_OWNER,
        item=Licence,
        many=True,
        category=_L,
        read_scope="licence:read",
        description="Business licences of which the person is in charge.",
        written=Written("record_licence", key=("nib",), ordered_by="changed_on", check=_flaws),
    ),
)

CODE_LISTS: Final[dict[str, tuple[CodeEntry, ...]]] = {
    "LicenceStatus": LICENCE_STATUSES,
    "BusinessNumberStatus": NUMBER_STATUSES,
}

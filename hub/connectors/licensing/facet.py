"""Business licences of which the person is in charge (OSS RBA)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet

_L = Category.LICENCE
_OWNER = "licensing"
_GENERAL = Sensitivity.GENERAL


@dataclass(frozen=True, slots=True)
class Licence:
    """One line of business under a business identification number."""

    nib: Annotated[str | None, Attr(_L, "Nomor Induk Berusaha, 13 digits.", Sensitivity.IDENTIFIER, _OWNER)]
    name: Annotated[str | None, Attr(_L, "Name of the business.", _GENERAL, _OWNER)]
    kbli: Annotated[str | None, Attr(_L, "Line of business, 5 digits; read it with its year.", _GENERAL, _OWNER)]
    kbli_year: Annotated[int | None, Attr(_L, "Year of the KBLI list: 2015, 2017, 2020 or 2025.", _GENERAL, _OWNER)]
    status: Annotated[str | None, Attr(_L, "Status of the number, e.g. ACTIVE, FROZEN, REVOKED.", _GENERAL, _OWNER)]
    issued_on: Annotated[dt.date | None, Attr(_L, "Day of issue.", _GENERAL, _OWNER)]


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="licences",
        agency=_OWNER,
        item=Licence,
        many=True,
        category=_L,
        read_scope="licence:read",
        description="Business licences of which the person is in charge.",
    ),
)

"""What the agency knows of a person. GraphQL type, scope, category and storage follow from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet, FacetMode

_C: Final = Category("land")
_OWNER: Final = "land"


@dataclass(frozen=True, slots=True)
class LandParcel:
    """One of a person's land parcels."""

    number: Annotated[str | None, Attr(_C, "Number at the agency.", Sensitivity.IDENTIFIER, _OWNER)]
    status: Annotated[str | None, Attr(_C, "Status, in the agency's words.", Sensitivity.GENERAL, _OWNER)]
    since: Annotated[dt.date | None, Attr(_C, "Since when it holds.", Sensitivity.GENERAL, _OWNER)]


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="land_parcels",
        agency=_OWNER,
        item=LandParcel,
        many=True,
        category=_C,
        read_scope="land:read",
        description="A person's land parcels.",
        mode=FacetMode.LIVE,
    ),
)

"""Parcels of land: everything that the hub learns of this domain stands here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet, FacetMode

_LAND = Category("land")


@dataclass(frozen=True, slots=True)
class LandParcel:
    """One parcel of which the person is a holder."""

    certificate_number: Annotated[str | None, Attr(_LAND, "Number of the title.", Sensitivity.IDENTIFIER, "land")]
    square_metres: Annotated[int | None, Attr(_LAND, "Area.", owner="land")]
    registered_on: Annotated[dt.date | None, Attr(_LAND, "Day of registration.", owner="land")]


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="land_parcels",
        agency="land",
        item=LandParcel,
        many=True,
        category=_LAND,
        read_scope="land:read",
        description="Parcels of land.",
        mode=FacetMode.LIVE,
    ),
)

"""Made-up persons. DATA CONTOH: serials lie between 9001 and 9999."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import cycle
from typing import Any

from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import FamilyRelationship, Sex

TENANT = "1901"
VILLAGE = "19.01.01.1001"
ELSEWHERE = "19.05.01.1001"
CARD = "1901010101159001"
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
# Tests that name a NIK themselves take one of the others, for a person or for nobody.
_serials = cycle(range(9100, 9990))


def clock() -> dt.datetime:
    return NOW


def address(region_code: str = VILLAGE) -> Address:
    return Address("Jl. Contoh 1", "001", "002", "Sungailiat", "Sungailiat", "Bangka", "Babel", "33211", region_code)


def person(name: str = "Suparman Contoh", **given: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": TENANT,
        "id": uuid.uuid4(),
        "nik": f"190101150185{next(_serials)}",
        "full_name": name,
        "sex": Sex.MALE,
        "birth_date": dt.date(1985, 1, 15),
        "address": address(),
        "mother": ParentRef("Ibu Contoh", None),
        "as_of": NOW,
    }
    return Citizen(**{**values, **given})


def family() -> tuple[FamilyCard, Citizen, Citizen]:
    """A card, its head and his wife."""
    head = person("Budi Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.HEAD)
    wife = person("Siti Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.WIFE, sex=Sex.FEMALE)
    return FamilyCard(tenant=TENANT, number=CARD, head_nik=head.nik, address=address()), head, wife

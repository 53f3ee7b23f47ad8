"""A person while a household is put together, before names and numbers are given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from hub.core.citizen import ParentRef
from hub.core.codes import FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.sandbox.district.calendar import age


class Mark(Enum):
    """Why a person is of interest to a check."""

    SEALED = "sealed"
    DECEASED = "deceased"
    LEADING_NINE = "leading nine"
    OTHER_REGION = "other region"
    DUPLICATE = "duplicate"
    NEWBORN_PARENT = "newborn parent"
    ODD_NIK = "nik disagrees"


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """`mother` and `father` are members of the same household, or names only, or unknown."""

    sex: Sex
    birth_date: dt.date
    relationship: FamilyRelationship | None
    marital: MaritalStatus = MaritalStatus.NEVER_MARRIED
    vital: VitalStatus = VitalStatus.ALIVE
    mother: Draft | None = None
    father: Draft | None = None
    outside_mother: ParentRef | None = None
    outside_father: ParentRef | None = None
    full_name: str = ""
    nik: str = ""
    mark: Mark | None = None

    @property
    def age(self) -> int:
        return age(self.birth_date)

    @property
    def lives_here(self) -> bool:
        """Whether the person stands on the family card."""
        return self.relationship is not None

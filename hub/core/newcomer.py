"""A person whom an application enters, and whom the record has already under the NIK that SIAK gave her."""

from __future__ import annotations

import dataclasses

from hub.core.citizen import Citizen
from hub.core.codes import BloodType
from hub.core.errors import Conflict
from hub.core.merging import CHOOSABLE
from hub.core.service import RecordChange


def entered_already(held: Citizen, newcomer: Citizen) -> RecordChange:
    """The change that makes of the person who is held what the application says of the newcomer.

    Whoever asks for a NIK that only the register knows brings its person into the record. What the application does
    not say stays. Raises Conflict when they are not one person.
    """
    if not _is_one(held, newcomer):
        raise Conflict(
            "The record holds somebody else under the NIK that SIAK gave. Compare both with SIAK, and have the wrong"
            " NIK put right first."
        )
    said = {name: getattr(newcomer, name) for name in CHOOSABLE}
    known = {name: value for name, value in said.items() if value not in (None, BloodType.UNKNOWN)}
    return RecordChange(held, dataclasses.replace(held, **known, warnings=newcomer.warnings))


def _is_one(held: Citizen, newcomer: Citizen) -> bool:
    same_born = held.birth_date == newcomer.birth_date
    return held.nik == newcomer.nik and same_born and held.sex in (None, newcomer.sex)

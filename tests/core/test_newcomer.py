"""A person whom an application enters and whom the record has already."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.codes import BloodType, Sex
from hub.core.errors import Conflict
from hub.core.newcomer import entered_already
from tests.fakes.people_of_bangka import person

NIK = "1901011501859001"
HELD = person("ANAK CONTOH", nik=NIK, blood_type=BloodType.A, religion="1", sealed=True, version=4)
NEW = person("Anak Contoh", nik=NIK, blood_type=BloodType.UNKNOWN, religion=None, version=1)


def test_what_the_application_says_goes_before_and_the_rest_stays() -> None:
    change = entered_already(HELD, NEW)
    assert change.before == HELD
    after = change.after
    assert (after.id, after.full_name, after.blood_type, after.religion) == (HELD.id, "Anak Contoh", BloodType.A, "1")
    assert (after.sealed, after.version) == (True, 4)


@pytest.mark.parametrize(
    "held", [{"birth_date": dt.date(1985, 1, 16)}, {"sex": Sex.FEMALE}, {"nik": "1901011501859002"}]
)
def test_somebody_else_under_the_nik_is_a_conflict(held: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        entered_already(dataclasses.replace(HELD, **held), NEW)

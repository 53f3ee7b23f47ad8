"""What a correction draws after it: who is named as a parent, what is under way, who is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any, Final

import pytest

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Citizen, ParentRef
from hub.core.folding import fold
from hub.core.ripple import Reach, RippleKind, ripples
from tests.fakes.people_of_bangka import NOW, TENANT, person

A = ActionKind
NIK, OTHER_NIK = "1901014101859001", "1901014101859002"
MOTHER: Final = person("Nurhayati Contoh", nik=NIK)
RENAMED: Final = dataclasses.replace(MOTHER, full_name="Nurhayati Rahma")
WAY: Final = (A.CLAIM, A.ACCEPT, A.VERIFY, A.RECORD_SIAK, A.CONFIRM_SIAK, A.VALIDATE, A.SIGN, A.HAND_OVER)


def application(*kinds: ActionKind) -> Application:
    number = f"AL-7K3M-{len(kinds)}{len(kinds)}TD"
    header = ApplicationHeader(TENANT, uuid.uuid4(), number, "birthCertificate", "19.01.01.1001", "frontend", NOW)
    submit = (A.SUBMIT, {"form": {}, "documents": [], "channel": "ONLINE"})
    steps: list[tuple[ActionKind, dict[str, Any]]] = [submit, *((kind, _DATA.get(kind, {})) for kind in kinds)]
    at = NOW + dt.timedelta(minutes=1)
    return fold(header, [Action(seq, kind, "siti", "Siti", at, data) for seq, (kind, data) in enumerate(steps, 1)])


_DATA: Final[dict[ActionKind, dict[str, Any]]] = {
    A.CONFIRM_SIAK: {"status": "CONFIRMED", "differences": []},
    A.RECORD_SIAK: {"nik": NIK},
    A.SIGN: {"certificate_code": "X", "person_id": str(uuid.UUID(int=1))},
    A.REFUSE: {"reason": "Lain."},
    A.WITHDRAW: {"reason": "Batal."},
}


def kinds(before: Citizen, after: Citizen, reach: Reach) -> list[tuple[RippleKind, str]]:
    return [(one.kind, one.about) for one in ripples(before, after, reach)]


@pytest.mark.parametrize(
    ("parent", "counts"),
    [
        (ParentRef("Nurhayati Contoh", NIK), True),
        (ParentRef("Nurhayati", NIK), True),
        (ParentRef("Nurhayati Contoh", None), True),
        (ParentRef("Nurhayati Contoh", OTHER_NIK), False),
        (ParentRef("Siti Contoh", None), False),
        (None, False),
    ],
)
def test_a_child_names_its_parent_by_the_nik_and_else_by_the_name(parent: ParentRef | None, counts: bool) -> None:
    child = person("Rizki Contoh", mother=parent, father=None)
    wanted = [(RippleKind.RELATIVES, "1")] if counts else []
    assert kinds(MOTHER, RENAMED, Reach(household=[MOTHER, child])) == wanted


def test_relatives_are_drawn_by_name_and_nik_alone() -> None:
    child = person("Rizki Contoh", mother=ParentRef("Nurhayati Contoh", NIK))
    moved = dataclasses.replace(MOTHER, birth_place="Belinyu")
    assert kinds(MOTHER, moved, Reach(household=[child])) == []
    assert kinds(MOTHER, dataclasses.replace(MOTHER, nik=OTHER_NIK), Reach(household=[child])) != []


def test_an_application_is_drawn_while_it_is_under_way() -> None:
    under_way = [application(*WAY[:length]) for length in range(7)]
    over = [application(*WAY[:7]), application(*WAY), application(A.WITHDRAW), application(A.CLAIM, A.REFUSE)]
    found = kinds(MOTHER, RENAMED, Reach(applications=[*under_way, *over], told=["population"]))
    numbers = [(RippleKind.APPLICATION, one.header.tracking_number) for one in under_way]
    assert found == [*numbers, (RippleKind.AGENCY, "population")]

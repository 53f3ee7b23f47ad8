"""What a correction would draw after it is told before it is made, to who could make it, and nothing is stored."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import FamilyRelationship
from hub.core.identifiers import global_id
from hub.engine import Answer
from tests.core.test_ripple import application
from tests.fakes.actors import agency, staff
from tests.fakes.people_of_bangka import CARD, ELSEWHERE, address, person
from tests.fakes.world import World
from tests.services.told import serving

OPERATOR, HEAD = staff(Role.OPERATOR), staff(Role.HEAD_OF_OFFICE)
NIK = "1901014101859001"
PREVIEW = """
query Preview($input: CorrectionPreviewInput!) { correctionPreview(input: $input) {
  version changes { attribute shown before after } findings { path message blocking }
  ripples { kind about title(language: EN) reason(language: EN) }
} }
"""


def mother(**given: Any) -> Citizen:
    told = {"nik": NIK, "family_card_number": CARD, "family_relationship": FamilyRelationship.WIFE, **given}
    return person("Nurhayati Contoh", **told)


def child(name: str, **given: Any) -> Citizen:
    return person(name, mother=ParentRef("Nurhayati Contoh", NIK), family_card_number=CARD, **given)


async def asked(w: World, actor: Actor = OPERATOR, **given: Any) -> Answer:
    said = {"nik": NIK, "sourceKind": "BIRTH_DEED", "attributes": {"fullName": "Nurhayati Rahma"}, **given}
    return await w.ask(PREVIEW, {"input": said}, actor=actor)


def told(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = answer.payload["data"]["correctionPreview"]
    assert found is not None, answer.payload
    return found


def drawn(answer: Answer) -> set[tuple[str, str]]:
    return {(one["kind"], one["about"]) for one in told(answer)["ripples"]}


def blocking(found: dict[str, Any]) -> list[str]:
    return [one["path"] for one in found["findings"] if one["blocking"]]


async def test_what_a_name_draws_after_it_is_told_and_leaves_a_receipt() -> None:
    w = serving(
        [mother(), child("Rizki Contoh"), child("Dewi Contoh"), person("Hendra Contoh", family_card_number=CARD)]
    )
    answer = await asked(w)
    found = told(answer)
    assert (found["version"], blocking(found)) == (1, [])
    assert found["changes"] == [
        {"attribute": "fullName", "shown": True, "before": "Nurhayati Contoh", "after": "Nurhayati Rahma"}
    ]
    assert drawn(answer) == {
        ("PAPER", "familyCard"), ("PAPER", "identityCard"), ("RELATIVES", "2"), ("AGENCY", "population"),
    }  # fmt: skip
    assert {one["title"] for one in found["ripples"] if one["kind"] == "PAPER"} == {
        "Family card", "Identity card (KTP-el)",
    }  # fmt: skip
    (receipt,) = w.record.tables.receipts
    assert {"Query.correctionPreview", "Citizen.fullName"} <= set(receipt.fields)


async def test_nothing_is_stored_but_who_looked() -> None:
    w = serving([mother()])
    await asked(w)
    assert [one.version for one in w.record.tables.citizens.values()] == [1]
    assert not w.record.tables.causes
    assert not w.record.tables.replies


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ({"address": {"rt": "004"}}, {("PAPER", "identityCard"), ("AGENCY", "population")}),
        ({"education": "BACHELOR"}, {("PAPER", "familyCard"), ("AGENCY", "population")}),
        ({"birthDeedNumber": "1901-LU-15011985-0009"}, {("AGENCY", "population")}),
        ({"fullName": "Nurhayati Contoh"}, set()),
    ],
)
async def test_a_paper_is_named_when_it_shows_what_changes(
    attributes: dict[str, Any], wanted: set[tuple[str, str]]
) -> None:
    assert drawn(await asked(serving([mother()]), attributes=attributes)) == wanted


async def test_a_child_gets_a_new_kia_and_a_marginal_note_in_the_deed() -> None:
    own = person("Rizki Contoh", nik=NIK, birth_date=None, birth_deed_number="1901-LU-1", family_card_number=None)
    assert drawn(await asked(serving([own]), attributes={"birthDate": "2019-03-02"})) == {
        ("PAPER", "birthCertificate"), ("PAPER", "childCard"), ("AGENCY", "population"),
    }  # fmt: skip


@pytest.mark.parametrize("sealed", [False, True])
async def test_an_application_that_names_her_is_drawn_where_it_is_seen(sealed: bool) -> None:
    w = serving([mother()])
    (one,) = w.record.tables.citizens
    seen = application()
    seen = dataclasses.replace(seen, header=dataclasses.replace(seen.header, sealed=sealed))
    w.record.tables.applications[seen.header.id] = seen
    w.record.tables.concerned[seen.header.id] = {one}
    found = {about for kind, about in drawn(await asked(w)) if kind == "APPLICATION"}
    assert found == (set() if sealed else {seen.header.tracking_number})


async def test_a_value_that_she_may_not_read_is_changed_unseen() -> None:
    unread = dataclasses.replace(OPERATOR, scopes=OPERATOR.scopes - {"citizen:read"})
    found = told(await asked(serving([mother()]), unread))
    assert found["changes"] == [{"attribute": "fullName", "shown": False, "before": None, "after": None}]


async def test_what_would_refuse_the_correction_is_told_and_nothing_drawn() -> None:
    answer = await asked(serving([mother()]), attributes={"birthPlace": " "})
    assert blocking(told(answer)) == ["attributes.birthPlace"]
    assert told(answer)["ripples"] == []


async def test_nothing_to_correct_is_said() -> None:
    answer = await asked(serving([mother()]), attributes={})
    assert answer.payload["data"] == {"correctionPreview": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("actor", [HEAD, agency("citizen:read")], ids=["head of office", "agency"])
async def test_who_could_not_make_it_is_refused(actor: Actor) -> None:
    answer = await asked(serving([mother()]), actor=actor)
    assert answer.payload["data"] == {"correctionPreview": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_somebody_out_of_sight_is_nobody() -> None:
    answer = await asked(serving([mother(address=address(ELSEWHERE))]))
    assert answer.payload == {"data": {"correctionPreview": None}}


OTHER_CARD = "1901010101159077"
RENAMED = {"attributes": {"fullName": "Nurhayati Rahma"}}


@pytest.mark.parametrize(
    ("whose", "given", "asked_for", "told_of"),
    [
        ("a daughter with a family of her own", {"mother": ParentRef("Nurhayati Contoh", NIK)}, RENAMED, True),
        ("a son whose father she is", {"father": ParentRef("Nurhayati Contoh", NIK)}, RENAMED, True),
        ("one who stands on no card", {"mother": ParentRef(None, NIK), "family_card_number": None}, RENAMED, True),
        (
            "one who is counted with her card",
            {"mother": ParentRef(None, NIK), "family_card_number": CARD},
            RENAMED,
            False,
        ),
        (
            "of the same name, with another NIK",
            {"mother": ParentRef("Nurhayati Contoh", "1901014101859777")},
            RENAMED,
            False,
        ),
        ("who is sealed", {"mother": ParentRef(None, NIK), "sealed": True}, RENAMED, False),
        ("who lives elsewhere", {"mother": ParentRef(None, NIK), "address": address(ELSEWHERE)}, RENAMED, False),
        ("of whom nothing changes", {"mother": ParentRef(None, NIK)}, {"attributes": {"education": "BACHELOR"}}, False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_child_on_another_family_card_is_told_of(
    whose: str, given: dict[str, Any], asked_for: dict[str, Any], told_of: bool
) -> None:
    one = person("Rizki Contoh", **{"family_card_number": OTHER_CARD, **given})
    w = serving([mother(), one])
    answer = await asked(w, **asked_for)
    children = [each for each in told(answer)["ripples"] if each["kind"] == "CHILD"]
    (receipt,) = w.record.tables.receipts
    if told_of:
        assert [(each["about"], each["title"]) for each in children] == [(global_id("Citizen", one.id), "Rizki Contoh")]
    else:
        assert children == [], whose
        assert "Rizki" not in str(answer.payload)
    assert (one.id in receipt.subjects) is told_of

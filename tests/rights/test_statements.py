"""What somebody is given of what is kept about her: hers, whole, receipted, and nobody else's."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final

import pytest

from hub.core.actor import SCOPES, Actor, Role
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import FamilyRelationship
from hub.core.facet import FacetCopy
from hub.engine import Answer
from tests.engine.test_discrepancies import payload, refused, rule
from tests.fakes.actors import agency, staff
from tests.fakes.declared import FACETS
from tests.fakes.objections import objection
from tests.fakes.people_of_bangka import CARD, NOW, person
from tests.fakes.world import World, world
from tests.rights.test_objections import herself
from tests.store.samples import receipt

TOLD: Final = "statement errors { code path message }"
INFORM: Final = f"mutation I($input: InformCitizenInput!) {{ informCitizen(input: $input) {{ {TOLD} }} }}"
MOTHER: Final = person("Siti Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.WIFE)
CHILD: Final = person(
    "Anak Contoh", family_card_number=CARD, birth_date=dt.date(2015, 1, 1), mother=ParentRef("Siti Contoh", MOTHER.nik),
    family_relationship=FamilyRelationship.CHILD,
)  # fmt: skip
SHOWN: Final[dict[str, Any]] = {"shown": "KTP-el asli"}


def furnished() -> World:
    licence = FACETS["licences"].from_json({"nib": "0220001234567", "name": "Warung Contoh"})
    copies: dict[Any, Any] = {("licences", MOTHER.id): FacetCopy("licences", (licence,), NOW, fresh=True)}
    w = world([MOTHER, CHILD], copies=copies)
    w.record.tables.receipts += [
        receipt(MOTHER.id), dataclasses.replace(receipt(MOTHER.id), hidden_until=NOW + dt.timedelta(days=1))
    ]  # fmt: skip
    one = objection(MOTHER.id)
    w.record.tables.objections[one.id] = one
    return w


async def inform(w: World, actor: Actor, who: Citizen = MOTHER, **given: Any) -> Answer:
    return await w.ask(INFORM, {"input": {"idempotencyKey": "k", "nik": who.nik, **given}}, actor=actor)


async def test_she_is_given_everything_that_is_kept_about_her_and_a_receipt_says_so() -> None:
    w = furnished()
    told = payload(await inform(w, herself(MOTHER)))["statement"]
    assert told["person"]["fullName"] == "Siti Contoh"
    assert told["agencies"]["licences"]["items"][0]["name"] == "Warung Contoh"
    assert [one["about"] for one in told["objections"]] == ["pemakaian data kesehatan"]
    assert told["notGivenHere"] == []
    assert len([one for one in told["accesses"] if not one["own"]]) == 1, "what is hidden is not in it"
    made, shown = w.record.tables.receipts[-2:]
    assert made.fields == ("Mutation.informCitizen",)
    assert {"Citizen.licences", "Citizen.religion", "Citizen.accesses"} <= set(shown.fields)
    assert {"population", "licence", "health", "access", "rights"} <= set(shown.categories)
    assert tuple(shown.subjects) == (MOTHER.id,)


async def test_nothing_of_her_family_is_in_it() -> None:
    told = str(payload(await inform(furnished(), herself(MOTHER)))["statement"])
    assert "Anak Contoh" not in told
    assert str(CHILD.nik) not in told


async def test_only_her_own() -> None:
    assert refused(await inform(furnished(), herself(CHILD))) == ("NOT_FOUND", "nik")
    every = dataclasses.replace(agency(), scopes=SCOPES)
    assert list((await inform(furnished(), every)).payload["data"].values()) == [None]


async def test_at_the_counter_the_clerk_says_what_was_shown_and_hands_out_nothing_of_agencies() -> None:
    w = furnished()
    assert refused(await inform(w, staff(Role.OPERATOR))) == ("BAD_INPUT", "shown")
    told = payload(await inform(w, staff(Role.OPERATOR), **SHOWN))["statement"]
    assert told["agencies"] == {}
    assert "licences" in told["notGivenHere"]
    made = next(r for r in reversed(w.record.tables.receipts) if r.fields == ("Mutation.informCitizen",))
    assert (made.actor, made.on_behalf_of) == ("operator", MOTHER.nik)
    only = payload(await inform(w, staff(Role.OPERATOR), idempotencyKey="l", accessesOnly=True, **SHOWN))["statement"]
    assert only.keys() == {"office", "madeAt", "person", "accesses"}


async def test_a_child_is_asked_for_by_a_parent_on_the_same_card() -> None:
    w, clerk = furnished(), staff(Role.OPERATOR)
    father = person("Bapak Contoh", family_card_number=CARD)
    w.people.citizens[father.id] = father
    assert refused(await inform(w, clerk, CHILD, **SHOWN)) == ("BAD_INPUT", "parentNik")
    assert refused(await inform(w, clerk, CHILD, parentNik=father.nik, **SHOWN)) == ("BAD_INPUT", "parentNik")
    assert payload(await inform(w, clerk, CHILD, parentNik=MOTHER.nik, **SHOWN))["errors"] == []
    assert refused(await inform(w, clerk, MOTHER, idempotencyKey="m", parentNik=father.nik, **SHOWN))[1] == "parentNik"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD_OF_OFFICE])
async def test_whoever_is_sealed_comes_to_the_head_of_the_office(role: Role) -> None:
    w = furnished()
    w.people.citizens[MOTHER.id] = dataclasses.replace(MOTHER, sealed=True)
    answer = await inform(w, staff(role), **SHOWN)
    if role is Role.OPERATOR:
        assert refused(answer) == ("NOT_FOUND", "nik")
    else:
        assert payload(answer)["statement"]["person"]["fullName"] == "Siti Contoh"


async def test_no_clerk_prints_for_her_own_family() -> None:
    answer = await inform(furnished(), staff(Role.OPERATOR, nik=CHILD.nik), **SHOWN)
    assert rule(answer) == "rights-own-family"

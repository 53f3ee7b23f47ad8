"""Whoever leads gives a case to a colleague: to whom it may go, what she then holds, and who still approves nothing."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import pytest

from hub.core.absence import Absence, AbsenceKind
from hub.core.actor import Actor, Role
from hub.core.administration import Account
from hub.core.calendar import local_date
from hub.core.identifiers import new_id
from hub.engine import Engine
from tests.engine.test_workflow import KABID, KADIS, OPERATOR, VERIFIER, Walk, at_signature, begun
from tests.fakes.accounts import SITI, FakeAccounts
from tests.fakes.actors import staff
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.fakes.world import schema

BUDI, RINA, TUTI, FAR, GONE = (uuid.UUID(int=number) for number in range(101, 106))
SIGHT: Final = """
query ($n: String!) {
  application(trackingNumber: $n) {
    state assignee assigneeName workedOn { by } assigned { toName toViewer byName reason }
    timeline { action actor note } allowedActions
  }
}
"""


def account(key: uuid.UUID, name: str, *roles: Role, **given: Any) -> Account:
    return dataclasses.replace(
        SITI, **{"id": key, "username": name, "display_name": name, "roles": frozenset(roles), "region": "19.01",
                 "nik": None, **given},
    )  # fmt: skip


ACCOUNTS: Final = {
    one.id: one
    for one in (
        account(BUDI, "Budi", Role.OPERATOR),
        account(RINA, "Rina", Role.VERIFIER),
        account(TUTI, "Tuti", Role.OPERATOR, Role.VERIFIER),
        account(FAR, "Fara", Role.OPERATOR, region="19.02"),
        account(GONE, "Gani", Role.OPERATOR, active=False),
    )
}


class Office(FakeAccounts):
    """Those of ACCOUNTS; `known` are others in their place."""

    known: Mapping[uuid.UUID, Account] = MappingProxyType({})

    async def user(self, tenant: str, user_id: uuid.UUID) -> Account | None:
        return self.known.get(user_id, ACCOUNTS.get(user_id)) if tenant == TENANT else None


def of(key: uuid.UUID) -> Actor:
    """She as she asks herself."""
    one = ACCOUNTS[key]
    actors = [staff(role, str(key)) for role in sorted(one.roles, key=lambda role: role.value)]
    scopes = frozenset[str]().union(*(actor.scopes for actor in actors))
    return dataclasses.replace(actors[0], display_name=one.display_name, roles=one.roles, scopes=scopes)


async def walking(mother: uuid.UUID | None = None) -> Walk:
    """An application at the office; `mother` is the officer whose child it is about."""
    walk = await begun()
    assert walk.w.hub.administration is not None
    office = Office(walk.w.calls)
    if mother is not None:
        office.known = {mother: dataclasses.replace(ACCOUNTS[mother], nik=walk.mother.nik)}
    kept = dataclasses.replace(walk.w.hub.administration, accounts=office)
    walk.w.hub = dataclasses.replace(walk.w.hub, administration=kept)
    walk.w.engine = Engine(schema(), walk.w.hub)
    return walk


async def give(walk: Walk, by: Actor, to: uuid.UUID | str, reason: str = "Beban dibagi.") -> dict[str, Any]:
    return await walk.do(by, "assignApplication", officer=str(to), reason=reason)


async def see(walk: Walk, by: Actor) -> dict[str, Any]:
    found: dict[str, Any] = (await walk.w.ask(SIGHT, {"n": walk.number}, actor=by)).payload["data"]["application"]
    return found


async def test_what_nobody_claimed_is_hers_as_if_she_had_claimed_it() -> None:
    walk = await walking()
    assert (await see(walk, VERIFIER))["allowedActions"] == ["assignApplication"]
    assert (await give(walk, VERIFIER, BUDI))["application"]["state"] == "IN_REVIEW"
    seen = await see(walk, of(BUDI))
    assert (seen["assignee"], seen["assigneeName"], seen["workedOn"]) == (str(BUDI), "Budi", None)
    assert seen["assigned"] == {
        "toName": "Budi", "toViewer": True, "byName": VERIFIER.display_name, "reason": "Beban dibagi.",
    }  # fmt: skip
    assert seen["timeline"][-1] == {
        "action": "assign", "actor": VERIFIER.display_name, "note": "Budi: Beban dibagi.",
    }  # fmt: skip
    assert await walk.state_after(of(BUDI), "acceptApplication") == "COMPLETE"
    assert await walk.state_after(VERIFIER, "verifyApplication") == "PROCESSING", "who gave it away entered nothing"


async def test_a_colleagues_lease_ends_and_what_she_did_still_counts() -> None:
    walk = await walking()
    await walk.state_after(of(TUTI), "claimApplication")
    assert (await walk.do(of(BUDI), "acceptApplication"))["errors"][0]["code"] == "CONFLICT"
    assert (await give(walk, KABID, BUDI))["errors"] == []
    assert await walk.state_after(of(BUDI), "acceptApplication") == "COMPLETE"
    assert await walk.do(of(TUTI), "verifyApplication") == {"refused": "who-enters-cannot-approve"}
    assert await give(walk, KABID, TUTI) == {"refused": "who-entered-is-given-nothing-to-verify"}


async def test_who_is_given_it_has_entered_even_if_she_did_nothing_else() -> None:
    walk = await walking()
    await give(walk, VERIFIER, TUTI)
    await give(walk, VERIFIER, BUDI)
    await walk.state_after(of(BUDI), "acceptApplication")
    assert await walk.do(of(TUTI), "verifyApplication") == {"refused": "who-enters-cannot-approve"}


async def test_a_verifier_is_given_what_lies_at_her_desk_and_keeps_it() -> None:
    walk = await walking()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert await give(walk, KADIS, BUDI) == {"refused": "workflow-be-assigned"}
    assert (await give(walk, KADIS, RINA))["application"]["state"] == "COMPLETE"
    seen = await see(walk, of(RINA))
    assert (seen["assignee"], seen["assigneeName"], seen["assigned"]["toViewer"]) == (str(RINA), "Rina", True)
    assert await give(walk, KADIS, RINA) == {"refused": "workflow-be-assigned"}, "she holds it already"
    assert await walk.state_after(of(RINA), "verifyApplication") == "PROCESSING"
    assert (await see(walk, OPERATOR))["assignee"] == OPERATOR.subject, "and it comes back to whoever entered"


async def test_what_was_given_is_taken_over_as_anything_else() -> None:
    walk = await walking()
    await give(walk, VERIFIER, BUDI)
    taken = await walk.state_after(OPERATOR, "takeOverApplication", reason="Sakit.")
    assert (taken, (await walk.view(OPERATOR))["takenOver"]["formerName"]) == ("IN_REVIEW", "Budi")
    await walk.state_after(OPERATOR, "acceptApplication")
    await give(walk, KADIS, RINA)
    await walk.state_after(VERIFIER, "takeOverApplication", reason="Cuti.")
    assert (await walk.view(OPERATOR))["takenOver"]["formerName"] == "Rina"


async def test_a_head_who_gave_away_what_she_had_taken_over_is_at_no_desk_of_it() -> None:
    walk = await walking()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    await walk.state_after(VERIFIER, "holdApplication")
    await walk.state_after(KABID, "takeOverApplication", reason="Cuti.")
    await give(walk, KABID, RINA)
    assert await walk.do(KABID, "verifyApplication") == {"refused": "workflow-verifier"}
    assert await walk.state_after(of(RINA), "verifyApplication") == "PROCESSING"


@pytest.mark.parametrize("to", [FAR, GONE, new_id(), "operator-2"])
async def test_nobody_outside_of_her_region_or_office(to: uuid.UUID | str) -> None:
    walk = await walking()
    (error,) = (await give(walk, VERIFIER, to))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "officer")
    assert (await see(walk, OPERATOR))["assigned"] is None


async def test_an_operator_gives_nothing_away_and_nobody_to_herself_or_without_a_reason() -> None:
    walk = await walking()
    assert await give(walk, OPERATOR, BUDI) == {"refused": "scope:application:verify"}
    assert (await give(walk, of(RINA), RINA))["errors"][0]["path"] == "officer"
    assert (await give(walk, VERIFIER, BUDI, " "))["errors"][0]["path"] == "reason"
    elsewhere = staff(Role.VERIFIER, "verifier-2", region="19.02")
    assert await give(walk, elsewhere, FAR) == {"refused": "jurisdiction"}


async def test_not_to_who_is_away() -> None:
    walk = await walking()
    day = local_date(NOW)
    away = Absence(TENANT, new_id(), str(BUDI), "Budi", AbsenceKind.SICK, day, day, None, None, str(BUDI), "Budi", NOW)
    walk.w.record.tables.absences[away.id] = away
    assert await give(walk, VERIFIER, BUDI) == {"refused": "workflow-absent-is-given-nothing"}
    assert (await give(walk, VERIFIER, TUTI))["errors"] == []


async def test_not_to_the_family_of_whoever_it_names_and_it_is_not_told_why() -> None:
    walk = await walking(BUDI)
    assert await give(walk, VERIFIER, BUDI) == {"refused": "workflow-be-assigned"}
    assert (await give(walk, VERIFIER, TUTI))["errors"] == []


async def test_what_is_at_a_heads_desk_is_nobodys_to_give() -> None:
    walk = await at_signature()
    assert await give(walk, KADIS, BUDI) == {"refused": "workflow-assign"}

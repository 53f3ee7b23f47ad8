"""What signs is given and taken by two people, and no other way leads there; on a real registry."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.core.actor import SINGLE_FACTOR, STEP_UP, Role
from hub.core.calendar import now
from hub.core.four_eyes import ROLES_GIVEN_ALONE
from hub.engine import Answer
from hub.identity.passwords import holds
from hub.identity.words import OneTimeWords
from hub.store import Database
from tests.engine.administration import PASSWORD_HASH, Administrators

NIK, OTHER_NIK = "1901014101909001", "1901014101909002"
GUARDED: Final = sorted(
    role.name for role in Role if role not in ROLES_GIVEN_ALONE | {Role.AGENCY_CLIENT, Role.CITIZEN}
)


@pytest.fixture
async def office(database: str) -> AsyncIterator[Administrators]:
    opened = await Database.open(database)
    yield await Administrators.of(opened)
    await opened.close()


def logged_in(office: Administrators, name: str, ago: dt.timedelta = dt.timedelta(0), **proof: Any) -> None:
    """She proved who she is that long ago."""
    office.people[name] = dataclasses.replace(office.people[name], proved_at=now() - ago, **proof)


OLD: Final = STEP_UP + dt.timedelta(seconds=1)


async def approve(office: Administrators, by: str, proposed: dict[str, Any]) -> dict[str, Any]:
    return await office.do(by, "approveAccountProposal", proposalId=proposed["proposal"]["id"])


async def test_one_administrator_makes_an_operator_and_gives_her_a_word(office: Administrators) -> None:
    made = await office.create("ani", "operator.baru", "OPERATOR")
    assert (made["errors"], made["proposal"], made["user"]["passwordState"]) == ([], None, "NONE")
    given = await office.do("ani", "issueOneTimeWord", userId=made["user"]["id"])
    assert given["word"]
    assert given["user"]["passwordState"] == "WORD"
    user = await office.user("operator.baru")
    assert user.password_hash.startswith("$argon2id$")
    kinds = [entry["kind"] for entry in await office.history(str(user.id))]
    assert kinds == ["CREATED", "WORD_ISSUED"]


@pytest.mark.parametrize("role", GUARDED)
async def test_a_role_that_signs_or_decides_is_a_proposal(office: Administrators, role: str) -> None:
    made = await office.create("ani", "orang.baru", role)
    assert made["user"] is None
    assert made["proposal"]["state"] == "OPEN"
    assert await office.identity.user_by_name("orang.baru") is None
    promoted = await office.change("ani", "siti", roles=["OPERATOR", role])
    assert promoted["user"] is None
    assert (await office.user("siti")).roles == {Role.OPERATOR}


async def test_a_verifier_is_made_by_two_and_enrolled_by_two(office: Administrators) -> None:
    made = await office.create("ani", "verifikator", "VERIFIER")
    assert await office.refused("ani", "approveAccountProposal", proposalId=made["proposal"]["id"]) == (
        "administration-four-eyes"
    )
    approved = await approve(office, "budi", made)
    user, half = approved["user"], approved["word"]
    assert (user["passwordState"], user["halfIsMine"], user["version"]) == ("HALF", True, 1)
    assert (await office.user("verifikator")).password_hash == ""
    other = await office.do("ani", "issueOneTimeWord", userId=user["id"])
    assert other["user"]["passwordState"] == "WORD"
    hashed = (await office.user("verifikator")).password_hash
    assert holds(OneTimeWords.whole(half, other["word"]), hashed)
    assert not any(holds(word, hashed) for word in (half, other["word"], f"{half}-{half}"))
    subject = str((await office.user("verifikator")).id)
    created, first, second = await office.history(subject)
    assert (created["kind"], created["actor"], created["approved_by"]) == (
        "CREATED", office.people["ani"].subject, office.people["budi"].subject,
    )  # fmt: skip
    assert (created["before"], created["after"]["roles"]) == (None, ["verifier"])
    assert (first["kind"], second["kind"]) == ("HALF_ISSUED", "WORD_ISSUED")


async def test_nobody_gives_out_both_halves(office: Administrators) -> None:
    """Whoever knows only her own half cannot log in as the head, whatever she does with it."""
    before = (await office.user("kadis")).password_hash
    words = [(await office.do("ani", "issueOneTimeWord", userId=office.id_of("kadis")))["word"] for _ in range(2)]
    assert words[0] != words[1], "the same person begins anew"
    assert (await office.user("kadis")).password_hash == before
    assert await office.refused("kadis", "issueOneTimeWord", userId=office.id_of("kadis")) == (
        "administration-not-oneself"
    )
    await office.do("budi", "issueOneTimeWord", userId=office.id_of("kadis"))
    assert (await office.user("kadis")).password_hash != before


async def test_a_second_account_of_the_same_person_is_the_same_person(office: Administrators) -> None:
    await office.register("cici", Role.ADMINISTRATOR, nik=NIK)
    await office.register("cici2", Role.ADMINISTRATOR, nik=NIK)
    proposed = await office.change("cici", "siti", roles=["VERIFIER"])
    number = proposed["proposal"]["id"]
    assert await office.refused("cici2", "approveAccountProposal", proposalId=number) == "administration-four-eyes"
    half = await office.do("cici", "issueOneTimeWord", userId=office.id_of("kadis"))
    assert half["word"]
    assert await office.refused("cici2", "issueOneTimeWord", userId=office.id_of("kadis")) == (
        "administration-four-eyes"
    )
    given = {"userId": office.id_of("cici2"), "expectedVersion": 1, "region": "19.01.01"}
    assert await office.refused("cici", "changeUser", **given) == "administration-not-oneself"


@pytest.mark.parametrize("proposes", ["ani", "keycloak"])
async def test_accounts_of_two_issuers_are_two_people_only_where_their_niks_say_so(
    office: Administrators, proposes: str
) -> None:
    """Otherwise she proposes with the account of one issuer and approves with that of the other."""
    ani = office.people["ani"]
    office.people["keycloak"] = dataclasses.replace(ani, subject="https://login.example/realms/satu#ani")
    approves = "ani" if proposes == "keycloak" else "keycloak"
    proposed = await office.change(proposes, "siti", roles=["VERIFIER"])
    number = proposed["proposal"]["id"]
    assert await office.refused(approves, "approveAccountProposal", proposalId=number) == "administration-four-eyes"
    await office.do(proposes, "issueOneTimeWord", userId=office.id_of("kadis"))
    assert await office.refused(approves, "issueOneTimeWord", userId=office.id_of("kadis")) == (
        "administration-four-eyes"
    )
    await office.register("cici", Role.ADMINISTRATOR, nik=NIK)
    office.people["dedi"] = dataclasses.replace(ani, subject="https://login.example/realms/satu#dedi", nik=OTHER_NIK)
    proposed = await office.change("cici", "budi", region="19.01.01")
    assert (await approve(office, "dedi", proposed))["proposal"]["state"] == "APPROVED"


@pytest.mark.parametrize(
    ("mutation", "given"),
    [
        ("changeUser", {"displayName": "Orang Lain"}),
        ("changeUser", {"region": "19.01.02"}),
        ("changeUser", {"purposes": ["OVERSIGHT"]}),
        ("changeUser", {"nik": NIK}),
        ("changeUser", {"roles": ["OPERATOR"]}),
        ("changeUser", {"roles": ["HEAD_OF_OFFICE", "OPERATOR"]}),
        ("closeUser", {}),
        ("resetSecondFactor", {}),
    ],
)
async def test_nothing_of_a_head_is_changed_by_one(
    office: Administrators, mutation: str, given: dict[str, Any]
) -> None:
    before = await office.user("kadis")
    answer = await office.do("ani", mutation, userId=office.id_of("kadis"), expectedVersion=1, **given)
    assert (answer["errors"], answer["user"]) == ([], None)
    assert answer["proposal"]["state"] == "OPEN"
    assert await office.user("kadis") == before
    assert await office.version("kadis") == 1


async def test_a_closed_head_is_opened_again_by_two(office: Administrators) -> None:
    closed = await office.do("ani", "closeUser", userId=office.id_of("kadis"), expectedVersion=1)
    await approve(office, "budi", closed)
    assert not (await office.user("kadis")).active
    opened = await office.do("budi", "reopenUser", userId=office.id_of("kadis"), expectedVersion=2)
    assert opened["proposal"]["state"] == "OPEN"
    answer = await approve(office, "ani", opened)
    assert answer["word"], "whoever was away gets her password from two people again"
    assert (await office.user("kadis")).password_hash == ""


@pytest.mark.parametrize(("before", "after"), [(None, NIK), (NIK, OTHER_NIK), (NIK, None)])
async def test_the_nik_of_an_operator_needs_two(office: Administrators, before: str | None, after: str | None) -> None:
    """It says whose family she must not handle; and a citizen's account reads what is kept under it."""
    await office.register("dedi", Role.OPERATOR, nik=before)
    changed = await office.change("ani", "dedi", nik=after)
    assert changed["user"] is None
    assert (await office.user("dedi")).nik == before
    await approve(office, "kadis", changed)
    assert (await office.user("dedi")).nik == after


async def test_a_citizens_account_reads_her_data_and_needs_two(office: Administrators) -> None:
    made = await office.create("ani", "warga", "CITIZEN", nik=NIK, purposes=["OWN_DATA"])
    assert made["user"] is None
    assert (await office.create("ani", "warga.lain", "CITIZEN", purposes=["OWN_DATA"]))["errors"][0]["path"] == "nik"


async def test_promotion_takes_the_password_that_one_person_gave(office: Administrators) -> None:
    """Otherwise an administrator makes an operator, keeps her password, and has her made a verifier."""
    proposed = await office.change("ani", "siti", roles=["OPERATOR", "VERIFIER"])
    answer = await approve(office, "budi", proposed)
    assert (answer["user"]["passwordState"], bool(answer["word"])) == ("HALF", True)
    assert (await office.user("siti")).password_hash == ""


async def test_a_change_within_guarded_roles_keeps_the_password(office: Administrators) -> None:
    proposed = await office.change("ani", "kadis", region="19.01.01")
    answer = await approve(office, "budi", proposed)
    assert answer["word"] is None
    assert (await office.user("kadis")).password_hash == PASSWORD_HASH


async def test_nobody_raises_closes_or_changes_herself(office: Administrators) -> None:
    own = {"userId": office.id_of("ani"), "expectedVersion": 1}
    for mutation, given in (
        ("changeUser", {"roles": ["ADMINISTRATOR", "HEAD_OF_OFFICE"]}),
        ("changeUser", {"region": "19.01.01"}),
        ("closeUser", {}),
        ("resetSecondFactor", {}),
    ):
        assert await office.refused("ani", mutation, **own, **given) == "administration-not-oneself"
    assert await office.refused("ani", "issueOneTimeWord", userId=own["userId"]) == "administration-not-oneself"


async def test_nobody_decides_on_what_is_about_herself(office: Administrators) -> None:
    proposed = await office.change("ani", "budi", roles=["ADMINISTRATOR", "HEAD_OF_OFFICE"])
    assert await office.refused("budi", "approveAccountProposal", proposalId=proposed["proposal"]["id"]) == (
        "administration-not-oneself"
    )
    assert await office.refused("budi", "refuseAccountProposal", proposalId=proposed["proposal"]["id"]) == (
        "administration-not-oneself"
    )


async def test_who_keeps_no_accounts_decides_on_none(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    assert await office.refused("siti", "approveAccountProposal", proposalId=proposed["proposal"]["id"]) == (
        "scope:account:approve"
    )
    answer = await approve(office, "kadis", proposed)
    assert answer["user"]["roles"] == ["VERIFIER"]


async def test_the_last_administrator_stays(office: Administrators) -> None:
    """Of two who propose each other's end only one succeeds, also at the same moment."""
    first = await office.change("ani", "budi", roles=["OPERATOR"])
    second = await office.do("budi", "closeUser", userId=office.id_of("ani"), expectedVersion=1)
    answers = await asyncio.gather(*(approve(office, "kadis", one) for one in (first, second)))
    assert sorted(len(answer["errors"]) for answer in answers) == [0, 1]
    left = await office.database.fetch(
        "select username from identity_user where active and 'administrator' = any(roles)"
    )
    assert len(left) == 1


async def test_a_change_in_between_is_a_conflict(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    await office.change("budi", "siti", region="19.01.02")
    answer = await approve(office, "kadis", proposed)
    assert [error["code"] for error in answer["errors"]] == ["CONFLICT"]
    assert (await office.user("siti")).roles == {Role.OPERATOR}
    refused = await office.do("kadis", "refuseAccountProposal", proposalId=proposed["proposal"]["id"])
    assert refused["proposal"]["state"] == "REFUSED"


async def test_one_proposal_at_a_time(office: Administrators) -> None:
    await office.change("ani", "siti", roles=["VERIFIER"])
    code = await office.code("budi", "changeUser", userId=office.id_of("siti"), expectedVersion=1, roles=["AUDITOR"])
    assert code == ("CONFLICT", "")


async def test_a_proposal_ends_after_seven_days(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    await office.database.execute(
        "update account_proposal set expires_at = $1", dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    )
    answer = await approve(office, "budi", proposed)
    assert [error["code"] for error in answer["errors"]] == ["CONFLICT"]
    assert (await office.user("siti")).roles == {Role.OPERATOR}
    again = await office.change("ani", "siti", roles=["AUDITOR"])
    assert again["proposal"]["state"] == "OPEN"


async def test_only_the_proposer_withdraws(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    number = proposed["proposal"]["id"]
    assert await office.refused("budi", "withdrawAccountProposal", proposalId=number) == "administration-own-proposal"
    answer = await office.do("ani", "withdrawAccountProposal", proposalId=number)
    assert answer["proposal"]["state"] == "WITHDRAWN"
    assert await office.code("budi", "approveAccountProposal", proposalId=number) == ("CONFLICT", "proposalId")


async def test_what_a_former_administrator_proposed_is_not_approved(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    closed = await office.do("budi", "closeUser", userId=office.id_of("ani"), expectedVersion=1)
    await approve(office, "kadis", closed)
    answer = await approve(office, "budi", proposed)
    assert [error["code"] for error in answer["errors"]] == ["CONFLICT"]


async def test_a_decision_is_told_before_and_after(office: Administrators) -> None:
    proposed = await office.change("ani", "siti", roles=["OPERATOR", "VERIFIER"], region="19.01.01")
    told = {one["name"]: one for one in proposed["proposal"]["differences"]}
    assert told["roles"] == {
        "name": "roles", "before": ["operator"], "after": ["operator", "verifier"], "differs": True,
    }  # fmt: skip
    assert told["region"]["differs"]
    assert told["displayName"] == {
        "name": "displayName", "before": ["Siti (DATA CONTOH)"], "after": ["Siti (DATA CONTOH)"], "differs": False,
    }  # fmt: skip


def check_sent_to_log_in(answer: Answer) -> None:
    (error,) = answer.payload["errors"]
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("INSUFFICIENT_AUTHENTICATION", "step-up")
    assert answer.status == 401
    assert "data" not in answer.payload


@pytest.mark.parametrize("decision", ["approve", "refuse"])
async def test_an_old_log_in_decides_nothing(office: Administrators, decision: str) -> None:
    """And the same key decides after the new log-in."""
    mutation, key = f"{decision}AccountProposal", f"the key of {decision}"
    number = (await office.change("ani", "siti", roles=["VERIFIER"]))["proposal"]["id"]
    for ago, proof in ((OLD, {}), (dt.timedelta(0), {"acr": SINGLE_FACTOR})):
        people = dict(office.people)
        logged_in(office, "budi", ago, **proof)
        answer = await office.try_("budi", mutation, key, proposalId=number)
        office.people = people
        check_sent_to_log_in(answer)
    assert (await office.user("siti")).roles == {Role.OPERATOR}
    logged_in(office, "budi", STEP_UP - dt.timedelta(seconds=30))
    decided = await office.do("budi", mutation, key, proposalId=number)
    assert (decided["errors"], decided["proposal"]["state"]) == ([], "APPROVED" if decision == "approve" else "REFUSED")


async def test_an_old_log_in_gives_out_no_word(office: Administrators) -> None:
    """Neither that of an operator, nor either half of a head's."""
    before = (await office.user("siti")).password_hash
    for name, owner in (("ani", "siti"), ("ani", "kadis"), ("budi", "kadis")):
        logged_in(office, name, OLD)
        check_sent_to_log_in(await office.try_(name, "issueOneTimeWord", userId=office.id_of(owner)))
        logged_in(office, name)
        if owner == "kadis":
            assert (await office.do(name, "issueOneTimeWord", userId=office.id_of(owner)))["word"]
    assert (await office.user("siti")).password_hash == before


async def test_what_gives_nobody_anything_is_done_with_an_old_log_in(office: Administrators) -> None:
    logged_in(office, "ani", OLD)
    proposed = await office.change("ani", "siti", roles=["VERIFIER"])
    number = proposed["proposal"]["id"]
    withdrawn = await office.do("ani", "withdrawAccountProposal", proposalId=number)
    assert withdrawn["proposal"]["state"] == "WITHDRAWN"
    closed = await office.do("ani", "closeUser", userId=office.id_of("siti"), expectedVersion=1)
    assert closed["errors"] == []
    assert not (await office.user("siti")).active


async def test_who_may_not_decide_is_not_sent_to_log_in(office: Administrators) -> None:
    number = (await office.change("ani", "siti", roles=["VERIFIER"]))["proposal"]["id"]
    for name, rule in (("ani", "administration-four-eyes"), ("siti", "scope:account:approve")):
        logged_in(office, name, OLD)
        assert await office.refused(name, "approveAccountProposal", proposalId=number) == rule

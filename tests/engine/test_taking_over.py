"""Who works on a case: a colleague's step waits, a colleague or a head takes it over with a reason, nothing is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hub.core.actor import Role
from tests.engine.test_mutations import FRONTEND
from tests.engine.test_workflow import (
    CHILD_NIK,
    KABID,
    OPERATOR,
    OTHER_OPERATOR,
    VERIFIER,
    at_signature,
    begun,
)
from tests.fakes.actors import staff


async def test_a_colleague_takes_over_and_everybodys_work_is_kept() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    missing = [{"what": "photo", "reason": "The picture is blurred."}]
    await walk.state_after(OPERATOR, "returnApplication", missing=missing)
    paper = [{"kind": "photo", "documentId": walk.paper("photo")}]
    await walk.state_after(FRONTEND, "resubmitApplication", documents=paper)
    await walk.state_after(OPERATOR, "claimApplication")
    before = await walk.view(OTHER_OPERATOR)
    assert before["allowedActions"] == ["takeOverApplication"]
    assert await walk.state_after(OTHER_OPERATOR, "takeOverApplication", reason="She fell ill.") == "IN_REVIEW"
    after = await walk.view(OPERATOR)
    assert (after["form"], after["documents"]) == (before["form"], before["documents"])
    assert after["assignee"] == OTHER_OPERATOR.subject
    assert after["takenOver"] == {
        "formerName": OPERATOR.display_name, "fromViewer": True, "byName": OTHER_OPERATOR.display_name,
        "reason": "She fell ill.",
    }  # fmt: skip
    assert after["timeline"][-1]["note"] == f"{OPERATOR.display_name}: She fell ill."
    assert not (await walk.view(OTHER_OPERATOR))["takenOver"]["fromViewer"]
    await walk.state_after(OTHER_OPERATOR, "acceptApplication")
    for entered in (OPERATOR, OTHER_OPERATOR):
        both = dataclasses.replace(VERIFIER, subject=entered.subject)
        assert await walk.do(both, "verifyApplication") == {"refused": "who-enters-cannot-approve"}


async def test_who_took_over_has_entered_even_if_she_did_nothing_else() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OTHER_OPERATOR, "takeOverApplication", reason="She fell ill.")
    await walk.state_after(OPERATOR, "takeOverApplication", reason="She is well again.")
    await walk.state_after(OPERATOR, "acceptApplication")
    both = dataclasses.replace(VERIFIER, subject=OTHER_OPERATOR.subject)
    assert await walk.do(both, "verifyApplication") == {"refused": "who-enters-cannot-approve"}


async def test_a_verifier_takes_over_from_a_verifier_and_may_still_verify() -> None:
    walk = await begun()
    other = staff(Role.VERIFIER, "verifier-2")
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert await walk.do(other, "takeOverApplication", reason="Busy.") == {"refused": "workflow-take-over"}
    await walk.state_after(VERIFIER, "holdApplication")
    refused = {"refused": "workflow-take-over"}
    assert await walk.do(OTHER_OPERATOR, "takeOverApplication", reason="Busy.") == refused
    assert await walk.state_after(other, "takeOverApplication", reason="She is away.") == "COMPLETE"
    assert (await walk.view(other))["assignee"] == OPERATOR.subject
    assert (await walk.do(VERIFIER, "verifyApplication"))["errors"][0]["code"] == "CONFLICT"
    assert await walk.state_after(other, "verifyApplication") == "PROCESSING"


async def test_a_head_takes_over_from_an_absent_operator_and_goes_on_in_her_place() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    assert await walk.do(KABID, "acceptApplication") == {"refused": "workflow-operator"}
    assert (await walk.view(KABID))["allowedActions"] == ["takeOverApplication", "assignApplication"]
    elsewhere = staff(Role.HEAD_OF_DIVISION, "kabid-2", region="19.02")
    assert await walk.do(elsewhere, "takeOverApplication", reason="Sick.") == {"refused": "jurisdiction"}
    assert await walk.state_after(KABID, "takeOverApplication", reason="She is in hospital.") == "IN_REVIEW"
    assert (await walk.view(OPERATOR))["takenOver"]["reason"] == "She is in hospital."
    # What an operator does, and no more: she keeps working on it, and refusing is hers anyway.
    may = ["returnApplication", "acceptApplication", "refuseApplication", "assignApplication"]
    assert (await walk.view(KABID))["allowedActions"] == may
    assert await walk.state_after(KABID, "holdApplication") == "IN_REVIEW"
    assert (await walk.do(OTHER_OPERATOR, "acceptApplication"))["errors"][0]["code"] == "CONFLICT"
    assert await walk.state_after(KABID, "acceptApplication") == "COMPLETE"
    await walk.state_after(VERIFIER, "verifyApplication")
    await walk.state_after(KABID, "recordSiakResult", nik=CHILD_NIK, deedNumber="1901-LU-0001")
    walk.confirm(status="CONFIRMED", differences=[])
    assert await walk.do(KABID, "validateApplication") == {"refused": "who-enters-cannot-approve"}
    assert (
        await walk.state_after(staff(Role.HEAD_OF_DIVISION, "kabid-2"), "validateApplication") == "AWAITING_SIGNATURE"
    )


async def test_a_head_who_verified_in_a_verifiers_place_does_not_validate() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert await walk.do(KABID, "verifyApplication") == {"refused": "workflow-verifier"}
    await walk.state_after(VERIFIER, "holdApplication")
    await walk.state_after(KABID, "takeOverApplication", reason="On leave.")
    assert await walk.state_after(KABID, "verifyApplication") == "PROCESSING"
    await walk.state_after(OPERATOR, "recordSiakResult", nik=CHILD_NIK, deedNumber="1901-LU-0001")
    walk.confirm(status="CONFIRMED", differences=[])
    assert await walk.do(KABID, "validateApplication") == {"refused": "who-verified-for-another-does-not-validate"}
    assert "validateApplication" not in (await walk.view(KABID))["allowedActions"]
    other = staff(Role.HEAD_OF_DIVISION, "kabid-2")
    assert await walk.state_after(other, "validateApplication") == "AWAITING_SIGNATURE"


async def test_nobody_stands_in_for_a_head() -> None:
    walk = await at_signature()
    assert (await walk.view(KABID))["allowedActions"] == []
    assert await walk.do(KABID, "signApplication") == {"refused": "scope:application:sign"}
    assert await walk.do(KABID, "takeOverApplication", reason="Away.") == {"refused": "workflow-take-over"}


async def test_taking_over_needs_a_reason() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    made = await walk.do(OTHER_OPERATOR, "takeOverApplication", reason=" ")
    assert made["errors"][0]["path"] == "reason"


async def test_who_works_on_it_is_seen_and_a_colleagues_step_waits() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    assert (await walk.view(OTHER_OPERATOR))["workedOn"] == {
        "by": OPERATOR.display_name, "since": "2026-11-24T03:00:00.000Z", "until": "2026-11-24T03:15:00.000Z",
        "mine": False,
    }  # fmt: skip
    assert (await walk.view(OPERATOR))["workedOn"]["mine"]
    for mutation in ("acceptApplication", "holdApplication"):
        (error,) = (await walk.do(OTHER_OPERATOR, mutation))["errors"]
        assert error["code"] == "CONFLICT"
        assert error["message"].startswith(f"{OPERATOR.display_name} is working on this since 10.00, until 10.15 WIB.")
    assert (await walk.do(KABID, "refuseApplication", reason="No."))["errors"][0]["code"] == "CONFLICT"
    assert (await walk.do(VERIFIER, "holdApplication")) == {"refused": "desk"}
    walk.later(dt.timedelta(minutes=15))
    assert (await walk.view(OTHER_OPERATOR))["workedOn"] is None
    assert await walk.state_after(OTHER_OPERATOR, "acceptApplication") == "COMPLETE"


async def test_the_applicant_is_held_up_by_nobody_and_handing_on_ends_it() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert (await walk.view(OPERATOR))["workedOn"] is None
    await walk.state_after(VERIFIER, "holdApplication")
    assert await walk.state_after(FRONTEND, "withdrawApplication", reason="Not needed.") == "WITHDRAWN"
    assert (await walk.view(OPERATOR))["workedOn"] is None


async def test_holding_again_renews_and_keeps_when_it_began() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    walk.later(dt.timedelta(minutes=10))
    version = (await walk.view(OPERATOR))["version"]
    assert (await walk.do(OPERATOR, "holdApplication"))["errors"] == []
    seen = await walk.view(OPERATOR)
    assert (seen["workedOn"]["since"], seen["workedOn"]["until"]) == (
        "2026-11-24T03:00:00.000Z", "2026-11-24T03:25:00.000Z",
    )  # fmt: skip
    assert seen["version"] == version

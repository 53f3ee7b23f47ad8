"""What a bundle has come to: the hub knows its own steps, an officer says what became of the others."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.application import Application
from hub.core.service import CertificateData, Facts
from hub.engine import Engine
from tests.engine.test_mutations import OPERATOR
from tests.engine.test_workflow import KABID, KADIS, Walk, at_signature
from tests.fakes.service import SERVICE, certificates
from tests.fakes.world import schema

_BUNDLE = "query ($n: String!) { application(trackingNumber: $n) { allowedActions bundle { key state reason undo } } }"


async def issued() -> Walk:
    walk = await at_signature()
    await walk.state_after(KADIS, "signApplication")
    return walk


async def seen(walk: Walk) -> dict[str, Any]:
    answer = await walk.w.ask(_BUNDLE, {"n": walk.number}, actor=OPERATOR)
    found: dict[str, Any] = answer.payload["data"]["application"]
    return found


async def states(walk: Walk) -> dict[str, str]:
    return {step["key"]: step["state"] for step in (await seen(walk))["bundle"]}


async def test_everything_waits_until_it_is_signed_and_the_rest_does_not_hold_the_deed_up() -> None:
    walk = await at_signature()
    assert set((await states(walk)).values()) == {"WAITING"}
    await walk.state_after(KADIS, "signApplication")
    assert await states(walk) == {"deed": "DONE", "record": "DONE", "card": "WAITING", "coverage": "WAITING"}
    assert "settleBundleStep" in (await seen(walk))["allowedActions"]


async def test_papers_of_one_signature_have_numbers_that_follow_each_other() -> None:
    def twice(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
        (deed,) = certificates(application, facts)
        return deed, dataclasses.replace(deed, kind="second", about="the-same")

    walk = await at_signature()
    services = {SERVICE.name: dataclasses.replace(SERVICE, certificates=twice)}
    walk.w.hub = dataclasses.replace(walk.w.hub, services=services)
    walk.w.engine = Engine(schema(), walk.w.hub)
    await walk.state_after(KADIS, "signApplication")
    entries = [one.entry for one in walk.w.record.tables.certificates.values()]
    assert sorted(entry.number for entry in entries if entry) == [1, 2]
    assert len({(entry.register, entry.year) for entry in entries if entry}) == 1


async def test_an_officer_says_what_became_of_a_step_and_may_say_it_anew() -> None:
    walk = await issued()
    reason = "Blangko habis; dicetak hari Senin."
    assert (
        await walk.state_after(OPERATOR, "settleBundleStep", step="card", outcome="FAILED", reason=reason) == "ISSUED"
    )
    assert (await seen(walk))["bundle"][2] == {"key": "card", "state": "FAILED", "reason": reason, "undo": None}
    assert await walk.state_after(OPERATOR, "handOverApplication") == "HANDED_OVER"
    assert await walk.state_after(OPERATOR, "settleBundleStep", step="card", outcome="DONE") == "HANDED_OVER"
    await walk.state_after(OPERATOR, "settleBundleStep", step="coverage", outcome="UNDONE", reason="Salah orang.")
    assert await states(walk) == {"deed": "DONE", "record": "DONE", "card": "DONE", "coverage": "UNDONE"}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"step": "crown", "outcome": "DONE"}, "BAD_INPUT", "step"),
        ({"step": "deed", "outcome": "DONE"}, "CONFLICT", "step"),
        ({"step": "card", "outcome": "UNDONE", "reason": "Salah."}, "CONFLICT", "outcome"),
        ({"step": "card", "outcome": "FAILED"}, "BAD_INPUT", "reason"),
        ({"step": "card", "outcome": "FAILED", "reason": "  "}, "BAD_INPUT", "reason"),
    ],
)
async def test_what_cannot_be_said_of_a_step_is_told_and_changes_nothing(
    given: dict[str, Any], code: str, path: str
) -> None:
    walk = await issued()
    before = await states(walk)
    (error,) = (await walk.do(OPERATOR, "settleBundleStep", **given))["errors"]
    assert (error["code"], error["path"]) == (code, path)
    assert await states(walk) == before


async def test_only_an_operator_settles_and_only_what_is_signed() -> None:
    walk = await at_signature()
    (error,) = (await walk.do(OPERATOR, "settleBundleStep", step="card", outcome="DONE"))["errors"]
    assert error["code"] == "CONFLICT"
    await walk.state_after(KADIS, "signApplication")
    mutation = "mutation ($i: SettleBundleStepInput!) { settleBundleStep(input: $i) { errors { code } } }"
    given = {"idempotencyKey": "k", "trackingNumber": walk.number, "step": "card", "outcome": "DONE"}
    answer = await walk.w.ask(mutation, {"i": given}, actor=KABID)
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await states(walk))["card"] == "WAITING"

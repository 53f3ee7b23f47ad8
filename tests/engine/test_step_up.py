"""What binds the office wants a log-in with a second factor a moment ago, and says how to get one."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from hub.core.actor import MULTI_FACTOR, SINGLE_FACTOR, STEP_UP, Actor, Role
from hub.core.errors import ErrorCode
from hub.engine.answer import STEP_UP_CHALLENGE
from tests.engine.test_mutations import payload, step
from tests.engine.test_workflow import KADIS, OPERATOR, at_signature
from tests.fakes.actors import staff
from tests.fakes.people_of_bangka import NOW

SIGN = "signApplication"
LATE = NOW - STEP_UP - dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("acr", "proved_at"),
    [
        (MULTI_FACTOR, LATE),
        (MULTI_FACTOR, NOW + dt.timedelta(minutes=2)),
        (MULTI_FACTOR, None),
        (SINGLE_FACTOR, NOW),
        ("", NOW),
    ],
)
async def test_an_old_log_in_or_one_without_a_second_factor_does_not_sign(
    acr: str, proved_at: dt.datetime | None
) -> None:
    walk = await at_signature()
    head = dataclasses.replace(KADIS, acr=acr, proved_at=proved_at)
    given = {"idempotencyKey": "sign", "trackingNumber": walk.number}
    answer = await walk.w.ask(step(SIGN), {"input": given}, actor=head)
    (error,) = answer.payload["errors"]
    assert error["path"] == [SIGN]
    assert error["extensions"] == {
        "code": "INSUFFICIENT_AUTHENTICATION", "rule": "step-up", "acrValues": MULTI_FACTOR, "maxAge": 300,
        "ask": "yourself: log in again with your second factor, then repeat it",
    }  # fmt: skip
    assert "data" not in answer.payload
    assert answer.status == 401
    assert answer.headers == {"WWW-Authenticate": STEP_UP_CHALLENGE}
    assert not walk.w.record.tables.certificates
    # Nothing was done, so the same key does it after the log-in.
    again = payload(await walk.w.ask(step(SIGN), {"input": given}, actor=KADIS))
    assert (again["errors"], again["application"]["state"]) == ([], "ISSUED")


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 9470 section 3."""
    assert STEP_UP_CHALLENGE.startswith('Bearer realm="satu", error="insufficient_user_authentication", ')
    assert f'acr_values="{MULTI_FACTOR}"' in STEP_UP_CHALLENGE
    assert 'max_age="300"' in STEP_UP_CHALLENGE


@pytest.mark.parametrize("age", [dt.timedelta(0), STEP_UP])
async def test_five_minutes_are_enough_to_read(age: dt.timedelta) -> None:
    walk = await at_signature()
    assert await walk.state_after(dataclasses.replace(KADIS, proved_at=NOW - age), SIGN) == "ISSUED"


async def test_the_button_is_there_for_whoever_would_have_to_log_in_anew() -> None:
    walk = await at_signature()
    assert (await walk.view(dataclasses.replace(KADIS, proved_at=LATE)))["allowedActions"] == [SIGN]


@pytest.mark.parametrize("actor", [OPERATOR, staff(Role.HEAD_OF_DIVISION)])
async def test_who_may_not_sign_is_not_sent_to_log_in(actor: Actor) -> None:
    walk = await at_signature()
    given = {"idempotencyKey": "sign", "trackingNumber": walk.number}
    answer = await walk.w.ask(step(SIGN), {"input": given}, actor=dataclasses.replace(actor, proved_at=LATE))
    assert answer.payload["errors"][0]["extensions"]["code"] == ErrorCode.FORBIDDEN.value
    assert answer.status == 200


async def test_where_something_was_done_the_answer_is_whole() -> None:
    walk = await at_signature()
    document = """
    mutation Two($input: SignApplicationInput!, $upload: CreateUploadInput!) {
      createUpload(input: $upload) { url errors { code } }
      signApplication(input: $input) { errors { code } }
    }
    """
    given = {
        "input": {"idempotencyKey": "sign", "trackingNumber": walk.number},
        "upload": {"idempotencyKey": "up", "kind": "other", "mediaType": "image/png", "size": 100},
    }
    head = dataclasses.replace(KADIS, proved_at=LATE, scopes=KADIS.scopes | {"application:submit"})
    answer = await walk.w.ask(document, given, actor=head)
    assert answer.status == 200
    assert answer.payload["data"][SIGN] is None
    assert answer.payload["data"]["createUpload"]["url"]

"""A client sees what is registered of it, and brings in a new key with a signature of the one that holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core import client_keys
from hub.core.actor import Actor
from hub.core.callers import asking_from
from hub.core.identifiers import new_id
from hub.store import Database
from tests.engine.administration import Administrators
from tests.engine.test_sign_up import Clock, given
from tests.fakes.actors import NOBODY

SIGN_UP: Final = "mutation ($input: SignUpClientInput!) { signUpClient(input: $input) { clientId errors { code } } }"
MINE: Final = """{ viewer { client { clientId scopes keys { keyId since until }
    agreement { id dailyQuota givenToday validity endsOn }
    errors { code today lastThirtyDays lastOn } } } }"""
ROTATE: Final = """
    mutation ($input: RotateClientKeyInput!) {
      rotateClientKey(input: $input) { keys { keyId until } errors { code path } }
    }
"""


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    store = await Database.open(database)
    yield store
    await store.close()


def pair() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)


class Integrator:
    """A client of the sandbox with a key of its own."""

    def __init__(self, office: Administrators, clock: Callable[[], dt.datetime]) -> None:
        self.office, self.clock, self.key, self.id = office, clock, pair(), ""

    async def sign_up(self) -> None:
        wanted = given(keys=json.dumps(self.key.as_dict(private=False)))
        answer = await self.office.world.ask(SIGN_UP, {"input": wanted}, actor=NOBODY)
        self.id = answer.payload["data"]["signUpClient"]["clientId"]

    async def actor(self) -> Actor:
        acting = await self.office.identity.acting(self.id)
        assert acting is not None
        return acting.for_itself()

    async def mine(self) -> Any:
        answer = await self.office.world.ask(MINE, actor=await self.actor())
        return answer.payload["data"]["viewer"]["client"]

    def proof(self, new: ECKey, by: ECKey | None = None, typ: str = "key-rotation+jwt", **changes: Any) -> str:
        by, at = by or self.key, int(self.clock().timestamp())
        claims = {
            "sub": self.id, "aud": self.office.world.hub.public_url, "iat": at, "exp": at + 60, "jkt": new.thumbprint(),
            **changes,
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": by.kid, "typ": typ}, claims, by)

    def rotation(self, new: ECKey, proof: str, hours: int = 24, key: str = "") -> dict[str, Any]:
        public = json.dumps(new.as_dict(private=False))
        return {"idempotencyKey": key or str(new_id()), "key": public, "proof": proof, "overlapHours": hours}

    async def rotate(self, new: ECKey, proof: str, hours: int = 24, key: str = "") -> Any:
        wanted = self.rotation(new, proof, hours, key)
        return (await self.office.world.ask(ROTATE, {"input": wanted}, actor=NOBODY)).payload["data"]["rotateClientKey"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hers(opened: Database, clock: Clock) -> Integrator:
    found = Integrator(await Administrators.of(opened, clock, sandbox=True), clock)
    await found.sign_up()
    return found


async def test_a_client_sees_its_agreement_with_todays_quota_and_a_person_does_not(
    hers: Integrator, clock: Clock
) -> None:
    mine = await hers.mine()
    assert (mine["clientId"], mine["scopes"]) == (hers.id, ["citizen:read", "health:read"])
    assert (mine["agreement"]["id"], mine["agreement"]["dailyQuota"], mine["agreement"]["validity"]) == (
        hers.id, 100, "IN_FORCE",
    )  # fmt: skip
    (key,) = mine["keys"]
    assert (key["keyId"], key["until"]) == (hers.key.kid, None)
    assert abs(dt.datetime.fromisoformat(key["since"]) - clock.at) < dt.timedelta(seconds=1)
    assert (await hers.office.ask("ani", MINE)).payload["data"]["viewer"]["client"] is None


async def test_a_new_key_holds_beside_the_old_one_until_that_ends(hers: Integrator, clock: Clock) -> None:
    new, third = pair(), pair()
    proof = hers.proof(new)
    done = await hers.rotate(new, proof, key="once")
    assert (await hers.rotate(new, proof, key="once")) == done
    assert ([one["keyId"] for one in done["keys"]], done["errors"]) == ([hers.key.kid, new.kid], [])
    ends = dt.datetime.fromisoformat(done["keys"][0]["until"])
    assert abs(ends - clock.at - dt.timedelta(hours=24)) < dt.timedelta(seconds=1)
    entries = await hers.office.history(hers.id)
    assert [(one["kind"], one["actor"]) for one in entries][-1] == ("KEYS_REPLACED", hers.id)
    assert await hers.office.database.fetchval("select count(*) from oauth_client where tokens_from is not null") == 0
    (waits,) = (await hers.rotate(third, hers.proof(third, new)))["errors"]
    assert waits == {"code": "CONFLICT", "path": "key"}

    # The old one is over: it is no proof, and no key of hers any more. The newest ends it at once.
    clock.at += dt.timedelta(hours=25)
    (over,) = (await hers.rotate(third, hers.proof(third)))["errors"]
    assert over == {"code": "BAD_INPUT", "path": "proof"}
    assert [one["keyId"] for one in (await hers.mine())["keys"]] == [new.kid]
    at_once = await hers.rotate(third, hers.proof(third, new), hours=0)
    assert [one["keyId"] for one in at_once["keys"]] == [third.kid]
    assert await hers.office.database.fetchval("select count(*) from oauth_client where tokens_from is not null") == 1


async def test_only_a_signature_of_a_key_that_holds_brings_one_in(hers: Integrator, clock: Clock) -> None:
    new, other = pair(), Integrator(hers.office, hers.clock)
    await other.sign_up()
    late = int(clock.at.timestamp()) + 3600
    for proof, path in (
        ("", "proof"),
        ("a.b.c", "proof"),
        (hers.proof(new, new), "proof"),
        (hers.proof(new, other.key), "proof"),
        (hers.proof(pair()), "proof"),
        (hers.proof(new, typ="JWT"), "proof"),
        (hers.proof(new, exp=late), "proof"),
        (hers.proof(new, aud="https://elsewhere.example"), "proof"),
        (hers.proof(new, sub=other.id), "proof"),
        (hers.proof(new, sub="satu-console"), "proof"),
    ):
        refused = await hers.rotate(new, proof)
        assert (refused["keys"], [error["path"] for error in refused["errors"]]) == ([], [path]), proof
    named = pair()
    named = ECKey.import_key({**named.as_dict(private=True), "kid": "siti-1901012005900001"})
    (somebody,) = (await hers.rotate(named, hers.proof(named)))["errors"]
    assert somebody == {"code": "BAD_INPUT", "path": "key"}
    for hours in (-1, 169):
        (error,) = (await hers.rotate(new, hers.proof(new), hours))["errors"]
        assert error == {"code": "BAD_INPUT", "path": "overlapHours"}
    (same,) = (await hers.rotate(hers.key, hers.proof(hers.key)))["errors"]
    assert same == {"code": "CONFLICT", "path": "key"}
    await hers.office.database.execute("update oauth_client set active = false where client_id = $1", hers.id)
    (closed,) = (await hers.rotate(new, hers.proof(new)))["errors"]
    assert closed["path"] == "proof"


async def test_one_place_tries_only_so_often_to_bring_a_key_in(hers: Integrator, clock: Clock) -> None:
    new, third = pair(), pair()

    async def tried(network: str, key: ECKey, proof: str, again: str = "") -> str:
        wanted = hers.rotation(key, proof, key=again)
        with asking_from(network):
            payload = (await hers.office.world.ask(ROTATE, {"input": wanted}, actor=NOBODY)).payload
        done = payload["data"]["rotateClientKey"]
        wrong = payload["errors"][0] if done is None else (done["errors"] or [None])[0]
        if done is None:
            assert (0 < wrong["extensions"]["retryAfter"] <= 3600, "in an hour" in wrong["message"]) == (True, True)
        return "" if wrong is None else str(wrong.get("code") or wrong["extensions"]["code"])

    proof = hers.proof(new)
    assert await tried("192.0.2.1", new, proof, "once") == ""
    wrong = [await tried("192.0.2.1", third, "a.b.c") for _ in range(client_keys.PACE.most - 1)]
    assert set(wrong) == {"BAD_INPUT"}, "a try that is wrong takes a place, too"
    clock.at += dt.timedelta(minutes=1)
    assert await tried("192.0.2.1", third, hers.proof(third, new)) == "RATE_LIMITED"
    assert await tried("192.0.2.1", new, proof, "once") == "", "what was answered is answered again"
    assert await tried("192.0.2.2", third, hers.proof(third, new)) == "CONFLICT", "another place has its own"
    clock.at += client_keys.PACE.within
    assert await tried("192.0.2.1", third, hers.proof(third, new)) == "CONFLICT"

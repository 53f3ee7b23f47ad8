"""How long a token holds: what ends it, and for how long a process goes by what it has looked at."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from hub.core.accounts import Client
from hub.core.errors import Unauthenticated
from hub.identity import Verifier
from hub.identity.jwt_checks import unverified
from tests.identity.district import SECRET, TENANT, Office, basic
from tests.identity.registry import MemoryIdentity
from tests.identity.test_clients import client


async def test_a_revoked_token_ends_within_a_second(desk: Office) -> None:
    _, body = await desk.token()
    token = body["access_token"]
    assert not (await desk.verifier.actor(f"Bearer {token}")).is_anonymous
    headers = basic("frontend", SECRET)
    async with desk.http.post(f"{desk.url}/oauth/revoke", data={"token": token}, headers=headers) as response:
        assert response.status == 200
    desk.clock.ahead += dt.timedelta(seconds=1)
    with pytest.raises(Unauthenticated, match="ended"):
        await desk.verifier.actor(f"Bearer {token}")


async def test_a_token_that_was_looked_at_passes_for_a_second_at_most(desk: Office, registry: MemoryIdentity) -> None:
    bearer, other = [f"Bearer {(await desk.token())[1]['access_token']}" for _ in range(2)]
    times = [desk.clock()]
    verifier = Verifier(TENANT, registry, lambda: times[-1], local=desk.tokens)
    registry.asked.clear()
    assert verifier.known(bearer) is None
    actor = await verifier.actor(bearer)
    asked = dict(registry.asked)
    times.append(times[-1] + dt.timedelta(seconds=0.6))
    # The registry was asked 0.6 seconds ago, so what it said holds for 0.4 more, for the other token as well.
    await verifier.actor(other)
    assert registry.asked == asked == {"revoked": 1, "stamp": 1, "client": 1}
    assert verifier.known(bearer) == actor
    assert verifier.known(other) is not None
    times.append(times[-1] + dt.timedelta(seconds=0.4))
    assert verifier.known(bearer) is None
    assert verifier.known(other) is None


async def test_a_pass_holds_on_by_what_the_registry_tells_others(desk: Office, registry: MemoryIdentity) -> None:
    verifier, bearer, actor = await outlived(desk, registry, lambda *_: None)
    asked = dict(registry.asked)
    assert verifier.known(bearer) is actor
    desk.clock.ahead += dt.timedelta(seconds=0.6)
    assert verifier.known(bearer) is actor, "as long as what the other one was told"
    assert registry.asked == asked
    desk.clock.ahead += dt.timedelta(seconds=0.3)
    assert verifier.known(bearer) is None


async def test_the_registry_is_asked_again_before_its_word_is_over(desk: Office, registry: MemoryIdentity) -> None:
    verifier, bearer, actor = await _asked_ahead(desk, registry, lambda *_: None)
    assert registry.asked == {"revoked": 1, "stamp": 1}
    desk.clock.ahead += dt.timedelta(seconds=0.5)
    assert verifier.known(bearer) is actor, "by the word of half a second ago"
    again = verifier._standing._renewing
    assert again is not None
    await again
    assert registry.asked == {"revoked": 2, "stamp": 2}


async def test_what_the_registry_says_ahead_holds_like_any_other_word(desk: Office, registry: MemoryIdentity) -> None:
    agreement = registry.clients["frontend"].agreement
    for change in (_ended, _closed, _narrowed):
        verifier, bearer, _ = await _asked_ahead(desk, registry, change)
        desk.clock.ahead += dt.timedelta(seconds=0.4)
        assert verifier.known(bearer) is None, change.__name__
        registry.clients["frontend"] = dataclasses.replace(
            registry.clients["frontend"], active=True, agreement=agreement
        )


async def test_a_registry_that_cannot_be_asked_ahead_keeps_nobody_away(desk: Office, registry: MemoryIdentity) -> None:
    def gone(_registry: MemoryIdentity, _desk: Office, _token: str) -> None:
        registry.gone = True

    verifier, bearer, actor = await _asked_ahead(desk, registry, gone)
    desk.clock.ahead += dt.timedelta(seconds=0.2)
    assert verifier.known(bearer) is actor
    desk.clock.ahead += dt.timedelta(seconds=0.1)
    assert verifier.known(bearer) is None
    registry.gone = False
    assert await verifier.actor(bearer) == actor


async def _asked_ahead(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> tuple[Verifier, str, object]:
    """A header with a pass, half a second after the registry was asked and right after it was asked ahead."""
    token = (await desk.token())[1]["access_token"]
    bearer, verifier = f"Bearer {token}", Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    actor = await verifier.actor(bearer)
    change(registry, desk, token)
    registry.asked.clear()
    desk.clock.ahead += dt.timedelta(seconds=0.5)
    assert verifier.known(bearer) is actor, "nobody waits for it"
    renewing = verifier._standing._renewing
    assert renewing is not None
    await renewing
    return verifier, bearer, actor


def _ended(registry: MemoryIdentity, desk: Office, token: str) -> None:
    registry.ended[str(unverified(token)[1]["jti"])] = desk.clock() + dt.timedelta(hours=1)


def _closed(registry: MemoryIdentity, _desk: Office, _token: str) -> None:
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], active=False)


def _narrowed(registry: MemoryIdentity, _desk: Office, _token: str) -> None:
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], agreement="tidak-ada")


def _other_keys(_registry: MemoryIdentity, desk: Office, _token: str) -> None:
    desk.tokens.keys._version += 1


def _a_minute_later(_registry: MemoryIdentity, desk: Office, _token: str) -> None:
    desk.clock.ahead += dt.timedelta(seconds=60)


@pytest.mark.parametrize("change", [_ended, _closed, _narrowed, _other_keys, _a_minute_later])
async def test_a_pass_does_not_hold_on_when_something_is_another(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> None:
    verifier, bearer, _ = await outlived(desk, registry, change)
    assert verifier.known(bearer) is None


async def test_a_pass_does_not_hold_on_by_what_another_token_of_the_client_was_told(
    desk: Office, registry: MemoryIdentity
) -> None:
    """The client was read anew for the other token; the actor of this one is still as it was before."""
    bearer, other = [f"Bearer {(await desk.token())[1]['access_token']}" for _ in range(2)]
    verifier = Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    await verifier.actor(bearer)
    _narrowed(registry, desk, "")
    desk.clock.ahead += dt.timedelta(seconds=0.8)
    await verifier.actor(other)
    assert verifier.known(bearer) is None


async def outlived(
    desk: Office, registry: MemoryIdentity, change: Callable[[MemoryIdentity, Office, str], None]
) -> tuple[Verifier, str, object]:
    """A header whose pass is over, while the registry was asked for the sake of another client's just now."""
    await client(registry, "neighbour", client_secret=SECRET, demo=True, scopes=("citizen:read",))
    tokens = [(await desk.token(name))[1]["access_token"] for name in ("frontend", "neighbour")]
    bearer, other = [f"Bearer {token}" for token in tokens]
    verifier = Verifier(TENANT, registry, desk.clock, local=desk.tokens)
    actor = await verifier.actor(bearer)
    change(registry, desk, tokens[0])
    desk.clock.ahead += dt.timedelta(seconds=0.8)
    await verifier.actor(other)
    return verifier, bearer, actor


class Slow(MemoryIdentity):
    """The same registry, in which looking for a client takes as long as `wait` does."""

    def __init__(self, same: MemoryIdentity, wait: Callable[[], Awaitable[object]]) -> None:
        self.__dict__.update(same.__dict__)
        self._wait = wait

    async def client(self, client_id: str) -> Client | None:
        found = await super().client(client_id)
        await self._wait()
        return found


async def test_a_token_that_ends_while_it_is_looked_at_gets_no_pass(desk: Office, registry: MemoryIdentity) -> None:
    """Its client is still being asked for when the registry says to somebody else that the token was ended."""
    token, go = (await desk.token())[1]["access_token"], asyncio.Event()
    verifier = Verifier(TENANT, Slow(registry, go.wait), desk.clock, local=desk.tokens)
    looking = asyncio.create_task(verifier.actor(f"Bearer {token}"))
    await asyncio.sleep(0.01)
    await registry.revoke_token(str(unverified(token)[1]["jti"]), desk.clock() + dt.timedelta(hours=1))
    desk.clock.ahead += dt.timedelta(seconds=1)
    assert await verifier._standing.is_revoked(str(unverified(token)[1]["jti"]))
    go.set()
    with pytest.raises(Unauthenticated, match="ended"):
        await looking


async def test_what_the_registry_took_long_to_say_is_as_old_as_the_question(
    desk: Office, registry: MemoryIdentity
) -> None:
    async def wait() -> None:
        desk.clock.ahead += dt.timedelta(seconds=0.7)

    bearer = f"Bearer {(await desk.token())[1]['access_token']}"
    verifier = Verifier(TENANT, Slow(registry, wait), desk.clock, local=desk.tokens)
    await verifier._standing.client("frontend")
    await verifier.actor(bearer)
    assert verifier.known(bearer) is not None
    desk.clock.ahead += dt.timedelta(seconds=0.4)
    assert verifier.known(bearer) is None


async def test_no_pass_outlives_its_token(desk: Office, registry: MemoryIdentity) -> None:
    token = (await desk.token())[1]["access_token"]
    end = dt.datetime.fromtimestamp(unverified(token)[1]["exp"], dt.UTC)
    times = [end - dt.timedelta(seconds=0.5)]
    verifier = Verifier(TENANT, registry, lambda: times[-1], local=desk.tokens)
    await verifier.actor(f"Bearer {token}")
    assert verifier.known(f"Bearer {token}") is not None
    times.append(end)
    assert verifier.known(f"Bearer {token}") is None


async def test_a_client_that_was_closed_ends_within_a_second(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token()
    bearer = f"Bearer {body['access_token']}"
    await desk.verifier.actor(bearer)
    registry.clients["frontend"] = dataclasses.replace(registry.clients["frontend"], active=False)
    desk.clock.ahead += dt.timedelta(seconds=1)
    with pytest.raises(Unauthenticated):
        await desk.verifier.actor(bearer)


async def test_many_who_ask_at_once_ask_the_registry_once(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token()
    registry.asked.clear()
    bearer = f"Bearer {body['access_token']}"
    leaving = asyncio.create_task(desk.verifier.actor(bearer))
    staying = [asyncio.create_task(desk.verifier.actor(bearer)) for _ in range(20)]
    await asyncio.sleep(0)
    leaving.cancel()
    assert len(set(await asyncio.gather(*staying))) == 1
    assert registry.asked["client"] == registry.asked["revoked"] == 1

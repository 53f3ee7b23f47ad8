"""One signing key follows another: published before it signs, and the old one verifies until its last token ended."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.main import application
from hub.core.errors import Conflict, Unauthenticated
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.identity.keys import AFTERWARDS, LEAD, kept_in, rotate, standings
from tests.identity.district import TENANT, Clock, Office, office
from tests.identity.forging import parsed
from tests.identity.registry import MemoryIdentity

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
FILE = "token-signing.json"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def two_of(folder: Path, registry: MemoryIdentity) -> AsyncIterator[tuple[Office, Verifier]]:
    """Two processes of one hub, as far as keys go: one that issues tokens, and another one that verifies them."""
    async with office(registry) as desk:
        desk.tokens.keys = KeyRing.load(folder, desk.clock)
        other = AccessTokens(KeyRing.load(folder, desk.clock), desk.url, desk.tokens.audience, desk.clock)
        yield desk, Verifier(TENANT, registry, desk.clock, local=other)


async def token_of(desk: Office) -> str:
    return str((await desk.token())[1]["access_token"])


async def published(desk: Office) -> list[str]:
    async with desk.http.get(f"{desk.url}/oauth/jwks") as response:
        return [key["kid"] for key in (await response.json())["keys"]]


async def test_a_key_follows_another_in_every_process_and_no_token_is_lost(
    tmp_path: Path, registry: MemoryIdentity
) -> None:
    async with two_of(tmp_path, registry) as (desk, other):
        first = await token_of(desk)
        old = parsed(first)[0]["kid"]
        await other.actor(f"Bearer {first}")
        new = rotate(tmp_path, desk.clock()).id
        desk.clock.ahead += SECOND
        assert set(await published(desk)) == {old, new}
        assert parsed(await token_of(desk))[0]["kid"] == old, "it is published before it signs"
        # The clock goes on by itself, so what must hold shortly before a change is asked for a minute before it.
        desk.clock.ahead += LEAD - MINUTE
        last = await token_of(desk)
        assert parsed(last)[0]["kid"] == old
        desk.clock.ahead += MINUTE
        assert parsed(await token_of(desk))[0]["kid"] == new
        await other.actor(f"Bearer {await token_of(desk)}")
        desk.clock.ahead += 8 * MINUTE
        await other.actor(f"Bearer {last}")
        assert old in await published(desk), "until its last token has ended"
        desk.clock.ahead += 4 * MINUTE
        assert await published(desk) == [new]
        await other.actor(f"Bearer {await token_of(desk)}")


async def test_a_key_that_somebody_else_may_have_ends_within_a_second(tmp_path: Path, registry: MemoryIdentity) -> None:
    async with two_of(tmp_path, registry) as (desk, other):
        stolen = await token_of(desk)
        for verifier in (desk.verifier, other):
            await verifier.actor(f"Bearer {stolen}")
        new = rotate(tmp_path, desk.clock(), at_once=True).id
        desk.clock.ahead += SECOND
        with pytest.raises(Unauthenticated):
            await other.actor(f"Bearer {stolen}")
        assert await published(desk) == [new]
        token = await token_of(desk)
        assert parsed(token)[0]["kid"] == new
        await other.actor(f"Bearer {token}")
        with pytest.raises(Unauthenticated):
            await desk.verifier.actor(f"Bearer {stolen}")


async def test_what_was_looked_at_just_before_does_not_add_up(tmp_path: Path, registry: MemoryIdentity) -> None:
    """A header may pass for a while without a look at anything, and the keys are not looked at each time either."""
    async with two_of(tmp_path, registry) as (desk, other):
        stolen = f"Bearer {await token_of(desk)}"
        await other.actor(stolen)
        rotate(tmp_path, desk.clock(), at_once=True)
        desk.clock.ahead += 0.8 * SECOND
        with suppress(Unauthenticated):
            await other.actor(stolen)
        desk.clock.ahead += 0.2 * SECOND
        with pytest.raises(Unauthenticated):
            await other.actor(stolen)


def test_at_every_moment_one_key_signs_and_those_of_living_tokens_verify(tmp_path: Path, clock: Clock) -> None:
    start = clock()
    KeyRing.load(tmp_path, clock)
    begun = [0.0]
    for minutes in (0, 11, 40):
        new = rotate(tmp_path, start + dt.timedelta(minutes=minutes))
        begun.append(new.began())
    kept = kept_in(tmp_path)
    assert len(kept) == 2, "those that had ended are gone"
    for second, key in itertools.product(range(0, 7200, 37), kept):
        now = start + dt.timedelta(seconds=second)
        states = {each.key.id: each.state for each in standings(kept, now)}
        assert list(states.values()).count("signs") == 1
        lives_on = [other for other in kept if other.began() > key.began()]
        ended = bool(lives_on) and now >= dt.datetime.fromtimestamp(lives_on[0].began(), dt.UTC) + AFTERWARDS
        assert (states[key.id] == "ended") is ended


def test_a_second_new_key_waits_for_the_first(tmp_path: Path, clock: Clock) -> None:
    KeyRing.load(tmp_path)
    rotate(tmp_path, clock())
    with pytest.raises(Conflict, match="waits already"):
        rotate(tmp_path, clock())
    assert len(kept_in(tmp_path)) == 2
    rotate(tmp_path, clock(), at_once=True)
    assert len(kept_in(tmp_path)) == 1


def test_a_file_that_cannot_be_read_again_changes_nothing(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ring = KeyRing.load(tmp_path, clock)
    before = ring.public()
    good = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_text("{")
    clock.ahead += SECOND
    assert ring.public() == before
    assert "cannot be read again" in caplog.text
    (tmp_path / FILE).write_bytes(good)
    new = rotate(tmp_path, clock()).id
    clock.ahead += SECOND
    assert new in {key["kid"] for key in ring.public()["keys"]}


def test_the_file_stays_its_owner_s_and_says_nothing_private_to_others(tmp_path: Path, clock: Clock) -> None:
    ring = KeyRing.load(tmp_path, clock)
    rotate(tmp_path, clock())
    clock.ahead += SECOND
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert not {"d", "signs_from"} & set().union(*ring.public()["keys"])
    assert sum("d" in key for key in json.loads((tmp_path / FILE).read_bytes())["keys"]) == 2


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://nowhere/none")
    old = KeyRing.load(tmp_path / "identity").signing.kid

    def hub(*words: str) -> str:
        return CliRunner().invoke(application("keys"), ["keys", *words], catch_exceptions=False).output

    assert hub("list").startswith(f"{old}  signs")
    new = hub("rotate").split()[0]
    assert f"{new}  is published, and does not sign yet, until" in hub("list")
    assert hub("rotate", "--compromised").split()[0] in hub("list")
    assert str(old) not in hub("list")

"""Signing keys on disk, the registry in PostgreSQL, the lock-out and the short memory about accounts."""

from __future__ import annotations

import datetime as dt
import json
import stat
import uuid
from pathlib import Path

import pytest

from hub.core.accounts import AuthMethod, Code, Grant, Refresh
from hub.core.actor import Role
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from hub.identity import KeyRing
from hub.identity.passwords import hash_secret, holds
from hub.identity.seeds import seed_client, seed_user
from hub.identity.standing import Kept, Standing
from hub.store import PgIdentity
from tests.identity.district import NIK, TENANT, Clock, everybody
from tests.identity.registry import MemoryIdentity

NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first, again = KeyRing.load(folder), KeyRing.load(folder)
    assert first.public() == again.public()
    file = folder / "token-signing.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_a_new_key_signs_while_the_old_one_still_verifies(tmp_path: Path) -> None:
    old = KeyRing.load(tmp_path).signing.kid
    file = tmp_path / "token-signing.json"
    new = KeyRing.load(tmp_path / "other").signing.as_dict(private=True)
    file.write_text(json.dumps({"keys": [new, *json.loads(file.read_text())["keys"]]}))
    both = KeyRing.load(tmp_path)
    assert both.signing.kid == new["kid"]
    assert {key["kid"] for key in both.public()["keys"]} == {new["kid"], old}


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"kty": "EC"}]}', "\0"])
def test_keys_that_cannot_be_used_stop_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token-signing.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(BadInput, match="signing keys"):
        KeyRing.load(tmp_path)


def test_keys_that_others_can_read_stop_the_start(tmp_path: Path) -> None:
    KeyRing.load(tmp_path)
    (tmp_path / "token-signing.json").chmod(0o640)
    with pytest.raises(BadInput, match="0600"):
        KeyRing.load(tmp_path)


def test_passwords() -> None:
    hashed = hash_secret("kata sandi")
    assert holds("kata sandi", hashed)
    assert not holds("kata sandi ", hashed)
    assert not holds("", hashed)
    assert not holds("kata sandi", None)
    assert not holds("kata sandi", "not a hash")


async def test_users_and_clients_come_back_as_they_were_stored(real_store: PgIdentity) -> None:
    registered = await everybody()
    for client in registered.clients.values():
        await real_store.put_client(client)
        await real_store.put_client(client)
        assert await real_store.client(client.client_id) == client
    for user in registered.users.values():
        assert await real_store.put_user(user) == user
        assert await real_store.user(user.id) == user
        assert await real_store.user_by_name(user.username) == user
    assert await real_store.client("nobody") is None
    assert await real_store.user(uuid.UUID(int=1)) is None
    jwks = {"keys": [KeyRing.generated().public()["keys"][0]]}
    made = await seed_client(
        real_store, tenant=TENANT, client_id="signer", name="S", scopes=(), purposes=(), region="", jwks=jwks
    )  # fmt: skip
    assert made.auth_method is AuthMethod.PRIVATE_KEY_JWT
    assert await real_store.client("signer") == made


async def test_a_user_who_is_registered_again_keeps_her_id(real_store: PgIdentity) -> None:
    async def seeded(name: str) -> uuid.UUID:
        user = await seed_user(
            real_store, tenant=TENANT, username="Siti", password="x", display_name=name, roles=(Role.OPERATOR,),
            region="19.01", purposes=(Purpose.CIVIL_REGISTRATION,), nik=NIK,
        )  # fmt: skip
        return user.id

    first = await seeded("Siti")
    assert await seeded("Siti Contoh") == first
    found = await real_store.user_by_name("siti")
    assert found is not None
    assert found.display_name == "Siti Contoh"


def grant() -> Grant:
    return Grant(uuid.uuid4(), "console", uuid.uuid4(), "citizen:read", NOW)


async def test_a_code_is_taken_once_by_its_client_in_its_time(real_store: PgIdentity) -> None:
    code = Code(b"1" * 32, grant(), "http://127.0.0.1/x", "c" * 43, None, LATER)
    await real_store.save_code(code)
    assert await real_store.take_code(code.hash, "portal", NOW) is None
    assert await real_store.take_code(code.hash, "console", LATER) is None
    assert await real_store.take_code(code.hash, "console", NOW) == code
    assert await real_store.take_code(code.hash, "console", NOW) is None
    assert await real_store.code_grant(code.hash) == code.grant.id
    assert await real_store.code_grant(b"x") is None


async def test_a_grant_ends_with_all_its_tokens(real_store: PgIdentity) -> None:
    token, other = Refresh(b"1" * 32, grant(), LATER), Refresh(b"2" * 32, grant(), LATER)
    for kept in (token, other):
        await real_store.save_refresh(kept)
    assert await real_store.find_refresh(token.hash) == token
    await real_store.revoke_grant(token.grant.id, LATER)
    assert await real_store.take_refresh(token.hash, "console", NOW) is None
    assert await real_store.take_refresh(other.hash, "console", NOW) == other
    assert await real_store.take_refresh(other.hash, "console", NOW) is None
    await real_store.revoke_token("t1", LATER)
    assert await real_store.revoked(NOW) == {"t1", str(token.grant.id)}
    assert await real_store.revoked(LATER) == frozenset()


async def test_an_assertion_is_used_once_per_client(real_store: PgIdentity) -> None:
    assert await real_store.use_assertion("a", b"1", LATER)
    assert not await real_store.use_assertion("a", b"1", LATER)
    assert await real_store.use_assertion("b", b"1", LATER)


def test_what_is_kept_is_bounded_and_short() -> None:
    clock = Clock()
    kept: Kept[int, int] = Kept(clock, dt.timedelta(seconds=1), most=3)
    for number in range(10):
        kept.put(number, number)
    assert len(kept) == 3
    assert (kept.get(9), kept.get(0)) == (9, None)
    clock.ahead += dt.timedelta(seconds=1)
    assert kept.get(9) is None


async def test_who_asks_all_the_time_is_looked_up_all_the_same(registry: MemoryIdentity) -> None:
    """A client that was removed is refused within a second, however busy it is."""
    clock = Clock()
    standing = Standing(registry, clock)
    registry.clients.update((await everybody()).clients)
    for _ in range(4):
        assert await standing.client("console")
        clock.ahead += dt.timedelta(milliseconds=400)
    assert registry.asked == {"stamp": 2, "client": 1}, "nothing was changed, so it need not be read again"
    del registry.clients["console"]
    clock.ahead += dt.timedelta(seconds=1)
    assert await standing.client("console") is None


async def test_the_registry_is_asked_once_a_second(registry: MemoryIdentity) -> None:
    clock = Clock()
    standing = Standing(registry, clock)
    registered = await everybody()
    registry.clients.update(registered.clients)
    for _ in range(10):
        assert await standing.client("console")
        assert not await standing.is_revoked("t1")
    assert registry.asked == {"stamp": 1, "client": 1, "revoked": 1}
    await registry.revoke_token("t1", LATER)
    clock.ahead += dt.timedelta(seconds=1)
    assert await standing.is_revoked("t0", "t1")

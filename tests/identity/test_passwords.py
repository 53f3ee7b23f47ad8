"""What a hash of a password costs, that it grows with its parameters, and that a flood of them is bounded."""

from __future__ import annotations

import asyncio
import threading

import pytest
from argon2 import PasswordHasher, Type

from hub.core.errors import RateLimited
from hub.identity import passwords
from tests.identity.district import LIGHT, PASSWORD, Office
from tests.identity.registry import MemoryIdentity


def test_a_hash_costs_what_the_standards_want() -> None:
    """RFC 9106 section 4, second choice; OWASP's least is 19 MiB, two passes, one lane."""
    assert passwords.HASHER.type is Type.ID
    assert (passwords.HASHER.memory_cost, passwords.HASHER.time_cost, passwords.HASHER.parallelism) == (64 * 1024, 3, 4)
    assert (passwords.HASHER.salt_len, passwords.HASHER.hash_len) == (16, 32)


async def test_a_hash_of_less_is_made_anew_at_the_next_log_in(desk: Office, registry: MemoryIdentity) -> None:
    (user,) = registry.users.values()
    small = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    await registry.set_password(user.id, small, user.password_hash)
    weak = registry.users[user.id].password_hash
    assert (await desk.log_in(await desk.authorize(), password="salah")).status == 403
    assert registry.users[user.id].password_hash == weak
    assert (await desk.log_in(await desk.authorize())).status == 303
    renewed = registry.users[user.id].password_hash
    assert not passwords.is_weak(renewed, LIGHT)
    assert passwords.holds(PASSWORD, renewed)


async def test_a_flood_of_log_ins_waits_or_is_told_to_come_again() -> None:
    """Two hashes at a time, so many that wait, the others at once: memory is bounded."""
    hashing, gate, at_once, most = passwords.Hashing(), threading.Event(), 0, 0
    lock = threading.Lock()

    def slow() -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        gate.wait(10)
        with lock:
            at_once -= 1

    waiting = [asyncio.ensure_future(hashing.run(slow)) for _ in range(passwords.MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await hashing.run(slow)
    known = asyncio.ensure_future(hashing.run(slow, known=True))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*waiting, known)
    assert most <= passwords.AT_ONCE
    hashing.close()

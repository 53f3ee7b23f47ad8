"""Guessing is slow, and nobody is locked out by somebody else."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.accounts import Failures
from hub.core.errors import RateLimited
from hub.identity import IdentityStore
from hub.identity import lockout as rules
from hub.identity.lockout import LockOut, Whence
from hub.store import PgIdentity
from tests.identity.district import Clock
from tests.identity.registry import MemoryIdentity

GUESSER, OWNER = Whence("10.0.0.66"), Whence("10.0.0.1")
DEVICE = Whence("10.0.0.66", "the owner's own")


class Standing(Clock):
    """A time that moves only when a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.began = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.began + self.ahead


async def guess(lockout: LockOut, username: str, whence: Whence, times: int) -> int:
    """How many of so many tries at once were let through."""
    passed = 0
    for _ in range(times):
        try:
            await lockout.try_password(username, whence)
            passed += 1
        except RateLimited:
            continue
    return passed


async def test_the_real_registry_counts_failures(real_store: PgIdentity) -> None:
    await check_lock_out(real_store)


async def test_who_guesses_blocks_herself_and_nobody_else(registry: MemoryIdentity) -> None:
    await check_lock_out(registry)


async def check_lock_out(store: IdentityStore) -> None:
    clock = Standing()
    lockout = LockOut(store, clock)
    assert await guess(lockout, "siti", GUESSER, 9) == 5
    assert await guess(lockout, "siti", OWNER, 1) == 1, "the owner logs in from her own address"
    assert await guess(lockout, "budi", GUESSER, 1) == 1, "a colleague behind the same address logs in, too"
    with pytest.raises(RateLimited) as refused:
        await lockout.try_password("siti", GUESSER)
    assert refused.value.details == {"retryAfter": 31, "minutes": 1}
    clock.ahead += dt.timedelta(seconds=30)
    assert await guess(lockout, "siti", GUESSER, 3) == 1, "each further failure costs a pause"
    clock.ahead += dt.timedelta(hours=1, seconds=1)
    assert await guess(lockout, "siti", GUESSER, 9) == 5, "failures are forgotten after an hour"
    clock.ahead += dt.timedelta(minutes=1)
    await lockout.try_password("siti", GUESSER)
    await lockout.password_fitted("siti", GUESSER)
    assert await guess(lockout, "siti", GUESSER, 9) == 5, "a log-in that went well forgets the failures"


async def test_of_many_tries_at_the_same_moment_no_more_pass(real_store: PgIdentity) -> None:
    lockout = LockOut(real_store, Standing())
    passed = await asyncio.gather(*(guess(lockout, "siti", GUESSER, 1) for _ in range(12)))
    assert sum(passed) == 5


async def test_many_machines_together_stay_slow_and_the_owner_s_device_does_not(registry: MemoryIdentity) -> None:
    clock = Standing()
    lockout = LockOut(registry, clock)
    machines = [Whence(f"10.1.{number // 250}.{number % 250}") for number in range(1000)]
    assert sum([await guess(lockout, "siti", machine, 1) for machine in machines]) == rules.ACCOUNT.free
    assert await guess(lockout, "siti", DEVICE, 1) == 1
    passed = 0
    for _ in range(120):
        clock.ahead += dt.timedelta(minutes=1)
        passed += sum([await guess(lockout, "siti", machine, 1) for machine in machines[:20]])
        assert await guess(lockout, "siti", DEVICE, 1) == 1, "and she is never kept waiting by them"
        await lockout.password_fitted("siti", DEVICE)
    assert passed <= 120 + rules.ACCOUNT.free


async def test_one_machine_does_not_try_everybody_and_its_neighbours_log_in(registry: MemoryIdentity) -> None:
    clock = Standing()
    lockout = LockOut(registry, clock)
    assert sum([await guess(lockout, f"user {number}", GUESSER, 1) for number in range(500)]) == rules.ADDRESS.free
    assert await guess(lockout, "siti", DEVICE, 1) == 1, "a device that is known is not the machine's neighbour"


async def test_a_whole_office_logs_in_behind_one_address(registry: MemoryIdentity) -> None:
    lockout = LockOut(registry, Standing())
    for number in range(4 * rules.ADDRESS.free):
        await lockout.try_password(f"clerk {number}", OWNER)
        await lockout.password_fitted(f"clerk {number}", OWNER)


async def test_one_machine_has_all_addresses_of_its_network(registry: MemoryIdentity) -> None:
    lockout = LockOut(registry, Standing())
    tries = [await guess(lockout, "siti", Whence(f"2001:db8:1:2::{number:x}"), 1) for number in range(9)]
    assert sum(tries) == 5
    assert await guess(lockout, "siti", Whence("2001:db8:1:3::1"), 1) == 1


async def test_codes_are_counted_for_the_account_wherever_they_come_from(registry: MemoryIdentity) -> None:
    lockout = LockOut(registry, Standing())
    for number in range(5):
        await lockout.try_code("siti", Whence(f"10.0.0.{number}"))
    with pytest.raises(RateLimited):
        await lockout.try_code("siti", OWNER)
    await lockout.try_code("siti", DEVICE)
    await lockout.try_code("budi", OWNER)
    await lockout.code_fitted("siti", OWNER)
    await lockout.try_code("siti", OWNER)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["siti", "budi"]),
            st.sampled_from(["10.0.0.66", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "2001:db8::1"]),
            st.sampled_from(["", "", "", "other device"]),
            st.integers(0, 60),
        ),
        min_size=60,
        max_size=120,
    )
)
async def test_whatever_others_do_the_known_device_is_let_in(tries: list[tuple[str, str, str, int]]) -> None:
    """And nobody waits longer than the longest pause, whatever was tried before."""
    clock = Standing()
    lockout = LockOut(MemoryIdentity(), clock)
    waits: dict[str, dt.timedelta] = defaultdict(dt.timedelta)
    for username, address, device, seconds in tries:
        clock.ahead += dt.timedelta(seconds=seconds)
        try:
            await lockout.try_password(username, Whence(address, device))
        except RateLimited as error:
            waits[username] = max(waits[username], dt.timedelta(seconds=error.details["retryAfter"]))
    assert await guess(lockout, "siti", DEVICE, 1) == 1
    assert all(wait <= rules.ALONE.longest + dt.timedelta(seconds=1) for wait in waits.values())


async def test_rows_are_bounded(registry: MemoryIdentity) -> None:
    lockout = LockOut(registry, Standing(), most_rows=100)
    for number in range(rules._SWEEP_EVERY):
        await guess(lockout, f"made up {number}", Whence(f"10.{number % 200}.0.1"), 1)
    assert len(registry.failed) <= 100 + 3


async def test_the_real_registry_drops_the_oldest(real_store: PgIdentity) -> None:
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    for number in range(5):
        at = now + dt.timedelta(seconds=number)
        await real_store.count_failure([bytes([number])], lambda _found: True, at, now - dt.timedelta(hours=1))
    await real_store.drop_oldest_failures(2)
    found: dict[bytes, Failures] = {}

    def look(kept: Mapping[bytes, Failures]) -> bool:
        found.update(kept)
        return False

    await real_store.count_failure([bytes([number]) for number in range(5)], look, now, now - dt.timedelta(hours=1))
    assert {key for key, one in found.items() if one.count} == {b"\x03", b"\x04"}

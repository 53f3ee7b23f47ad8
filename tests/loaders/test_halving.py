"""A key that spoils its call fails alone, in a bounded number of calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from hub.core.errors import HubError, SourceUnavailable
from hub.exchange.failures import Reason, quota_exhausted, unavailable
from hub.loaders.shared_calls import SharedCalls
from hub.loaders.wants import own_copy
from tests.loaders.agency import A, Agency, Key, ask, manifest, shared, told, unreachable


async def outcomes(agency: Agency, size: int = 64) -> list[object]:
    """What `size` requests of one key each get, all in one batch."""
    calls = shared(agency, max_batch=size)
    return [found for (found,) in await asyncio.gather(*(ask(calls, A, n) for n in range(size)))]


@pytest.mark.parametrize("bad", [{17}, {0}, {63}, {3, 40}, {0, 1}, {1, 20, 41, 62}, {0, 1, 2, 3}], ids=str)
async def test_only_the_poisonous_keys_fail(bad: set[int]) -> None:
    agency = Agency(bad=frozenset(bad))
    found = await outcomes(agency)
    for number, outcome in enumerate(found):
        assert isinstance(outcome, SourceUnavailable) if number in bad else outcome == told(number, A), number
    assert len(agency.calls) <= 1 + 2 * 6 * len(bad)


async def test_a_bug_of_ours_with_one_persons_data_fails_that_person_only() -> None:
    found = await outcomes(Agency(bad=frozenset({5}), failure=lambda: KeyError("vaccine")), 8)
    assert [type(outcome) for outcome in found] == [str] * 5 + [KeyError] + [str] * 2


@pytest.mark.parametrize(
    "failure",
    [
        unreachable,
        lambda: unavailable(manifest(), Reason.OUT_OF_SERVICE),
        lambda: unavailable(manifest(), Reason.BUSY),
        lambda: quota_exhausted(manifest()),
        lambda: ConnectionResetError("gone"),
        TimeoutError,
    ],
)
async def test_an_agency_that_cannot_be_asked_is_asked_once(failure: Callable[[], Exception]) -> None:
    agency = Agency(out=True, failure=failure)
    found = await outcomes(agency)
    assert len(agency.calls) == 1
    assert {type(outcome) for outcome in found} == {type(failure())}


async def test_an_agency_that_fails_whatever_it_is_asked_is_not_asked_for_ever() -> None:
    agency = Agency(out=True)
    found = await outcomes(agency)
    assert len(agency.calls) == 12
    assert all(isinstance(outcome, SourceUnavailable) for outcome in found)


async def test_many_bad_keys_cost_a_bounded_number_of_calls() -> None:
    agency = Agency(bad=frozenset(range(0, 128, 2)))
    found = await outcomes(agency, 128)
    assert len(agency.calls) == 64
    assert len(found) == 128


async def test_an_agency_that_goes_away_meanwhile_is_not_asked_on() -> None:
    agency = Agency(bad=frozenset({7}))

    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        if len(agency.calls) == 3:
            agency.out, agency.failure = True, unreachable
        return await agency.fetch(keys)

    calls = SharedCalls(manifest(max_batch=8), "test", fetch)
    found = [one for (one,) in await asyncio.gather(*(ask(calls, A, n) for n in range(8)))]
    assert agency.numbers() == [[*range(8)], [0, 1, 2, 3], [4, 5, 6, 7], [4, 5]]
    assert found[:4] == [told(n, A) for n in range(4)], "what came stays"
    assert {error.details["reason"] for error in found[4:]} == {"UNREACHABLE"}


async def test_halves_that_nobody_waits_for_are_not_asked() -> None:
    agency = Agency(bad=frozenset({0}))
    calls = shared(agency, max_batch=4)
    agency.hold()
    asked = [asyncio.create_task(ask(calls, A, n)) for n in range(4)]
    while not agency.calls:
        await asyncio.sleep(0)
    for task in asked[2:]:
        task.cancel()
    await asyncio.sleep(0)
    agency.release()
    await asyncio.gather(*asked, return_exceptions=True)
    assert agency.numbers() == [[0, 1, 2, 3], [0, 1], [0], [1]]


async def test_a_keys_own_error_is_told_to_its_requests_only() -> None:
    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        return [unreachable() if key.number == 2 else told(key.number, A) for key in keys]

    calls = SharedCalls(manifest(max_batch=8), "test", fetch)
    one, two, both = await asyncio.gather(ask(calls, A, 1), ask(calls, A, 2), ask(calls, A, 1, 2))
    assert one == [told(1, A)]
    assert both[0] == told(1, A)
    assert isinstance(two[0], SourceUnavailable)
    assert isinstance(both[1], SourceUnavailable)


@pytest.mark.parametrize("given", [1, 3])
async def test_an_agency_that_answers_too_few_or_too_many_is_not_believed(given: int) -> None:
    async def fetch(keys: Sequence[Key]) -> Sequence[str | Exception]:
        return ["somebody's"] * given if len(keys) > 1 else [told(keys[0].number, A)]

    calls = SharedCalls(manifest(max_batch=8), "test", fetch)
    assert [*await asyncio.gather(ask(calls, A, 1), ask(calls, A, 2))] == [[told(1, A)], [told(2, A)]]


async def test_each_request_has_an_error_of_its_own() -> None:
    """Raising an error writes into it, and its details are a dict: another request's must not be touched by that."""
    calls = shared(Agency(out=True, failure=unreachable))
    (first,), (second,) = await asyncio.gather(ask(calls, A, 1), ask(calls, A, 1))
    assert isinstance(first, HubError)
    assert isinstance(second, HubError)
    assert first is not second
    first.details["agency"] = "changed"
    assert second.details["agency"] == "health"
    assert (first.message, str(first), first.code) == (second.message, str(second), second.code)
    frames = second.__traceback__
    try:
        raise first
    except HubError:
        assert second.__traceback__ is frames


def test_a_copy_says_what_the_original_says() -> None:
    for error in (KeyError("x"), OSError(2, "gone"), unreachable(), ValueError()):
        copy = own_copy(error)
        assert (type(copy), copy.args, str(copy)) == (type(error), error.args, str(error))

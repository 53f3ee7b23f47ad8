"""A call that fails because of one key is made again for its halves, so that only that key fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Final

from hub.exchange.failures import may_be_of_one_key
from hub.loaders.call_group import Batch, K
from hub.loaders.wants import V

MOST_CALLS: Final = 64
"""Calls for one batch: enough to find six bad keys among 64."""
MOST_FAILURES: Final = 12
"""Failures in a row after which the fault is taken for the agency's: the rest of the batch is not asked for."""


async def ask_by_halves(ask: Callable[[Batch[K, V]], Awaitable[None]], batch: Batch[K, V]) -> None:
    """Every key of the batch gets an outcome: from `ask`, which gives them, or the error of the smallest call."""
    parts, calls, failures = [batch], 0, 0
    while parts:
        part = _wanted(parts.pop())
        if not part:
            continue
        calls += 1
        try:
            await ask(part)
            failures = 0
        except Exception as error:  # noqa: BLE001 - whatever fails is told to those who wait
            failures += 1
            if not may_be_of_one_key(error) or calls >= MOST_CALLS or failures >= MOST_FAILURES:
                return fail_all([part, *parts], error)
            if len(part) == 1:
                fail_all([part], error)
            else:
                parts += _halves(part)
    return None


def fail_all(parts: list[Batch[K, V]], error: Exception) -> None:
    """The error of all keys that have no outcome yet."""
    for part in parts:
        for key, wants in part.items():
            for want in wants:
                want.fail((key,), error)


def _wanted(part: Batch[K, V]) -> Batch[K, V]:
    """The keys that somebody still waits for."""
    gone = [key for key, wants in part.items() if all(want.over for want in wants)]
    return {key: wants for key, wants in part.items() if key not in gone} if gone else part


def _halves(part: Batch[K, V]) -> list[Batch[K, V]]:
    """Second half first: the last of a list is asked for next."""
    middle = len(part) // 2
    return [dict(islice(part.items(), middle, None)), dict(islice(part.items(), middle))]

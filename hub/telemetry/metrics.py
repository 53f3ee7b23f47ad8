"""Counters and histograms. Labels come from closed sets, so that their number stays small."""

from __future__ import annotations

import time
import weakref
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import Final

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

_meter = metrics.get_meter("satu.hub")
_counted: Counter[tuple[str, str, str]] = Counter()
BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper bounds of the buckets in which operations are counted by their time."""
_durations: dict[tuple[str, str], list[int]] = {}
_seconds: dict[tuple[str, str], float] = {}
SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
"""Keys, or requests: the upper bounds of the buckets in which calls are counted by their size."""
_keys: dict[str, list[int]] = {}
_requests: dict[str, list[int]] = {}
_keys_in_all: Counter[str] = Counter()
_requests_in_all: Counter[str] = Counter()
_shed = _meter.create_counter("hub.batch.shed", unit="{key}", description="Keys refused because too many waited.")
_queues: dict[str, weakref.WeakMethod[Callable[[], int]]] = {}
_agencies: dict[str, weakref.WeakMethod[Callable[[], int]]] = {}
_refused: Counter[str] = Counter()
_unknown: Counter[str] = Counter()
_overdue: dict[str, int] = {}


def record_batch(source: str, size: int) -> None:
    """A loader asked `source` (an agency or a table) for `size` keys in one call."""
    _by_size(_keys, source, size)
    _keys_in_all[source] += size


def record_sharing(source: str, requests: int) -> None:
    """One call of `source` was made for so many requests."""
    _by_size(_requests, source, requests)
    _requests_in_all[source] += requests


def _by_size(counted: dict[str, list[int]], source: str, size: int) -> None:
    counts = counted.get(source)
    if counts is None:
        counts = counted[source] = [0] * (len(SIZES) + 1)
    counts[bisect_left(SIZES, size)] += 1


def count_shed(source: str, keys: int) -> None:
    """So many keys were not taken, because too many wait for `source` already."""
    _shed.add(keys, {"source": source})


def watch_queue(source: str, waiting: Callable[[], int]) -> None:
    """Reports how many keys wait for `source` whenever metrics are read. `waiting` is a method, and not kept alive."""
    _queues[source] = weakref.WeakMethod(waiting)


def watch_agency(agency: str, troubled: Callable[[], int]) -> None:
    """Reports whether `agency` is left alone (1) or asked (0). `troubled` is a method, and not kept alive."""
    _agencies[agency] = weakref.WeakMethod(troubled)


def count_refused(agency: str) -> None:
    """A question was not sent, because the agency is left alone."""
    _refused[agency] += 1


def count_unknown(code: str) -> None:
    """A request was refused with this code before it was known whose it is, and before it was an operation."""
    _unknown[code] += 1


def report_letters(waiting: int) -> None:
    """So many letters of removal are past their validity, and their offers are still open."""
    _overdue["letter"] = waiting


def report_overdue(waiting: int) -> None:
    """So many contests of citizens are open though their 72 hours are over."""
    _overdue["contest"] = waiting


def _late(what: str) -> list[Observation]:
    return [Observation(_overdue[what])] if what in _overdue else []


def _watched(
    methods: dict[str, weakref.WeakMethod[Callable[[], int]]], label: str
) -> Callable[[CallbackOptions], list[Observation]]:
    def observed(_options: CallbackOptions) -> list[Observation]:
        found = {name: method() for name, method in methods.items()}
        return [Observation(method(), {label: name}) for name, method in found.items() if method is not None]

    return observed


_meter.create_observable_gauge(
    "hub.batch.waiting", [_watched(_queues, "source")], unit="{key}", description="Keys that wait for a shared call."
)
_meter.create_observable_gauge(
    "hub.agency.left.alone", [_watched(_agencies, "agency")], description="1 while an agency is not asked, else 0."
)
_meter.create_observable_gauge(
    "hub.contests.overdue",
    [lambda _: _late("contest")],
    unit="{contest}",
    description="Contests of citizens that are open though their 72 hours are over. Anything but 0 is an alarm.",
)
_meter.create_observable_gauge(
    "hub.letters.overdue",
    [lambda _: _late("letter")],
    unit="{letter}",
    description="Letters of removal past their validity whose offers are open. They lapse when the office opens.",
)
_meter.create_observable_counter(
    "hub.agency.refused",
    [lambda _: [Observation(count, {"agency": agency}) for agency, count in _refused.copy().items()]],
    unit="{question}",
    description="Questions that were not sent, because their agency is left alone.",
)


_meter.create_observable_counter(
    "hub.requests.refused",
    [lambda _: [Observation(count, {"code": code}) for code, count in _unknown.copy().items()]],
    unit="{request}",
    description="Requests of no known client that were refused before they were an operation, by code.",
)


def _up_to(counted: dict[str, list[int]]) -> list[Observation]:
    """Calls of no more than `le`, as histograms of Prometheus count them."""
    return [
        Observation(total, {"source": source, "le": le})
        for source, counts in list(counted.items())
        for le, total in zip((*map(str, SIZES), "+Inf"), accumulate(counts), strict=True)
    ]


def _in_all(counted: Counter[str]) -> list[Observation]:
    return [Observation(count, {"source": source}) for source, count in counted.copy().items()]


_meter.create_observable_counter(
    "hub.batch.size.bucket", [lambda _: _up_to(_keys)], description="Calls of a source by the most keys (le) in them."
)
_meter.create_observable_counter(
    "hub.source.keys", [lambda _: _in_all(_keys_in_all)], unit="{key}", description="Keys asked of a source."
)
_meter.create_observable_counter(
    "hub.batch.requests.bucket",
    [lambda _: _up_to(_requests)],
    description="Shared calls by the most requests (le) that they were made for.",
)
_meter.create_observable_counter(
    "hub.batch.requests",
    [lambda _: _in_all(_requests_in_all)],
    unit="{request}",
    description="Requests that shared calls were made for.",
)


def _operations(_options: CallbackOptions) -> Iterable[Observation]:
    return [
        Observation(count, {"kind": kind, "outcome": outcome, "lane": lane})
        for (kind, outcome, lane), count in _counted.copy().items()
    ]


# Counted in plain dictionaries and read when somebody asks: adding to an instrument costs as much as a small query.
_meter.create_observable_counter("hub.operations", [_operations], description="GraphQL operations by kind and outcome.")


def count_operation(kind: str, outcome: str, lane: str = "") -> None:
    """An operation (`query`, `mutation`) ended as `ok`, `partial`, or with the error code that refused it.

    `lane` tells how it was answered: E, D or C; empty when it did not run.
    """
    _counted[kind, outcome, lane] += 1


def observe_operation(kind: str, lane: str, seconds: float) -> None:
    """So long an operation took."""
    counts = _durations.get((kind, lane))
    if counts is None:
        counts = _durations[kind, lane] = [0] * (len(BOUNDS) + 1)
        _seconds[kind, lane] = 0.0
    counts[bisect_left(BOUNDS, seconds)] += 1
    _seconds[kind, lane] += seconds


def _buckets(_options: CallbackOptions) -> Iterable[Observation]:
    """Operations that took no longer than `le` seconds, as histograms of Prometheus count them."""
    return [
        Observation(total, {"kind": kind, "lane": lane, "le": le})
        for (kind, lane), counts in list(_durations.items())
        for le, total in zip((*map(str, BOUNDS), "+Inf"), accumulate(counts), strict=True)
    ]


def _spent(_options: CallbackOptions) -> Iterable[Observation]:
    return [Observation(seconds, {"kind": kind, "lane": lane}) for (kind, lane), seconds in list(_seconds.items())]


_meter.create_observable_counter(
    "hub.operation.duration.bucket", [_buckets], description="Operations by the longest time (le, seconds) they took."
)
_meter.create_observable_counter("hub.operation.seconds", [_spent], unit="s", description="Time spent on operations.")

_waiting: dict[tuple[str, str], tuple[int, float]] = {}
"""Deliveries that are not settled, and since when the oldest of them (seconds of the epoch), by target and state."""


def record_outbox(waiting: Mapping[tuple[str, str], tuple[int, float]]) -> None:
    """What the outbox holds now, by target and state: how many, and when the oldest happened (seconds of the epoch)."""
    _waiting.clear()
    _waiting.update(waiting)


def _in_outbox(_options: CallbackOptions) -> Iterable[Observation]:
    return [
        Observation(count, {"target": target, "state": state})
        for (target, state), (count, _) in _waiting.copy().items()
    ]


def _ages(_options: CallbackOptions) -> Iterable[Observation]:
    now = time.time()
    return [
        Observation(max(0.0, now - since), {"target": target, "state": state})
        for (target, state), (_, since) in _waiting.copy().items()
    ]


_meter.create_observable_gauge(
    "hub.outbox.deliveries", [_in_outbox], unit="{delivery}", description="Deliveries that are not settled, by state."
)
_meter.create_observable_gauge(
    "hub.outbox.age", [_ages], unit="s", description="Age of the oldest delivery that is not settled, by state."
)

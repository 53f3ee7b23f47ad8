"""Counters and histograms. Labels come from closed sets, so that their number stays small."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

_meter = metrics.get_meter("satu.hub")
_operations = _meter.create_counter("hub.operations", description="GraphQL operations by kind and outcome.")
_duration = _meter.create_histogram("hub.operation.duration", unit="s", description="Time to answer an operation.")
_batches = _meter.create_histogram("hub.batch.size", unit="{key}", description="Keys a loader asked of a source.")
_keys = _meter.create_counter("hub.source.keys", unit="{key}", description="Keys asked of a source.")
_sharing = _meter.create_histogram("hub.batch.requests", unit="{request}", description="Requests that share a call.")
_shed = _meter.create_counter("hub.batch.shed", unit="{key}", description="Keys refused because too many waited.")
_queues: dict[str, weakref.WeakMethod[Callable[[], int]]] = {}


def record_batch(source: str, size: int) -> None:
    """A loader asked `source` (an agency or a table) for `size` keys in one call."""
    _batches.record(size, {"source": source})
    _keys.add(size, {"source": source})


def count_operation(kind: str, outcome: str, lane: str = "") -> None:
    """An operation (`query`, `mutation`) ended as `ok`, `partial`, or with the error code that refused it.

    `lane` tells how it was answered: E, D or C; empty when it did not run.
    """
    _operations.add(1, {"kind": kind, "outcome": outcome, "lane": lane})


def record_sharing(source: str, requests: int) -> None:
    """One call of `source` was made for so many requests."""
    _sharing.record(requests, {"source": source})


def count_shed(source: str, keys: int) -> None:
    """So many keys were not taken, because too many wait for `source` already."""
    _shed.add(keys, {"source": source})


def watch_queue(source: str, waiting: Callable[[], int]) -> None:
    """Reports how many keys wait for `source` whenever metrics are read. `waiting` is a method, and not kept alive."""
    _queues[source] = weakref.WeakMethod(waiting)


def _waiting(_options: CallbackOptions) -> Iterable[Observation]:
    found = {source: method() for source, method in _queues.items()}
    return [Observation(waiting(), {"source": source}) for source, waiting in found.items() if waiting is not None]


_meter.create_observable_gauge(
    "hub.batch.waiting", [_waiting], unit="{key}", description="Keys that wait for a shared call."
)


@contextmanager
def observe_operation(kind: str) -> Iterator[None]:
    """Measures the time of a block as one operation's."""
    began = perf_counter()
    try:
        yield
    finally:
        _duration.record(perf_counter() - began, {"kind": kind})

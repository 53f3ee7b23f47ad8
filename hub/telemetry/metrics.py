"""Counters and histograms. Labels come from closed sets, so that their number stays small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import metrics

_meter = metrics.get_meter("satu.hub")
_operations = _meter.create_counter("hub.operations", description="GraphQL operations by kind and outcome.")
_duration = _meter.create_histogram("hub.operation.duration", unit="s", description="Time to answer an operation.")
_batches = _meter.create_histogram("hub.batch.size", unit="{key}", description="Keys a loader asked of a source.")
_keys = _meter.create_counter("hub.source.keys", unit="{key}", description="Keys asked of a source.")


def record_batch(source: str, size: int) -> None:
    """A loader asked `source` (an agency or a table) for `size` keys in one call."""
    _batches.record(size, {"source": source})
    _keys.add(size, {"source": source})


def count_operation(kind: str, outcome: str, lane: str = "") -> None:
    """An operation (`query`, `mutation`) ended as `ok`, `partial`, or with the error code that refused it.

    `lane` tells how it was answered: E, D or C; empty when it did not run.
    """
    _operations.add(1, {"kind": kind, "outcome": outcome, "lane": lane})


@contextmanager
def observe_operation(kind: str) -> Iterator[None]:
    """Measures the time of a block as one operation's."""
    began = perf_counter()
    try:
        yield
    finally:
        _duration.record(perf_counter() - began, {"kind": kind})

"""Operations by their time: buckets as Prometheus counts them, and the seconds spent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from opentelemetry.metrics import CallbackOptions

from hub.telemetry import metrics
from hub.telemetry.metrics import BOUNDS
from tests.fakes.actors import READER
from tests.fakes.world import world

SCRIPT = """
import json, sys
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider([reader]))
from hub.telemetry import observe_operation
for kind, lane, seconds in json.loads(sys.argv[1]):
    observe_operation(kind, lane, seconds)
found = [
    [metric.name, dict(point.attributes), point.value]
    for resource in reader.get_metrics_data().resource_metrics
    for scope in resource.scope_metrics
    for metric in scope.metrics
    for point in metric.data.data_points
]
print(json.dumps(found))
"""
"""In a process of its own: a process has one meter provider for good."""


def collected(*observed: tuple[str, str, float]) -> list[tuple[str, dict[str, str], float]]:
    """What a reader of metrics is told after these operations."""
    command = [sys.executable, "-c", SCRIPT, json.dumps(observed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(name, labels, value) for name, labels, value in json.loads(done.stdout)]


def buckets(found: list[tuple[str, dict[str, str], float]], kind: str, lane: str) -> dict[str, float]:
    named = [(labels, value) for name, labels, value in found if name == "hub.operation.duration.bucket"]
    return {labels["le"]: value for labels, value in named if (labels["kind"], labels["lane"]) == (kind, lane)}


def test_every_bucket_counts_what_took_no_longer() -> None:
    seconds = (0.0, 0.001, 0.0011, 0.03, 0.03, 9.9, 10.0, 10.01, 3600.0)
    found = buckets(collected(*(("query", "E", each) for each in seconds)), "query", "E")
    expected = {str(bound): sum(each <= bound for each in seconds) for bound in BOUNDS}
    assert found == {**expected, "+Inf": len(seconds)}
    assert list(found) == [*map(str, BOUNDS), "+Inf"]
    # The figures themselves, so that nothing hides in the comparison.
    assert (found["0.001"], found["0.0025"], found["0.025"], found["0.05"], found["10.0"]) == (2, 3, 3, 5, 7)


def test_kinds_and_lanes_are_counted_apart() -> None:
    found = collected(("query", "E", 0.002), ("query", "D", 0.2), ("mutation", "C", 0.2), ("query", "D", 3.0))
    assert buckets(found, "query", "E") == {str(bound): bound >= 0.002 for bound in BOUNDS} | {"+Inf": 1}
    assert buckets(found, "query", "D")["0.25"] == 1
    assert buckets(found, "query", "D")["+Inf"] == 2
    assert buckets(found, "mutation", "C")["+Inf"] == 1
    assert buckets(found, "mutation", "E") == {}


def test_the_seconds_spent_are_summed() -> None:
    found = collected(("query", "E", 0.25), ("query", "E", 0.5), ("query", "D", 2.0))
    spent = {labels["lane"]: value for name, labels, value in found if name == "hub.operation.seconds"}
    assert spent == {"E": pytest.approx(0.75), "D": pytest.approx(2.0)}


async def test_an_operation_is_observed_once_in_its_lane() -> None:
    before = _counted()
    await world().ask("{ services { name } }", {}, actor=READER)
    await world().ask("{ nothing }", {}, actor=READER)
    after = _counted()
    told = after - before
    assert set(told.values()) == {1}
    assert {key[:2] for key in told} == {("query", "C")}
    assert {"10.0", "+Inf"} <= {key[2] for key in told}


def _counted() -> Counter[tuple[Any, ...]]:
    """The buckets of this process."""
    found = metrics._buckets(CallbackOptions())
    return Counter({tuple((one.attributes or {}).values()): int(one.value) for one in found})

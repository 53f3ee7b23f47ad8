"""The trace and the figures of a call that is made for several requests, in a process with telemetry on."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from hub import telemetry
from hub.core.errors import SourceUnavailable
from hub.telemetry.setup import start
from tests.loaders.agency import A, Agency, Key, some_turns, until
from tests.loaders.agency import shared as shared_calls

ROOT = Path(__file__).parents[2]


async def scenario() -> dict[str, Any]:
    """Two requests share a call, a third one waits, a fourth is refused. Runs in a process of its own."""
    exporter = InMemorySpanExporter()
    running = start("test", exporter=exporter)
    agency = Agency()
    # Who comes after a call of two waits a moment for company.
    calls = shared_calls(agency, linger=0.02, most_queued=2, concurrency=1)
    agency.hold()

    async def request(*numbers: int) -> set[str]:
        with telemetry.span("request"):
            return {str(call) for call in (await calls.load(A, [Key(n, A) for n in numbers])).calls}

    asked = [asyncio.create_task(request(1)), asyncio.create_task(request(2))]
    await until(lambda: agency.flying == 1)
    asked.append(asyncio.create_task(request(3)))
    await some_turns()
    figures = running.exposition().decode()
    try:
        await request(4, 5)
    except SourceUnavailable:
        figures += running.exposition().decode()
    agency.release()
    ids = await asyncio.gather(*asked)
    figures += running.exposition().decode()
    running.tracers.force_flush()
    spans = [json.loads(span.to_json()) for span in exporter.get_finished_spans()]
    return {"spans": spans, "figures": figures.splitlines(), "ids": [sorted(each) for each in ids]}


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.telemetry.test_shared_spans"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_shared_call_is_a_root_that_links_to_its_requests(seen: dict[str, Any]) -> None:
    batches = [span for span in seen["spans"] if span["name"] == "batch"]
    requests = {span["context"]["trace_id"] for span in seen["spans"] if span["name"] == "request"}
    assert len(requests) == 4
    first, second = batches
    assert [span["parent_id"] for span in batches] == [None, None]
    assert not {span["context"]["trace_id"] for span in batches} & requests
    linked = {link["context"]["trace_id"] for link in first["links"]}
    assert linked < requests
    assert (len(linked), len(second["links"])) == (2, 1)
    assert (first["attributes"]["size"], first["attributes"]["requests"]) == (2, 2)


def test_the_span_has_the_id_that_stands_on_the_receipts(seen: dict[str, Any]) -> None:
    first, second = [span["attributes"]["batch.id"] for span in seen["spans"] if span["name"] == "batch"]
    assert seen["ids"] == [[first], [first], [second]]


@pytest.mark.parametrize(
    ("figure", "value"),
    [("waiting", 1.0), ("shed_total", 2.0), ("requests_total", 3.0), ("requests_bucket_total", 2.0)],
)
def test_figures_tell_what_waits_what_was_refused_and_how_many_share(
    seen: dict[str, Any], figure: str, value: float
) -> None:
    lines = [line for line in seen["figures"] if line.startswith(f"hub_batch_{figure}{{")]
    assert [line for line in lines if 'source="health.test"' in line and line.endswith(f" {value}")], lines


def test_nothing_waits_in_the_end(seen: dict[str, Any]) -> None:
    waiting = [line for line in seen["figures"] if line.startswith("hub_batch_waiting{")]
    assert [line.rpartition(" ")[2] for line in waiting] == ["1.0", "1.0", "0.0"]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(scenario())))

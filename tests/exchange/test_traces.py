"""A protocol may put a NIK into a URL; our traces and logs do not hold it."""

from __future__ import annotations

import logging

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from hub.core.errors import SourceUnavailable
from hub.exchange.client import HttpClient, Question
from hub.exchange.session import open_session
from tests.connectors.serving import Canned, served, settings

NIK = "9171011201909003"
QUESTION = Question(
    operation="Patient", method="GET", path="/fhir", idempotent=True, query={"identifier": f"nik|{NIK}"}
)


async def test_spans_and_logs_hold_no_query(caplog: pytest.LogCaptureFixture, unused_tcp_port: int) -> None:
    caplog.set_level(logging.DEBUG)
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    canned = Canned({"/fhir": [(503, b""), (200, b"{}")]})
    async with served(canned.application) as url, open_session(tracer_provider=provider) as session:
        # The server of this test logs its requests as any server would; only what the client side writes counts here.
        logging.getLogger("aiohttp.access").setLevel(logging.CRITICAL)
        await HttpClient(settings("health", url), session).ask(QUESTION)
        dead = settings("health", f"http://127.0.0.1:{unused_tcp_port}")
        with pytest.raises(SourceUnavailable):
            await HttpClient(dead, session).ask(QUESTION)
    assert canned.asked[0].query == {"identifier": f"nik|{NIK}"}, "the agency does get it"
    spans = exporter.get_finished_spans()
    assert len(spans) >= 3
    assert any("/fhir" in str(span.attributes) for span in spans), "the address stands there, without its query"
    assert NIK not in "".join(span.to_json() for span in spans)
    assert NIK not in caplog.text


async def test_spans_hold_no_number_that_stands_in_a_path() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    path = f"/Peserta/nik/{NIK}/tglSEP/2026-11-24"
    canned = Canned({path: (200, b"{}")})
    async with served(canned.application) as url, open_session(tracer_provider=provider) as session:
        question = Question(operation="Peserta", method="GET", path=path, idempotent=True)
        await HttpClient(settings("insurance", url), session).ask(question)
    (asked,) = canned.asked
    assert asked.path == path, "the agency does get it"
    told = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert "/Peserta/nik/[number]/tglSEP/2026-11-24" in told
    assert NIK not in told

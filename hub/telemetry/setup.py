"""Turns telemetry on: Prometheus always, OTLP when the environment names an endpoint.

The OpenTelemetry SDK reads `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME` and the like itself.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import Final

from opentelemetry import metrics, trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from prometheus_client import REGISTRY, generate_latest

from hub.telemetry.logs import start_logs
from hub.telemetry.tracing import Listening

METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_STOP_SECONDS: Final = 3.0
"""What is buffered has so long to leave; a collector that is away must not hold up the end."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Running exporters. `exposition` gives the text that Prometheus scrapes."""

    tracers: TracerProvider
    meters: MeterProvider

    def exposition(self) -> bytes:
        return generate_latest(REGISTRY)

    def stop(self) -> None:
        """Sends what is buffered and ends the exporters; gives up after 3 seconds in all."""
        deadline = time.monotonic() + _STOP_SECONDS
        # The exporters have limits of their own, one after the other and longer than anybody waits for an end.
        ends = [threading.Thread(target=each.shutdown, daemon=True) for each in (self.tracers, self.meters)]
        for end in ends:
            end.start()
        for end in ends:
            end.join(max(0.0, deadline - time.monotonic()))


def start(service: str, *, log_level: str = "INFO", exporter: SpanExporter | None = None) -> Telemetry:
    """Starts logs, traces and metrics of this process. `exporter` is for tests: spans go there as well."""
    start_logs(log_level)
    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", service)})
    targets: list[SpanExporter] = [] if exporter is None else [exporter]
    readers: list[MetricReader] = [PrometheusMetricReader()]
    if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        from hub.telemetry.otlp import exporters  # noqa: PLC0415 - large, and needed only where there is a collector

        spans, reader = exporters()
        targets.append(spans)
        readers.append(reader)
    # `stop` ends both within its limit; at the interpreter's exit nobody would bound them.
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    for target in targets:
        tracers.add_span_processor(BatchSpanProcessor(target))
    meters = MeterProvider(metric_readers=readers, resource=resource, shutdown_on_exit=False)
    trace.set_tracer_provider(tracers)
    Listening.on = bool(targets)
    metrics.set_meter_provider(meters)
    return Telemetry(tracers, meters)

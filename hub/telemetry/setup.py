"""Turns telemetry on: Prometheus always, OTLP when the environment names an endpoint.

The OpenTelemetry SDK reads `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME` and the like itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from prometheus_client import REGISTRY, generate_latest

from hub.telemetry.logs import start_logs
from hub.telemetry.tracing import Listening

METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Running exporters. `exposition` gives the text that Prometheus scrapes."""

    tracers: TracerProvider
    meters: MeterProvider

    def exposition(self) -> bytes:
        return generate_latest(REGISTRY)

    def stop(self) -> None:
        """Sends what is buffered and ends the exporters."""
        self.tracers.shutdown()
        self.meters.shutdown()


def start(service: str, *, log_level: str = "INFO", exporter: SpanExporter | None = None) -> Telemetry:
    """Starts logs, traces and metrics of this process. `exporter` is for tests: spans go there as well."""
    start_logs(log_level)
    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", service)})
    otlp = bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"))
    tracers = TracerProvider(resource=resource)
    for target in (exporter, OTLPSpanExporter() if otlp else None):
        if target is not None:
            tracers.add_span_processor(BatchSpanProcessor(target))
    readers: list[MetricReader] = [PrometheusMetricReader()]
    if otlp:
        readers.append(PeriodicExportingMetricReader(OTLPMetricExporter()))
    meters = MeterProvider(metric_readers=readers, resource=resource)
    trace.set_tracer_provider(tracers)
    Listening.on = exporter is not None or otlp
    metrics.set_meter_provider(meters)
    return Telemetry(tracers, meters)

"""Exporters to an OpenTelemetry collector. Only a process whose environment names one loads them.

Their addresses, headers and timeouts are the environment's (`OTEL_EXPORTER_OTLP_*`), which the exporters read.
"""

from __future__ import annotations

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.trace.export import SpanExporter


def exporters() -> tuple[SpanExporter, MetricReader]:
    """Where spans and metrics go."""
    return OTLPSpanExporter(), PeriodicExportingMetricReader(OTLPMetricExporter())

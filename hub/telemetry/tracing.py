"""Spans: one per operation, source and level."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode

from hub.core.errors import HubError
from hub.telemetry.redaction import redact

_tracer = trace.get_tracer("satu.hub")


@contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[Span]:
    """A span around a block. An exception marks it by its type or code; its text is not recorded."""
    with _tracer.start_as_current_span(
        name, attributes=redact(attributes), record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            code = error.code.value if isinstance(error, HubError) else type(error).__name__
            current.set_status(Status(StatusCode.ERROR, code))
            raise

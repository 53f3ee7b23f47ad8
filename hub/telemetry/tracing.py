"""Spans: one per operation, source and level; a call made for several requests is a root that links to each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import ClassVar, Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Link, Span, SpanContext, Status, StatusCode

from hub.core.errors import HubError
from hub.telemetry.redaction import redact

_tracer = trace.get_tracer("satu.hub")
_NOTHING: Final[AbstractContextManager[Span]] = nullcontext(INVALID_SPAN)


class Listening:
    """Whether anybody receives spans in this process; where nobody does, none are made."""

    on: ClassVar[bool] = False


def is_traced() -> bool:
    """Whether spans of this process go anywhere."""
    return Listening.on


def span(name: str, **attributes: str | float | bool) -> AbstractContextManager[Span]:
    """A span around a block. An exception marks it by its type or code; its text is not recorded."""
    return _opened(name, attributes) if Listening.on else _NOTHING


def root_span(
    name: str, linked: Iterable[SpanContext], **attributes: str | float | bool
) -> AbstractContextManager[Span]:
    """A span that begins a trace of its own, for work that belongs to several requests: it links to their spans."""
    if not Listening.on:
        return _NOTHING
    return _opened(name, attributes, Context(), [Link(each) for each in linked])


def current_span() -> SpanContext | None:
    """Where this code runs, for a later link; None where nothing is traced."""
    if not Listening.on:
        return None
    context = trace.get_current_span().get_span_context()
    return context if context.is_valid else None


@contextmanager
def _opened(
    name: str, attributes: dict[str, str | float | bool], context: Context | None = None, links: Sequence[Link] = ()
) -> Iterator[Span]:
    with _tracer.start_as_current_span(
        name,
        context,
        attributes=redact(attributes),
        links=links,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except Exception as error:
            code = error.code.value if isinstance(error, HubError) else type(error).__name__
            current.set_status(Status(StatusCode.ERROR, code))
            raise

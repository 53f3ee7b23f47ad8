"""Traces, metrics and logs; none of them ever holds personal data.

`span` opens a span per operation, source and level (never per field), `root_span` one for a call that is made for
several requests; `record_batch` counts what a loader asked of a source; `logger` gives a structured logger.
`hub.telemetry.setup` turns exporting on; only a process that does so loads the exporters.
"""

from hub.telemetry.logs import logger
from hub.telemetry.metrics import (
    count_operation,
    count_refused,
    count_shed,
    count_unknown,
    observe_operation,
    record_batch,
    record_outbox,
    record_sharing,
    report_letters,
    report_overdue,
    watch_agency,
    watch_queue,
)
from hub.telemetry.tracing import current_span, is_traced, root_span, span

__all__ = [
    "count_operation",
    "count_refused",
    "count_shed",
    "count_unknown",
    "current_span",
    "is_traced",
    "logger",
    "observe_operation",
    "record_batch",
    "record_outbox",
    "record_sharing",
    "report_letters",
    "report_overdue",
    "root_span",
    "span",
    "watch_agency",
    "watch_queue",
]

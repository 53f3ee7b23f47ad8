"""Traces, metrics and logs; none of them ever holds personal data.

`span` opens a span per operation, source and level (never per field); `record_batch` counts what a
loader asked of a source; `logger` gives a structured logger. `start` turns exporting on.
"""

from hub.telemetry.logs import logger
from hub.telemetry.metrics import count_operation, observe_operation, record_batch
from hub.telemetry.setup import Telemetry, start
from hub.telemetry.tracing import span

__all__ = ["Telemetry", "count_operation", "logger", "observe_operation", "record_batch", "span", "start"]

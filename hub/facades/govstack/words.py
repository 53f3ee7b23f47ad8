"""Refusals: an HTTP status, and a sentence in `detail`."""

from __future__ import annotations

from typing import Final

from hub.core.errors import ErrorCode, HubError
from hub.core.statuses import STATUS

NO_RECORD: Final = "no record found"
"""The specification's own words, which programs compare."""


class Refused(Exception):
    """A request that is not answered: the status, and a sentence that says what to change."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__()
        self.message, self.status = message, status


def refused_by(error: HubError) -> Refused:
    return of_code(error.code, error.message)


def of_code(code: ErrorCode, message: str) -> Refused:
    """How this standard says what the graph says."""
    return Refused(message, STATUS[code])

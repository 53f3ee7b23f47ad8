"""Why something is asked of an applicant again, as a code with words; both languages say what to do."""

from __future__ import annotations

from enum import Enum


class MissingReason(Enum):
    """The codes of a return list."""

    NOT_THERE = "NOT_THERE"
    UNREADABLE = "UNREADABLE"
    INCOMPLETE = "INCOMPLETE"
    EXPIRED = "EXPIRED"
    WRONG = "WRONG"
    DIFFERS = "DIFFERS"
    """It says something else than another paper or the record; the applicant may confirm it as it is."""
    OTHER = "OTHER"
    """What the officer says in words; also of lists that were made before there were codes."""

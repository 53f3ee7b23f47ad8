"""The steps of an application as its applicant sees them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.core.application import ApplicationState
from hub.core.texts import Pair, say

_S = ApplicationState
_STEPS: Final[tuple[tuple[Pair, frozenset[ApplicationState]], ...]] = (
    (
        say("Permohonan diterima"),
        frozenset({_S.DRAFT, _S.SUBMITTED, _S.RESUBMITTED}),
    ),
    (
        say("Surat-surat diperiksa petugas"),
        frozenset({_S.IN_REVIEW, _S.NEEDS_CORRECTION, _S.COMPLETE}),
    ),
    (say("Dicatat dalam data kependudukan"), frozenset({_S.PROCESSING})),
    (
        say("Ditandatangani Kepala Dinas"),
        frozenset({_S.AWAITING_SIGNATURE}),
    ),
    (say("Dokumen jadi"), frozenset({_S.ISSUED, _S.HANDED_OVER})),
)
STOPPED: Final = frozenset({_S.REJECTED.name, _S.WITHDRAWN.name, _S.DELAYED.name})
"""States outside the line: the page says what happened and shows no progress that might mislead."""


@dataclass(frozen=True, slots=True)
class Step:
    """`mark` is `done`, `now` or `next`."""

    text: Pair
    mark: str


def steps_of(state: str) -> tuple[Step, ...]:
    """The five steps with how far this state has come; empty for a state outside the line."""
    at = next((n for n, (_, states) in enumerate(_STEPS) if state in {s.name for s in states}), None)
    if at is None:
        return ()
    finished = at == len(_STEPS) - 1
    return tuple(Step(text, _mark(n, at, finished=finished)) for n, (text, _) in enumerate(_STEPS))


def _mark(number: int, at: int, *, finished: bool) -> str:
    if number < at or finished:
        return "done"
    return "now" if number == at else "next"

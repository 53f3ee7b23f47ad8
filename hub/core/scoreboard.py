"""The office's scoreboard as everybody may read it: counts of services and months, none so small that it tells of
somebody. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hub.core.promise import Disturbance
from hub.core.promise_run import MonthOfService
from hub.core.refusal import RefusalReason

FEWEST: Final = 5
"""Counts from one to four are not told, nor what is counted over so few: who knows the applicants could name them."""


@dataclass(frozen=True, slots=True)
class DisturbedCount:
    """How many of the month's applications a kind of disturbance delayed; None: fewer than five."""

    disturbance: Disturbance
    applications: int | None


@dataclass(frozen=True, slots=True)
class RefusedCount:
    """How many applications were refused in the month for one reason; None: fewer than five."""

    reason: RefusalReason
    applications: int | None


@dataclass(frozen=True, slots=True)
class ScoreboardRow:
    """One service in one month; None where there are too few to tell.

    `kept_percent` and `median_working_hours` are of those that were issued in the month.
    """

    service: str
    month: str
    received: int | None
    issued: int | None
    kept_percent: int | None
    median_working_hours: float | None
    open: int | None
    disturbances: tuple[DisturbedCount, ...]
    refusals: tuple[RefusedCount, ...] = ()


def rows_of(months: Iterable[MonthOfService]) -> tuple[ScoreboardRow, ...]:
    """The rows, without what is too small to be told."""
    return tuple(_row(one) for one in months)


def _row(one: MonthOfService) -> ScoreboardRow:
    enough = one.issued >= FEWEST
    disturbed = (DisturbedCount(Disturbance(kind), told(number)) for kind, number in one.disturbances)
    return ScoreboardRow(
        service=one.service,
        month=one.month,
        received=told(one.received),
        issued=told(one.issued),
        kept_percent=round(100 * one.kept / one.issued) if enough else None,
        median_working_hours=round(one.median_minutes / 60, 1) if enough and one.median_minutes is not None else None,
        open=told(one.open),
        disturbances=tuple(disturbed),
        refusals=tuple(RefusedCount(RefusalReason(code), told(number)) for code, number in one.refusals),
    )


def told(count: int) -> int | None:
    """The count where it may be told: none at all, or at least FEWEST."""
    return count if count == 0 or count >= FEWEST else None

"""What the public scoreboard tells: nothing that is counted over so few that somebody could be named."""

from __future__ import annotations

from typing import Final

from hub.core.promise import Disturbance
from hub.core.promise_run import MonthOfService
from hub.core.refusal import RefusalReason
from hub.core.scoreboard import DisturbedCount, RefusedCount, rows_of

FEW: Final = (("NETWORK", 4), ("DISASTER", 5))
REFUSED: Final = (("NO_MANDATE", 4), ("OTHER_OFFICE", 5))


def month(**counts: int) -> MonthOfService:
    told = {"received": 9, "open": 0, "issued": 5, "kept": 4, **counts}
    return MonthOfService("childCard", "2026-11", median_minutes=93.0, disturbances=FEW, refusals=REFUSED, **told)


def test_five_are_told_and_four_are_not() -> None:
    (row,) = rows_of([month(received=4)])
    assert (row.received, row.issued, row.open) == (None, 5, 0)
    assert row.disturbances == (DisturbedCount(Disturbance.NETWORK, None), DisturbedCount(Disturbance.DISASTER, 5))
    assert row.refusals == (
        RefusedCount(RefusalReason.NO_MANDATE, None), RefusedCount(RefusalReason.OTHER_OFFICE, 5),
    )  # fmt: skip


def test_a_share_and_a_median_are_of_five_at_least() -> None:
    (enough,), (few,) = rows_of([month()]), rows_of([month(issued=4)])
    assert (enough.kept_percent, enough.median_working_hours) == (80, 1.6)
    assert (few.kept_percent, few.median_working_hours, few.issued) == (None, None, None)

"""Emergency accesses that an auditor should look at: too many of one reader, and those that no reviewer accepted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.audit.abuse import reasons
from hub.audit.abuse.habits import OFFICE_TIME
from hub.core.emergency import EmergencyAccess, EmergencyVerdict
from hub.core.oversight import MOST_RECEIPTS, Finding, FindingKind, Reason

WITHIN: Final = dt.timedelta(days=7)
OFTEN: Final = 3
"""Emergencies of one reader within a week. They are rare: most of the office never opens one."""


def judged(accesses: Iterable[EmergencyAccess], receipts: Mapping[uuid.UUID, Sequence[uuid.UUID]]) -> Iterator[Finding]:
    """The findings of the last week's accesses; `receipts` are what was read under each."""
    by_reader: dict[str, list[EmergencyAccess]] = defaultdict(list)
    for one in accesses:
        by_reader[one.reader].append(one)
        if one.verdict is EmergencyVerdict.UNJUSTIFIED:
            yield _finding([one], receipts, 95, reasons.unjustified(), one.person_id)
    for opened in by_reader.values():
        if len(opened) >= OFTEN:
            score = min(90, 45 + 10 * len(opened))
            yield _finding(opened, receipts, score, reasons.emergencies(len(opened), WITHIN.days), None)


def _finding(
    opened: Sequence[EmergencyAccess],
    receipts: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    score: int,
    reason: Reason,
    about: uuid.UUID | None,
) -> Finding:
    last = opened[-1]
    date = last.opened_at.astimezone(OFFICE_TIME).date()
    read = dict.fromkeys(receipt for one in opened for receipt in receipts.get(one.id, ()))
    return Finding(
        FindingKind.EMERGENCY, (last.reader,), last.reader_name, last.client_id, about,
        date - dt.timedelta(days=date.weekday()), score, reason, tuple(read)[:MOST_RECEIPTS],
        tuple(dict.fromkeys(one.person_id for one in opened)),
    )  # fmt: skip

"""What is nothing in one look and something in several: curiosity, neighbours, a family again and again, a walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from hub.audit.abuse import reasons
from hub.audit.abuse.sightings import KEPT, Sighting, Sightings
from hub.core.oversight import MOST_RECEIPTS, Finding, FindingKind, Look, Reason

WEEK: Final = dt.timedelta(days=7)
_HOUR: Final = dt.timedelta(hours=1)
READERS: Final = 4
"""Of the office, at one person within a week."""
DAYS: Final = 3
"""Different days on which one reader opened the same family."""
FAMILIES: Final = 4
"""Of one neighbourhood, by one reader within a week; one less where it is her own."""
IN_SEQUENCE: Final = 8
"""Persons one after the other by NIK within an hour."""


def findings(sightings: Sightings, look: Look, local: dt.datetime, noted: Sequence[Sighting]) -> Iterator[Finding]:
    """`noted` are the sightings of this look, which `sightings` holds already; `local` is the office's time."""
    for one in noted:
        yield from _many_readers(sightings, look, local, one)
        yield from _repeated(sightings, look, local, one)
        yield from _neighbours(sightings, look, local, one)
    if noted:
        yield from _in_sequence(sightings, look, local)


def _many_readers(sightings: Sightings, look: Look, local: dt.datetime, one: Sighting) -> Iterator[Finding]:
    opened = sightings.of_family(one.family, look.at - WEEK)
    readers = {each.reader for each in opened}
    if len(readers) >= READERS:
        days = (look.at - opened[0].at).days + 1
        reason = reasons.many_readers(len(readers), days)
        yield _of(FindingKind.MANY_READERS, look, local, min(95, 45 + 8 * len(readers)), reason, opened)


def _repeated(sightings: Sightings, look: Look, local: dt.datetime, one: Sighting) -> Iterator[Finding]:
    opened = [each for each in sightings.of_family(one.family, look.at - KEPT) if each.reader == one.reader]
    days = len({each.at.astimezone(local.tzinfo).date() for each in opened})
    if days >= DAYS:
        yield _of(FindingKind.REPEATED, look, local, min(90, 45 + 10 * days), reasons.repeated(days), opened)


def _neighbours(sightings: Sightings, look: Look, local: dt.datetime, one: Sighting) -> Iterator[Finding]:
    if not one.place:
        return
    opened = [each for each in sightings.of_reader(one.reader, look.at - WEEK) if each.place == one.place]
    families, own = len({each.family for each in opened}), one.place == look.reader.place
    if families >= FAMILIES - own:
        reason = reasons.neighbours(families, own=own)
        yield _of(FindingKind.NEIGHBOURS, look, local, min(90, 45 + 6 * families + 10 * own), reason, opened)


def _in_sequence(sightings: Sightings, look: Look, local: dt.datetime) -> Iterator[Finding]:
    lately = [each for each in sightings.of_reader(look.reader.subject, look.at - _HOUR) if each.nik]
    run = _rising(lately)
    if len(run) >= IN_SEQUENCE:
        yield _of(FindingKind.BULK, look, local, 90, reasons.in_sequence(len(run)), run)


def _rising(opened: Sequence[Sighting]) -> list[Sighting]:
    """The last ones, as far back as each NIK is larger than the one before."""
    run: list[Sighting] = []
    for one in reversed(opened):
        if run and one.nik >= run[-1].nik:
            break
        run.append(one)
    return run[::-1]


def _of(
    kind: FindingKind, look: Look, local: dt.datetime, score: int, reason: Reason, opened: Sequence[Sighting]
) -> Finding:
    about = opened[0].person_id if kind in {FindingKind.MANY_READERS, FindingKind.REPEATED} else None
    # What takes more than a day is one finding a week, not one each day.
    day = local.date() if kind is FindingKind.BULK else local.date() - dt.timedelta(days=local.weekday())
    return Finding(
        kind,
        tuple(dict.fromkeys(each.reader for each in opened)),
        look.reader.name,
        look.reader.client_id,
        about,
        day,
        score,
        reason,
        tuple(dict.fromkeys(each.receipt_id for each in opened))[:MOST_RECEIPTS],
        tuple(dict.fromkeys(each.person_id for each in opened))[:MOST_RECEIPTS],
    )

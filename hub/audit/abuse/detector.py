"""Goes through looks in the order of time and says what is odd about them.

Everything that it knows stands in a `Memory`, which is small and can be kept between two runs: what is usual for each
reader and each role, and who was opened without a case in the last month. What is usual is taken from the days before,
so that a busy Monday is not odd, and for those of whom nothing is known yet from everybody of the same role.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hub.audit.abuse import reasons, together
from hub.audit.abuse.habits import OFFICE_TIME, OWN_DAYS, ROLE_DAYS, Habit, is_office_hour
from hub.audit.abuse.sightings import Sighting, Sightings
from hub.core.oversight import MOST_RECEIPTS, Finding, FindingKind, Look, Reader, Reason, Seen
from hub.core.regions import within

_RARE: Final = 0.015
"""Share of a role's days on which somebody worked in an hour, below which it is no hour of work."""
_RARE_FOR_ONE: Final = 0.1
"""The same for one reader or client alone: a few nights of her own do not make nights usual."""
_LEAST_UNCASED: Final = 7
_LEAST_PACE: Final = 15
_LEAST_LISTED: Final = 200
_LEAST_BULK: Final = 40
_UNKNOWN_BULK: Final = 2_000
"""Persons on one day of a client of which nothing is known."""
_FAR_MORE: Final = 1.5
_MORE: Final = 1.5
"""How much more than her colleagues somebody may be used to."""


@dataclass(slots=True)
class Memory:
    """What the detector knows: habits by reader (`subject`) and by role (`role:...`), and sightings."""

    habits: dict[str, Habit] = field(default_factory=dict)
    sightings: Sightings = field(default_factory=Sightings)

    def habit(self, of: str) -> Habit:
        return self.habits.setdefault(of, Habit())

    def usual(self, reader: Reader, measure: str) -> float:
        """What is usual at most for one of the office: of her own days and of the days of her role."""
        own = self.habit(reader.subject)
        role = self.habit(role_of(reader)).usual(measure)
        return max(role, min(own.usual(measure), _MORE * role)) if own.is_known else role


def role_of(reader: Reader) -> str:
    return f"role:{reader.role}"


def observe(memory: Memory, looks: Iterable[Look]) -> list[Finding]:
    """The findings of these looks, each once and as it stands at their end; `memory` then knows them too."""
    found: dict[tuple[object, ...], Finding] = {}
    for look in looks:
        local = look.at.astimezone(OFFICE_TIME)
        _turn(memory, look.reader, local.date())
        noted = _note(memory, look, local)
        for finding in _judged(memory, look, local, noted):
            known = found.get(finding.key)
            found[finding.key] = finding if known is None else joined(known, finding)
    return list(found.values())


def joined(known: Finding, later: Finding) -> Finding:
    """The same finding with what came later."""
    return replace(
        later,
        score=max(known.score, later.score),
        readers=tuple(dict.fromkeys((*known.readers, *later.readers))),
        receipts=tuple(dict.fromkeys((*known.receipts, *later.receipts)))[:MOST_RECEIPTS],
        persons=tuple(dict.fromkeys((*known.persons, *later.persons)))[:MOST_RECEIPTS],
    )


def _turn(memory: Memory, reader: Reader, date: dt.date) -> None:
    own = memory.habit(reader.subject)
    before, looks = own.date, own.looks
    over = own.turn(date)
    if over is None or before is None or not sum(looks):
        return
    own.remember(before, over, looks, OWN_DAYS)
    if not reader.is_client:
        memory.habit(role_of(reader)).remember(before, over, looks, ROLE_DAYS)


def _note(memory: Memory, look: Look, local: dt.datetime) -> list[Sighting]:
    """Counts it, and gives what was opened without a case."""
    reader, persons = look.reader, 0 if look.listed else len(look.seen)
    if reader.is_client:
        memory.habit(reader.subject).count(local, persons, 0, len(look.seen) - persons)
        return []
    noted = [_sighting(look, seen) for seen in opened_without_case(look)]
    for one in noted:
        memory.sightings.add(one)
    families = 0 if look.listed else len(_families(look.seen))
    memory.habit(reader.subject).count(local, families, len(noted), len(look.seen) - persons)
    return noted


def opened_without_case(look: Look) -> tuple[Seen, ...]:
    """One person of each family that was opened while nothing in the office named any of them."""
    if look.listed or look.is_emergency:
        return ()
    return tuple(family[0] for family in _families(look.seen) if not any(seen.has_case for seen in family))


def _families(seen: Sequence[Seen]) -> list[list[Seen]]:
    """By household: a page of a citizen shows her family too, and that is one look."""
    families: dict[str, list[Seen]] = {}
    for one in seen:
        families.setdefault(family_of(one), []).append(one)
    return list(families.values())


def family_of(seen: Seen) -> str:
    return seen.household or str(seen.person_id)


def _sighting(look: Look, seen: Seen) -> Sighting:
    return Sighting(
        look.receipt_id, seen.person_id, look.reader.subject, look.at, family_of(seen), seen.place, seen.nik
    )


def _judged(memory: Memory, look: Look, local: dt.datetime, noted: Sequence[Sighting]) -> Iterator[Finding]:
    if not look.listed:
        yield from _region(look, local)
        yield from _hours(memory, look, local, noted)
    if look.reader.is_client:
        yield from _bulk(memory, look, local)
        return
    if not look.listed:
        yield from _family(look, local)
    yield from together.findings(memory.sightings, look, local, noted)
    yield from _listed(memory, look, local)
    if noted:
        yield from _amounts(memory, look, local)


def _family(look: Look, local: dt.datetime) -> Iterator[Finding]:
    reader = look.reader
    for seen in look.seen:
        herself = bool(reader.nik) and seen.nik == reader.nik
        if herself or (reader.household and seen.household == reader.household):
            score = 95 if not seen.has_case else 75
            yield _finding(FindingKind.OWN_FAMILY, look, local, score, reasons.own_family(herself=herself), (seen,))
            return


def _region(look: Look, local: dt.datetime) -> Iterator[Finding]:
    region = look.reader.region
    outside = tuple(s for s in look.seen if s.region and not s.has_case and not within(s.region, region))
    if outside and not look.is_emergency:
        yield _finding(FindingKind.OUTSIDE_REGION, look, local, 80, reasons.outside_region(region), outside)


def _hours(memory: Memory, look: Look, local: dt.datetime, noted: Sequence[Sighting]) -> Iterator[Finding]:
    if (noted or look.reader.is_client) and not _is_usual_hour(memory, look.reader, local):
        client = look.reader.is_client
        reason = reasons.client_hours(local) if client else reasons.out_of_hours(local)
        yield _finding(FindingKind.OUT_OF_HOURS, look, local, 70, reason, look.seen)


def _is_usual_hour(memory: Memory, reader: Reader, local: dt.datetime) -> bool:
    own = memory.habit(reader.subject)
    share = own.share(local, any_day=reader.is_client)
    if reader.is_client:
        # A client of which nothing is known has no hours yet.
        return share is None or share >= _RARE_FOR_ONE
    role = memory.habit(role_of(reader)).share(local)
    if role is None:
        return is_office_hour(local)
    return role >= _RARE or (share is not None and share >= _RARE_FOR_ONE)


def _bulk(memory: Memory, look: Look, local: dt.datetime) -> Iterator[Finding]:
    own = memory.habit(look.reader.subject)
    least = _LEAST_BULK if own.is_known else _UNKNOWN_BULK
    limit, count = max(least, _FAR_MORE * own.most("persons")), own.today.persons
    if count > limit:
        yield _finding(FindingKind.BULK, look, local, _score(count, limit), reasons.bulk(count, limit), look.seen)


def _listed(memory: Memory, look: Look, local: dt.datetime) -> Iterator[Finding]:
    limit = max(_LEAST_LISTED, _FAR_MORE * memory.usual(look.reader, "listed"))
    count = memory.habit(look.reader.subject).today.listed
    if look.listed and count > limit:
        yield _finding(FindingKind.BULK, look, local, _score(count, limit), reasons.listed(count, limit), look.seen)


def _amounts(memory: Memory, look: Look, local: dt.datetime) -> Iterator[Finding]:
    """Of a day and of an hour, both of what was opened without a case."""
    reader, own = look.reader, memory.habit(look.reader.subject)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    limit, count = max(_LEAST_UNCASED - 1, _FAR_MORE * memory.usual(reader, "uncased")), own.today.uncased
    if count > limit:
        opened = memory.sightings.of_reader(reader.subject, midnight)
        yield _too_many(FindingKind.NO_CASE, look, local, _score(count, limit), reasons.no_case(count, limit), opened)
    limit, count = max(_LEAST_PACE, _FAR_MORE * memory.usual(reader, "peak")), own.by_hour[local.hour]
    if count > limit and 2 * own.uncased_by_hour[local.hour] > count:
        opened = memory.sightings.of_reader(reader.subject, local.replace(minute=0, second=0, microsecond=0))
        yield _too_many(FindingKind.PACE, look, local, _score(count, limit), reasons.pace(count, limit), opened)


def _score(count: int, limit: float) -> int:
    return min(95, 40 + round(20 * count / limit))


def _too_many(
    kind: FindingKind, look: Look, local: dt.datetime, score: int, reason: Reason, opened: Sequence[Sighting]
) -> Finding:
    """One that stands on all that was opened in the time that was counted."""
    one = _finding(kind, look, local, score, reason, ())
    return replace(
        one,
        receipts=tuple(dict.fromkeys(each.receipt_id for each in opened))[:MOST_RECEIPTS],
        persons=tuple(dict.fromkeys(each.person_id for each in opened))[:MOST_RECEIPTS],
    )


def _finding(
    kind: FindingKind, look: Look, local: dt.datetime, score: int, reason: Reason, seen: Iterable[Seen]
) -> Finding:
    """A finding that begins with this look."""
    reader, persons = look.reader, tuple(one.person_id for one in seen)
    return Finding(
        kind, (reader.subject,), reader.name, reader.client_id, None, local.date(), score, reason,
        (look.receipt_id,), persons[:MOST_RECEIPTS],
    )  # fmt: skip

"""Abuse in sight: 50 abuses planted among 10,000 accesses of honest days; how many are found, and false alarms.

SEEDS= names the seeds ("1-8", "21,22"). The detector's limits were set while looking at 1 to 10 and, once, at 101 to
110; those from 301 on were used by nobody before they were measured.
"""

from __future__ import annotations

import os
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from benchmarks.abuses import plant
from benchmarks.figures import Figure, Measurement
from benchmarks.office_days import Access, Days, Paper, Worker, days_of
from hub.audit.abuse import Memory, joined, observe
from hub.core.oversight import Finding, Look, Reader, Seen

SEEDS: Final = os.environ.get("SEEDS", "301-310")
PIECE: Final = 500
"""Accesses that are looked at together, as the worker does."""
_BEFORE, _AFTER = timedelta(hours=1), timedelta(days=7)
_TRUE: Final = 0.3
"""Share of a finding's receipts that have to be of a planted abuse; otherwise it is a false alarm."""


@dataclass(frozen=True, slots=True)
class Result:
    """`missed` are the kinds of those that were not found; `false` the kinds of findings that are false alarms."""

    found: int
    missed: Mapping[str, int]
    false: Mapping[str, int]
    findings: int
    seconds: float

    @property
    def false_alarms(self) -> int:
        return sum(self.false.values())


def measure() -> Measurement:
    """About two seconds a seed."""
    figures: list[Figure] = []
    for seed in _numbers(SEEDS):
        result = run(seed)
        figures += [
            Figure(f"seed {seed}: found of 50 (at least 45)", result.found, ""),
            Figure(f"seed {seed}: false alarms", result.false_alarms, "", 21),
            Figure(f"seed {seed}: findings to judge", result.findings, ""),
            Figure(f"seed {seed}: CPU", result.seconds, "s"),
        ]
        print(f"seed {seed}: missed {dict(result.missed)}, false {dict(result.false)}")
    conditions = {
        "days": "10,000 accesses of 14 staff and 4 agencies, about five weeks; benchmarks/office_days.py",
        "abuses": "50 of ten kinds, from the second week on; benchmarks/abuses.py",
        "false": f"a finding of whose receipts less than {_TRUE:.0%} are of a planted abuse",
    }
    return Measurement("abuse", figures, conditions)


def run(seed: int, accesses: int = 10_000, count: int = 50) -> Result:
    """Makes the days of a seed, plants the abuses, and lets the detector look."""
    days = days_of(seed, accesses)
    kinds = plant(days, seed, count)
    planted: dict[uuid.UUID, int] = {}
    looks = list(_looks(days, planted))
    memory, found = Memory(), dict[tuple[object, ...], Finding]()
    began = time.process_time()
    for at in range(0, len(looks), PIECE):
        for finding in observe(memory, looks[at : at + PIECE]):
            known = found.get(finding.key)
            found[finding.key] = joined(known, finding) if known else finding
    return _counted(kinds, planted, list(found.values()), time.process_time() - began)


def _counted(
    kinds: Mapping[int, str], planted: Mapping[uuid.UUID, int], findings: Sequence[Finding], seconds: float
) -> Result:
    caught, false = set[int](), Counter[str]()
    for finding in findings:
        hits = [planted[receipt] for receipt in finding.receipts if receipt in planted]
        if len(hits) < _TRUE * len(finding.receipts):
            false[finding.kind.value] += 1
        else:
            caught.update(hits)
    missed = Counter(kind for number, kind in kinds.items() if number not in caught)
    return Result(len(caught), missed, false, len(findings), seconds)


def _looks(days: Days, planted: dict[uuid.UUID, int]) -> Iterator[Look]:
    """The accesses as the hub would know them; `planted` is filled with the receipts of abuses."""
    cases = _Cases(days.papers)
    readers = {worker.name: _reader(worker) for worker in days.workers}
    for number, access in enumerate(days.accesses):
        receipt = uuid.UUID(int=number)
        if access.abuse is not None:
            planted[receipt] = access.abuse
        seen = tuple(
            Seen(p.id, p.village, p.card, _place(p.village, p.rt), p.nik, cases.is_open(p.card, access))
            for p in access.persons
        )
        yield Look(receipt, access.at, readers[access.worker.name], seen, listed=access.manner == "SEARCH")


def _reader(worker: Worker) -> Reader:
    person, client = worker.person, worker.role == "agency"
    return Reader(
        worker.name,
        worker.name,
        worker.name if client else "satu-console",
        "agency_client" if client else worker.role,
        worker.region,
        client,
        person.nik if person else "",
        person.card if person else "",
        _place(person.village, person.rt) if person else "",
    )


def _place(village: str, rt: str) -> str:
    return f"{village}/{rt}"


class _Cases:
    """Whether an application was open that names a family, as the store asks it of the database."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._of: dict[str, list[Paper]] = defaultdict(list)
        for paper in papers:
            for card in paper.cards:
                self._of[card].append(paper)

    def is_open(self, card: str, access: Access) -> bool:
        return any(
            paper.came - _BEFORE <= access.at and (paper.ended is None or access.at <= paper.ended + _AFTER)
            for paper in self._of[card]
        )


def _numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers

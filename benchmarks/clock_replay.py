"""A year of an invented office, replayed: each application is predicted only from what was known at that moment.

The generator has its own idea of hours, seasons, peaks and absences, and shares no code with the predictor: a queue
that few hands work off. Printed are how many predictions held, and how much later than needed they were on average.
`python -m benchmarks.clock_replay [seed]`

`python -m benchmarks.clock_replay blind` asks the same of the two hundred offices of `office_histories`, for which the
predictor was not made: of each third application, once there is something to learn from. `again` is the second list.
"""

from __future__ import annotations

import bisect
import datetime as dt
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.office_histories import KINDS, LATER_SEEDS, SEEDS, Case, history
from hub.core.calendar_file import load_calendar
from hub.core.office_hours import OfficeHours
from hub.core.prediction import predicted
from hub.core.promise import due_after
from hub.core.promise_run import Finished

ROOT: Final = Path(__file__).parents[1]
WORK: Final = {"birth": 35.0, "death": 25.0, "family_card": 20.0, "identity_card": 45.0, "move": 30.0, "rare": 60.0}
"""Minutes of an officer's hands for one application, in the median, in an office that is full."""
LOADS: Final = {"an ordinary office": 0.5, "a busy office": 0.7, "an office with more work than hands": 1.0}
WEIGHTS: Final = (30, 8, 30, 22, 9, 0.4)
_DAY: Final = dt.timedelta(days=1)
_BEGIN: Final = dt.datetime(2026, 1, 5, 0, 30, tzinfo=dt.UTC)


def year(seed: int, load: float) -> list[Case]:
    """A year's applications: about 25 a day, more before the school year, fewer hands on days of absence and in August.

    Papers that are complete are worked off in that order, by whoever is free first.
    """
    chance = random.Random(seed)  # noqa: S311  a seeded replay, no secret
    waiting = sorted(_papers(chance), key=lambda case: case.complete)
    free = [_BEGIN] * 3
    for case in waiting:
        day = (case.complete - _BEGIN).days
        hands = 3 - (random.Random(f"{seed} {day}").random() < 0.12) - (210 < day < 225)  # noqa: S311  as above
        minutes = load * WORK[case.service] * chance.lognormvariate(0, 0.6) * (4 if chance.random() < 0.05 else 1)
        hand = min(range(hands), key=free.__getitem__)
        free[hand] = _in_hours(max(free[hand], case.complete), minutes)
        # Signatures are given some time later on the same day, or on the next.
        case.issued = _in_hours(free[hand], chance.uniform(10, 240))
    return sorted(waiting, key=lambda case: case.submitted)


def _papers(chance: random.Random) -> Iterator[Case]:
    for day in range(360):
        morning = _BEGIN + day * _DAY
        for _ in range(_arrivals(chance, day) if morning.weekday() < 5 else 0):
            (service,) = chance.choices(list(WORK), WEIGHTS)
            submitted = morning + dt.timedelta(minutes=chance.triangular(0, 480, 120))
            waits = chance.expovariate(1 / 90 if chance.random() < 0.8 else 1 / 900)
            complete = _in_hours(submitted, waits)
            yield Case(service, submitted, complete, complete)


def _arrivals(chance: random.Random, day: int) -> int:
    season = 1.5 if 150 < day < 190 else 0.8 if 75 < day < 95 else 1.0
    peak = 1.8 if chance.random() < 0.03 else 1.0
    return max(1, round(chance.gauss(25 * season * peak, 4)))


def _in_hours(begin: dt.datetime, minutes: float) -> dt.datetime:
    """So many minutes later, in days of eight hours from Monday to Friday."""
    at, left = begin, minutes
    while True:
        opens = at.replace(hour=0, minute=30, second=0, microsecond=0)
        closes = opens + dt.timedelta(hours=8)
        at = max(at, opens)
        room = (closes - at).total_seconds() / 60 if at.weekday() < 5 else 0
        if left <= room:
            return at + dt.timedelta(minutes=left)
        left -= max(room, 0)
        at = opens + _DAY


@dataclass(slots=True)
class Score:
    """How predictions of one kind fared; slack is calendar hours between answer and prediction, of those that held."""

    told: int = 0
    held: int = 0
    unknown: int = 0
    slack_hours: float = 0.0

    def add(self, other: Score) -> None:
        """Counts another one in."""
        self.told, self.held = self.told + other.told, self.held + other.held
        self.unknown, self.slack_hours = self.unknown + other.unknown, self.slack_hours + other.slack_hours

    def line(self, name: str) -> str:
        share, slack = 100 * self.held / self.told, self.slack_hours / max(self.held, 1)
        return f"{name}: {self.told} predicted, {share:.1f} % held, mean slack {slack:.1f} h, {self.unknown} without"


def replay(cases: list[Case], hours: OfficeHours, each: int = 1) -> dict[str, Score]:
    """Each case, or only the n-th ones, predicted when it came in, and when its papers were complete."""
    done = sorted(cases, key=lambda case: case.issued)
    ends = [case.issued for case in done]
    finished = [_finished(case, hours) for case in done]
    scores = {"when it came in": Score(), "when the papers were complete": Score()}
    for case in cases[::each]:
        for (name, score), at in zip(scores.items(), (case.submitted, case.complete), strict=True):
            known = finished[max(0, bisect.bisect_left(ends, at) - 500) : bisect.bisect_left(ends, at)][::-1]
            started = None if name == "when it came in" else hours.opening(case.complete)
            told = predicted(known, case.service, hours, case.submitted, started, at)
            _count(score, case, told)
    return scores


def _count(score: Score, case: Case, told: dt.datetime | None) -> None:
    if told is None:
        score.unknown += 1
        return
    score.told += 1
    if case.issued <= told:
        score.held += 1
        score.slack_hours += (told - case.issued).total_seconds() / 3600


def _finished(case: Case, hours: OfficeHours) -> Finished:
    review, work = hours.worked(case.submitted, case.complete), hours.worked(case.complete, case.issued)
    return Finished(case.service, case.issued, int(review.total_seconds() // 60), int(work.total_seconds() // 60))


def lines(seed: int, office: str) -> Iterator[str]:
    """What is printed."""
    hours = load_calendar(ROOT / "policies", "1901").hours
    cases = year(seed, LOADS[office])
    kept = sum(case.issued <= due_after(hours, hours.opening(case.complete), 24) for case in cases)
    share = 100 * kept / len(cases)
    yield f"{office}, seed {seed}: {len(cases)} applications, {share:.1f} % within the limit of the law"
    for name, score in replay(cases, hours).items():
        yield score.line(name)


def blind(seeds: Sequence[int] = SEEDS) -> Iterator[str]:
    """What is printed of the offices for which the predictor was not made."""
    hours = load_calendar(ROOT / "policies", "1901").hours
    shares: dict[str, list[tuple[str, float]]] = {}
    totals: dict[str, Score] = {}
    for seed in seeds:
        kind, cases = history(seed)
        for name, score in replay(cases, hours, each=3).items():
            if score.told:
                shares.setdefault(name, []).append((kind, score.held / score.told))
                total = totals.setdefault(name, Score())
                total.add(score)
    for name, total in totals.items():
        yield total.line(f"{len(seeds)} offices, {name}")
        yield from _by_kind(shares[name])


def _by_kind(shares: list[tuple[str, float]]) -> Iterator[str]:
    """Each kind of office, and all: the mean of the offices' shares, the worst tenth of them, and the worst one."""
    for kind in (*KINDS, "all offices"):
        found = sorted(share for one, share in shares if kind in {one, "all offices"})
        if found:
            worst = found[: max(1, len(found) // 10)]
            mean, tenth = 100 * sum(found) / len(found), 100 * sum(worst) / len(worst)
            yield f"  {kind} ({len(found)}): {mean:.1f} % held, worst tenth {tenth:.1f} %, worst {100 * found[0]:.1f} %"


def _printed(words: Sequence[str]) -> Iterator[str]:
    if words in (["blind"], ["again"]):
        yield from blind(LATER_SEEDS if words == ["again"] else SEEDS)
        return
    for given in words or ["1", "2", "3"]:
        for name in LOADS:
            yield from lines(int(given), name)


if __name__ == "__main__":
    for one in _printed(sys.argv[1:]):
        sys.stdout.write(f"{one}\n")

"""Abuses that are planted among honest days: somebody who looks where she has no business.

As the days themselves, these know nothing of what looks for them. How large each is, who does it and when comes from
the seed. None is planted in the first week: nobody could know yet what is usual.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from benchmarks.office_days import ZONE, Access, Days, Person, Worker

_KNOWN_AFTER: Final = 8


def plant(days: Days, seed: int, count: int = 50) -> Mapping[int, str]:
    """Plants so many, of all kinds in turn; gives the kind of each. The accesses stay in the order of time."""
    random = Random(seed * 7919 + 1)  # noqa: S311  made-up days
    kinds = list(_KINDS)
    planted = {}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        _KINDS[kind](days, random, number)
        planted[number] = kind
    days.accesses.sort(key=lambda access: access.at)
    return planted


def _no_case(days: Days, random: Random, number: int) -> None:
    """Reads around for a day, among her ordinary work."""
    clerk, date = random.choice(days.of("operator")), _working_day(days, random)
    for _ in range(random.randint(9, 18)):
        _look(days, number, _at(date, random.uniform(8, 16)), clerk, days.family_for(clerk))


def _outside_region(days: Days, random: Random, number: int) -> None:
    clerk = random.choice([one for one in days.of("operator") if one.region != "19.01"])
    others = [family for family in days.families if not family[0].village.startswith(clerk.region)]
    for _ in range(random.randint(1, 3)):
        _look(days, number, _at(_working_day(days, random), random.uniform(8, 16)), clerk, random.choice(others))


def _out_of_hours(days: Days, random: Random, number: int) -> None:
    clerk = random.choice([*days.of("operator"), *days.of("verifier")])
    date, hour = _working_day(days, random), random.choice([random.uniform(21, 23.9), random.uniform(0, 5)])
    if random.random() < 0.3:
        date, hour = _a_sunday(days, random), random.uniform(8, 20)
    for _ in range(random.randint(1, 4)):
        _look(days, number, _at(date, hour + random.uniform(0, 0.08)), clerk, days.family_for(clerk))


def _pace(days: Days, random: Random, number: int) -> None:
    """Copies what she can within a short while."""
    clerk, date, hour = random.choice(days.of("operator")), _working_day(days, random), random.randint(8, 15)
    for _ in range(random.randint(22, 45)):
        _look(days, number, _at(date, hour + random.uniform(0, 0.75)), clerk, days.family_for(clerk))


def _own_family(days: Days, random: Random, number: int) -> None:
    clerk = random.choice([one for one in days.workers if one.person is not None])
    assert clerk.person is not None
    card = clerk.person.card
    family = next(each for each in days.families if each[0].card == card)
    for _ in range(random.randint(1, 2)):
        _look(days, number, _at(_working_day(days, random), random.uniform(8, 16)), clerk, [random.choice(family)])


def _curiosity(days: Days, random: Random, number: int) -> None:
    """Somebody is in the news, and the office looks."""
    family, date = random.choice(days.families), _working_day(days, random)
    for clerk in random.sample(_staff(days), random.randint(5, 9)):
        later = date + dt.timedelta(days=random.randint(0, 3))
        _look(days, number, _at(later, random.uniform(8, 16)), clerk, family)


def _again(days: Days, random: Random, number: int) -> None:
    """The family of a former husband, a debtor: looked at again and again."""
    clerk = random.choice(days.of("operator"))
    family = days.family_for(clerk)
    for date in random.sample(_later_days(days), random.randint(4, 6)):
        _look(days, number, _at(date, random.uniform(8, 16)), clerk, family)


def _neighbours(days: Days, random: Random, number: int) -> None:
    clerk = random.choice([one for one in days.of("operator") if one.region == "19.01"])
    home = clerk.person if random.random() < 0.5 else random.choice(days.families)[0]
    assert home is not None
    near = [f for f in days.families if (f[0].village, f[0].rt) == (home.village, home.rt) and f[0].card != home.card]
    first = _working_day(days, random)
    for family in random.sample(near, min(len(near), random.randint(5, 8))):
        date = first + dt.timedelta(days=random.choice([0, 0, 1]))
        _look(days, number, _at(date, random.uniform(8, 16)), clerk, family)


def _walk(days: Days, random: Random, number: int) -> None:
    """One number after the other, as somebody does who fills a list."""
    clerk, date, hour = random.choice(days.of("operator")), _working_day(days, random), random.randint(8, 15)
    region = [f[0] for f in days.families if f[0].village.startswith(clerk.region)]
    region.sort(key=lambda person: person.nik)
    start = random.randrange(len(region) - 40)
    for step in range(random.randint(14, 35)):
        _look(days, number, _at(date, hour + step / 60), clerk, [region[start + step]])


def _program(days: Days, random: Random, number: int) -> None:
    """A client of an agency that is used for something else: at night, or for many more than it has patients."""
    if random.random() < 0.5:
        program, hours, count = days.of("agency")[1], (22.0, 23.9), random.randint(3, 12)
    else:
        program, hours, count = random.choice(days.of("agency")[:2]), (9.0, 14.0), random.randint(90, 200)
    date = _working_day(days, random)
    for _ in range(count):
        _look(days, number, _at(date, random.uniform(*hours)), program, [days.family_for(program)[0]])


_KINDS: Final[Mapping[str, Callable[[Days, Random, int], None]]] = {
    "no case": _no_case,
    "outside her region": _outside_region,
    "out of hours": _out_of_hours,
    "pace": _pace,
    "own family": _own_family,
    "many readers": _curiosity,
    "again and again": _again,
    "neighbours": _neighbours,
    "one number after the other": _walk,
    "an agency's client": _program,
}


def _look(days: Days, number: int, at: dt.datetime, worker: Worker, family: list[Person]) -> None:
    days.accesses.append(Access(at, worker, tuple(family), abuse=number))


def _staff(days: Days) -> list[Worker]:
    return [worker for worker in days.workers if worker.person is not None]


def _later_days(days: Days) -> list[dt.date]:
    return [date for date in days.dates[_KNOWN_AFTER:-4] if date.weekday() < 5]


def _working_day(days: Days, random: Random) -> dt.date:
    return random.choice(_later_days(days))


def _a_sunday(days: Days, random: Random) -> dt.date:
    return random.choice([date for date in days.dates[_KNOWN_AFTER:-1] if date.weekday() == 6])


def _at(date: dt.date, hour: float) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(0), ZONE) + dt.timedelta(hours=hour)

"""Honest days of an office, made up: who comes, what is handed in, and who looks at whom because of it.

It knows nothing of the hub and of what looks for abuse. People come with an application or with a question, mostly in
the morning and on Mondays; files wait for the verifier, the register, the heads and the owner; agencies ask in their
own ways: a hospital at any hour, a branch at the counter's hours, a batch at night. `days_of` makes them from a seed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from random import Random
from typing import Final

ZONE: Final = dt.timezone(dt.timedelta(hours=7), "WIB")
FIRST: Final = dt.date(2026, 9, 28)
_RUSH: Final = {0: 1.5, 1: 1.1, 2: 1.0, 3: 0.95, 4: 0.7}
_HOUSEHOLDS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Person:
    id: uuid.UUID
    nik: str
    village: str
    rt: str
    card: str


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the office, or an agency's program (`role` "agency")."""

    name: str
    role: str
    region: str
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """`manner`: a record was OPENED, a SEARCH listed people, or a program asked for a BATCH. `abuse` is the number of
    the planted one that it belongs to."""

    at: dt.datetime
    worker: Worker
    persons: tuple[Person, ...]
    manner: str = "OPENED"
    abuse: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """An application: the families that it names, when it came, and when it was handed over."""

    cards: frozenset[str]
    came: dt.datetime
    ended: dt.datetime | None


@dataclass(slots=True)
class Days:
    """A district, its office, and what happened."""

    random: Random
    families: list[list[Person]] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    dates: list[dt.date] = field(default_factory=list)

    def of(self, role: str) -> list[Worker]:
        return [worker for worker in self.workers if worker.role == role]

    def family_for(self, worker: Worker) -> list[Person]:
        """Somebody of the worker's region who is not of her family."""
        while True:
            family = self.random.choice(self.families)
            mine = worker.person is not None and worker.person.card == family[0].card
            if family[0].village.startswith(worker.region) and not mine:
                return family

    def opened(self, at: dt.datetime, worker: Worker, family: list[Person], abuse: int | None = None) -> None:
        """Sometimes the page of one person is opened, mostly it shows her family too."""
        shown = family if self.random.random() < 0.7 else [self.random.choice(family)]
        self.accesses.append(Access(at, worker, tuple(shown), abuse=abuse))


def days_of(seed: int, accesses: int = 10_000) -> Days:
    """So many accesses of honest work, in the order of time."""
    days = Days(Random(seed))  # noqa: S311  made-up days
    _settle(days)
    _employ(days)
    date = FIRST
    holiday = FIRST + dt.timedelta(days=days.random.randrange(8, 22))
    while len(days.accesses) < accesses:
        _day(days, date, holiday)
        days.dates.append(date)
        date += dt.timedelta(days=1)
    days.accesses.sort(key=lambda access: access.at)
    # What of the last days' files would come later than the end is not seen any more.
    del days.accesses[accesses:]
    last = days.accesses[-1].at.date()
    days.dates = [each for each in days.dates if each <= last]
    return days


def _settle(days: Days) -> None:
    made = 0
    while made < _HOUSEHOLDS:
        kecamatan, village, rt = days.random.randint(1, 8), days.random.randint(1001, 1009), days.random.randint(1, 5)
        code, card = f"19.01.{kecamatan:02}.{village}", f"1901{kecamatan:02}0101{made:06}"
        size = days.random.choice([1, 2, 3, 3, 4, 4, 4, 5, 6])
        days.families.append([_person(days.random, kecamatan, code, f"{rt:03}", card) for _ in range(size)])
        made += 1


def _person(random: Random, kecamatan: int, village: str, rt: str, card: str) -> Person:
    born = dt.date(1940, 1, 1) + dt.timedelta(days=random.randrange(31_000))
    nik = f"1901{kecamatan:02}{born:%d%m%y}{random.randint(9001, 9999)}"
    return Person(uuid.UUID(int=random.getrandbits(128), version=4), nik, village, rt, card)


def _employ(days: Days) -> None:
    regions = ["19.01"] * 7 + ["19.01.02", "19.01.05", "19.01.07"]
    staff = [("operator", region) for region in regions]
    staff += [("verifier", "19.01"), ("verifier", "19.01"), ("head_of_division", "19.01"), ("head_of_office", "19.01")]
    for number, (role, region) in enumerate(staff):
        days.workers.append(Worker(f"{role}-{number}", role, region, days.random.choice(days.families)[0]))
    days.workers += [Worker(name, "agency", "19.01") for name in ("hospital", "insurance", "welfare", "school")]


def _day(days: Days, date: dt.date, holiday: dt.date) -> None:
    _agencies(days, date, holiday)
    if date.weekday() == 5 and days.random.random() < 0.5:
        _village_round(days, date)
    if date.weekday() > 4 or date == holiday:
        return
    rush = _RUSH[date.weekday()] * (1.4 if date == holiday + dt.timedelta(days=1) else 1)
    for operator in days.of("operator"):
        for _ in range(_some(days.random, 6.5 * rush)):
            _visit(days, operator, _morning(days.random, date))
    for verifier in days.of("verifier"):
        for _ in range(_some(days.random, 0.8)):
            days.opened(_morning(days.random, date), verifier, days.family_for(verifier))


def _some(random: Random, mean: float) -> int:
    """A number that is this on average, as visitors come."""
    return sum(random.random() < mean / 40 for _ in range(40))


def _moment(date: dt.date, hour: float) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(0), ZONE) + dt.timedelta(hours=hour)


def _morning(random: Random, date: dt.date) -> dt.datetime:
    """Between eight and four, most of them before noon."""
    return _moment(date, random.triangular(7.9, 16, 9.5))


def _visit(days: Days, operator: Worker, at: dt.datetime) -> None:
    family, chance = days.family_for(operator), days.random.random()
    if chance < 0.6:
        _search(days, operator, at, family)
    minutes = days.random.uniform(1, 6)
    days.opened(at + dt.timedelta(minutes=minutes), operator, family)
    if days.random.random() < 0.15:
        # A question: is my number active, where is my card? Some come back with it.
        if days.random.random() < 0.04:
            days.opened(at + dt.timedelta(days=days.random.choice([1, 2])), operator, family)
        return
    _file(days, operator, at, family)


def _search(days: Days, operator: Worker, at: dt.datetime, family: list[Person]) -> None:
    others = [days.random.choice(days.family_for(operator)) for _ in range(days.random.randrange(0, 15))]
    days.accesses.append(Access(at, operator, (days.random.choice(family), *others), "SEARCH"))


def _file(days: Days, operator: Worker, at: dt.datetime, family: list[Person]) -> None:
    """What is handed in, and who looks at it until its owner has her paper."""
    random, named = days.random, [family]
    if random.random() < 0.3:
        named.append(days.family_for(operator))
        days.opened(at + dt.timedelta(minutes=random.uniform(6, 12)), operator, named[1])
    came = at + dt.timedelta(minutes=random.uniform(8, 25))
    steps = [("verifier", 2), ("operator", 4), ("head_of_division", 2), ("head_of_office", 1), ("operator", 6)]
    now: dt.datetime = came
    for role, most in steps:
        now = _later(random, now, most)
        if random.random() < 0.75:
            one = operator if role == "operator" and random.random() < 0.7 else _colleague(days, role, family)
            days.opened(now, one, random.choice(named))
    days.papers.append(Paper(frozenset(each[0].card for each in named), came, now))


def _colleague(days: Days, role: str, family: list[Person]) -> Worker:
    able = [one for one in days.of(role) if family[0].village.startswith(one.region) and one.person not in family]
    return days.random.choice(able or days.of("head_of_office"))


def _later(random: Random, now: dt.datetime, most: int) -> dt.datetime:
    """On a working day soon; some evenings people stay longer with their files."""
    date = now.date() + dt.timedelta(days=random.randint(0, most))
    while date.weekday() > 4:
        date += dt.timedelta(days=1)
    hour = random.uniform(16.5, 19.5) if random.random() < 0.05 else random.triangular(8, 16.3, 13)
    return max(_moment(date, hour), now + dt.timedelta(minutes=10))


def _village_round(days: Days, date: dt.date) -> None:
    """Two of the office sit in a village on a Saturday; half of a neighbourhood comes, with papers."""
    team = days.random.sample([one for one in days.of("operator") if one.region == "19.01"], 2)
    first = days.random.choice(days.families)[0]
    near = [f for f in days.families if f[0].village == first.village]
    for family in days.random.sample(near, min(len(near), 22)):
        one = days.random.choice(team)
        if one.person in family:
            continue
        at = _moment(date, days.random.uniform(8.5, 12.5))
        days.opened(at, one, family)
        if days.random.random() < 0.95:
            _file(days, one, at, family)


def _agencies(days: Days, date: dt.date, holiday: dt.date) -> None:
    random = days.random
    hospital, insurance, welfare, school = days.of("agency")
    for _ in range(_some(random, 11)):
        hour = random.uniform(0, 24) if random.random() < 0.4 else random.uniform(7, 14)
        _asked(days, _moment(date, hour), hospital, 1)
    if date.weekday() in (1, 3):
        for number in range(random.randint(3, 5)):
            _asked(days, _moment(date, 1.2 + number / 60), welfare, random.randint(25, 40))
    if date.weekday() > 4 or date == holiday:
        return
    for _ in range(_some(random, 14 * _RUSH[date.weekday()])):
        _asked(days, _moment(date, random.uniform(8, 15.5)), insurance, 1)
    for _ in range(_some(random, 6)):
        _asked(days, _moment(date, random.uniform(8, 12.5)), school, random.randint(1, 4))


def _asked(days: Days, at: dt.datetime, program: Worker, persons: int) -> None:
    chosen = tuple(days.random.choice(days.family_for(program)) for _ in range(persons))
    days.accesses.append(Access(at, program, chosen, "OPENED" if persons == 1 else "BATCH"))

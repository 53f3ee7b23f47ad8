"""The office's figures, as they are read from sums: how they are asked for, and what is made of them. Pure.

Nobody's data are in them. Work is counted in full, because whoever reads it sees the queue as well; what is made to be
handed on, vital statistics and what people think, is not (`hub.core.vital`, `hub.core.satisfaction`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

from hub.core import tally
from hub.core.application import ApplicationState, Channel
from hub.core.errors import BadInput
from hub.core.hiding import FEWEST
from hub.core.once_only import MeterLine
from hub.core.satisfaction import Surveys
from hub.core.vital import VitalCount

_MOST_DAYS: Final = 800
_MOST_BY_DAY: Final = 186
"""Days and weeks are added up from days, longer steps from months."""
_MOST_STEPS: Final = 100
_YOUNG: Final = dt.timedelta(days=30)
"""Ages are told apart so far back; all that came before is of one age."""


class Step(Enum):
    """How long each step of a chart is."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"

    def begin(self, day: dt.date) -> dt.date:
        """The first day of the step in which a day lies; a week begins on Monday."""
        match self:
            case Step.DAY:
                return day
            case Step.WEEK:
                return day - dt.timedelta(days=day.weekday())
            case Step.MONTH:
                return day.replace(day=1)
        return dt.date(day.year, day.month - (day.month - 1) % 3, 1)

    def following(self, begin: dt.date) -> dt.date:
        """The first day of the step after the one that begins on this day."""
        longest = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31, Step.QUARTER: 92}[self]
        return self.begin(begin + dt.timedelta(days=longest))


class AgeBand(Enum):
    """How long an application has been open, in days since it came in."""

    TODAY = "TODAY"
    TO_3_DAYS = "TO_3_DAYS"
    TO_7_DAYS = "TO_7_DAYS"
    TO_30_DAYS = "TO_30_DAYS"
    OVER_30_DAYS = "OVER_30_DAYS"

    @classmethod
    def of(cls, days: int) -> AgeBand:
        bands = ((0, cls.TODAY), (3, cls.TO_3_DAYS), (7, cls.TO_7_DAYS), (_YOUNG.days, cls.TO_30_DAYS))
        return next((band for most, band in bands if days <= most), cls.OVER_30_DAYS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figures: from one day to another, in steps, of a region and of one service (None: of all)."""

    since: dt.date
    until: dt.date
    step: Step
    region: str
    service: str | None = None

    @property
    def by_month(self) -> bool:
        """Whether its steps are made of whole months."""
        return self.step in {Step.MONTH, Step.QUARTER}

    @property
    def begin(self) -> dt.date:
        """The first day that counts: months and quarters are counted whole."""
        return self.step.begin(self.since) if self.by_month else self.since


def check(wanted: Wanted) -> Wanted:
    """Raises BadInput for a span that is none, or has more steps than a chart can show."""
    if wanted.until < wanted.since:
        raise BadInput("The first day comes before the last. Exchange them.", path="until")
    if (wanted.until - wanted.since).days > _MOST_DAYS:
        raise BadInput("Name a span of at most two years.", path="from")
    by_day = (wanted.until - wanted.since).days > _MOST_BY_DAY and not wanted.by_month
    if by_day or len(steps_of(wanted)) > _MOST_STEPS:
        raise BadInput("That are too many steps for a chart. Choose longer ones, or a shorter span.", path="step")
    return wanted


def steps_of(wanted: Wanted) -> tuple[dt.date, ...]:
    """The first day of each step of a span, those in which nothing happened among them."""
    found, begin = list[dt.date](), wanted.step.begin(wanted.since)
    while begin <= wanted.until:
        found.append(begin)
        begin = wanted.step.following(begin)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of sums: of a day, or of the first day of a month where months were asked for."""

    day: dt.date
    service: str
    counted: str
    number: int


@dataclass(frozen=True, slots=True)
class OpenSum:
    """How many are open in one state of those that came in on a day."""

    day: dt.date
    counted: str
    number: int


class OfficeSums(Protocol):
    """The sums that the worker keeps; may be a minute old."""

    async def intake(self, tenant: str, wanted: Wanted) -> Sequence[Sum]:
        """What came in, by day."""
        ...

    async def open(self, tenant: str, region: str, service: str | None, since: dt.date) -> Sequence[OpenSum]:
        """What is not answered, by the day on which it came in; all that came before as of the day before `since`."""
        ...

    async def issued(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[Sum]:
        """What was issued in the whole district, by month."""
        ...

    async def vital(self, tenant: str, since: dt.date, before: dt.date) -> Sequence[VitalCount]:
        """Events that were registered from one day until before another, of the whole district."""
        ...

    async def once_only(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[MeterLine]:
        """What was saved to applicants, of all services together or of one."""
        ...

    async def districts(self, region: str) -> Sequence[str]:
        """The codes of the kecamatan in a region."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the office's figures are read: its work, and what people think of it."""

    sums: OfficeSums
    surveys: Surveys


@dataclass(frozen=True, slots=True)
class NamedCount:
    """How many of a service, or of a channel."""

    name: str
    applications: int


@dataclass(slots=True)
class IntakeStep:
    """What came in within one step: all, with somebody's help, without a way to be told, by service and by channel."""

    begins: dt.date
    received: int = 0
    helped: int = 0
    unreachable: int = 0
    by_service: Counter[str] = field(default_factory=Counter)
    by_channel: Counter[str] = field(default_factory=Counter)

    def add(self, one: Sum) -> None:
        what, _, rest = one.counted.partition(":")
        match what:
            case tally.RECEIVED:
                self.received += one.number
                self.by_service[one.service] += one.number
                self.by_channel[rest] += one.number
            case tally.HELPED:
                self.helped += one.number
            case tally.UNREACHABLE:
                self.unreachable += one.number

    @property
    def services(self) -> list[NamedCount]:
        return [NamedCount(name, number) for name, number in sorted(self.by_service.items())]

    @property
    def channels(self) -> list[NamedCount]:
        """In the order of the channels, those without any left out."""
        order = (one.value for one in Channel)
        return [NamedCount(name, self.by_channel[name]) for name in order if self.by_channel[name]]


def intake_of(wanted: Wanted, sums: Iterable[Sum]) -> list[IntakeStep]:
    """Every step of the span, the oldest first."""
    steps = {begin: IntakeStep(begin) for begin in steps_of(wanted)}
    for one in sums:
        steps[wanted.step.begin(one.day)].add(one)
    return list(steps.values())


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many are open of one age and state, and whose turn it is: a role of the office, or the applicant's."""

    band: AgeBand
    state: ApplicationState
    holder: str
    applications: int


def young_since(today: dt.date) -> dt.date:
    """The first day whose ages are told apart from those before."""
    return today - _YOUNG


def open_of(sums: Iterable[OpenSum], today: dt.date) -> list[OpenCount]:
    """The youngest first, and in each age in the order of the work."""
    counts = Counter[tuple[AgeBand, ApplicationState, str]]()
    for one in sums:
        _, state, holder = one.counted.split(":")
        counts[AgeBand.of((today - one.day).days), ApplicationState(state), holder] += one.number
    bands, states = list(AgeBand), list(ApplicationState)
    ordered = sorted(counts.items(), key=lambda one: (bands.index(one[0][0]), states.index(one[0][1]), one[0][2]))
    return [OpenCount(*key, number) for key, number in ordered if number > 0]


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """What was issued of a service in a month, and which share within the promise and within the law; None where there
    are fewer than five."""

    month: dt.date
    service: str
    issued: int | None
    kept_percent: int | None
    lawful_percent: int | None


def promises_of(sums: Iterable[Sum]) -> list[PromiseCount]:
    """The oldest month first."""
    found: dict[tuple[dt.date, str], dict[str, int]] = {}
    for one in sums:
        found.setdefault((one.day, one.service), {})[one.counted] = one.number
    return [_promise(*key, counts) for key, counts in sorted(found.items()) if counts.get(tally.ISSUED)]


def _promise(month: dt.date, service: str, counts: Mapping[str, int]) -> PromiseCount:
    issued = counts[tally.ISSUED]
    if issued < FEWEST:
        return PromiseCount(month, service, None, None, None)
    kept, lawful = (round(100 * counts.get(name, 0) / issued) for name in (tally.KEPT, tally.LAWFUL))
    return PromiseCount(month, service, issued, kept, lawful)

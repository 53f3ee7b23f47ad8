"""What the office could do for somebody who has not asked yet, computed from her record, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.core.application import Application, ApplicationState
from hub.core.citizen import Citizen

_OVER = frozenset({ApplicationState.REJECTED, ApplicationState.WITHDRAWN})
_ISSUED = frozenset({ApplicationState.ISSUED, ApplicationState.HANDED_OVER})


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest application for a service about somebody: the day it was submitted, and whether papers came of it."""

    on: dt.date
    issued: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What suggestions are made from: the person, today's date in her office, what was asked for her by service.

    Only what this hub has seen stands in `asked`: a paper of former years does not, so that no suggestion may say that
    somebody lacks one.
    """

    person: Citizen
    today: dt.date
    asked: Mapping[str, Asked]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A service for somebody, and why. `rests_on` are the attributes that the reason tells of, as the graph names
    them: who may not read one of them does not see the suggestion."""

    service: str
    reason_id: str
    reason_en: str
    rests_on: tuple[str, ...]


def newest(applications: Iterable[tuple[Application, dt.date]]) -> Mapping[str, Asked]:
    """By service; each with the day of its submission. What was refused or withdrawn was not asked for."""
    found: dict[str, Asked] = {}
    for one, day in sorted(applications, key=lambda pair: pair[1]):
        if one.state not in _OVER:
            found[one.header.service] = Asked(day, one.state in _ISSUED)
    return found

"""How many differing claims about one person are answered: enough for a slip of the pen, too few to find anything out.

`matchCitizen` needs no right to read, so whoever may ask could try birth dates until one fits. What counts is how many
*different* claims were made about one NIK: by one party in one day and in thirty, and by all parties together, so that
several who work together get little more. The same claim again tells nothing new and does not count. Whether anybody
has the NIK, and whether a claim was right, makes no difference: then the count itself would tell.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hub.core.actor import Actor, ActorKind
from hub.core.calendar import WIB, local_date
from hub.core.citizen import CitizenClaim
from hub.core.errors import RateLimited

WINDOW: Final = 30
"""Days for which a claim is remembered."""
_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Pace:
    """How many differing claims about one NIK are answered in one day of the office, and in `WINDOW` days."""

    in_a_day: int
    in_all_days: int


@dataclass(frozen=True, slots=True)
class GuessLimits:
    """For one party, and for all of them together: three parties that work together get no more than `of_all`."""

    of_party: Pace = Pace(5, 20)
    of_all: Pace = Pace(15, 60)


@dataclass(frozen=True, slots=True)
class Tried:
    """A claim about one NIK that was answered: by whom, and on which day of the office first."""

    party: str
    claim: bytes
    day: dt.date


class Guesses(Protocol):
    """Counts claims, for all processes of a hub together."""

    async def admit(self, claim: CitizenClaim, party: str, at: dt.datetime) -> None:
        """Counts a claim before it is answered. Raises RateLimited, which says when to ask again."""
        ...


class GuessMarks:
    """NIKs and claims as they are remembered: hashed with a key that does not lie in the database, so that whoever has
    a copy of it can neither read a NIK there nor try out birth dates."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def subject(self, nik: str) -> bytes:
        return self._mark("subject", [nik])

    def claim(self, claim: CitizenClaim) -> bytes:
        """The same for two claims that say the same of the same person, however they are written."""
        date = claim.birth_date
        said = [
            claim.nik,
            _plain(claim.full_name),
            date and [date.isoformat(), claim.birth_date_precision.name],
            _plain(claim.birth_place),
            claim.sex and claim.sex.name,
            _plain(claim.mother_name),
        ]
        return self._mark("claim", said)

    def _mark(self, kind: str, said: Sequence[object]) -> bytes:
        return hmac.digest(self._key, json.dumps([kind, *said]).encode(), "sha256")[:_BYTES]


def party_of(actor: Actor) -> str:
    """Who counts as one: all clients of the recipient of an agreement, a client without one, a person by herself."""
    if actor.kind is not ActorKind.CLIENT:
        return f"{actor.kind.value}:{actor.subject}"
    if actor.agreement is None:
        return f"client:{actor.client_id}"
    return f"party:{' '.join(actor.agreement.recipient.casefold().split())}"


def waits_until(
    tried: Collection[Tried], party: str, claim: bytes, today: dt.date, limits: GuessLimits
) -> dt.date | None:
    """The first day on which this party may make this claim; None: it may now. `tried` is about one NIK, whole."""
    mine = {one.claim: one.day for one in tried if one.party == party}
    if claim in mine:
        return None
    first: dict[bytes, dt.date] = {}
    for one in tried:
        first[one.claim] = min(one.day, first.get(one.claim, one.day))
    waits = [_wait(mine.values(), today, limits.of_party)]
    # What another party asked already tells them nothing new together.
    if claim not in first:
        waits.append(_wait(first.values(), today, limits.of_all))
    return max((day for day in waits if day is not None), default=None)


def too_many(until: dt.date, at: dt.datetime) -> RateLimited:
    """The refusal: the same for everybody, and whether the limit is one party's or everybody's."""
    begins = dt.datetime.combine(until, dt.time(), WIB)
    return RateLimited(
        f"Too many differing claims about this NIK were made. From {until.isoformat()} (00:00 WIB) further ones are "
        "answered; what was answered before may be asked again at any time. Ask the person for her KTP-el.",
        details={
            "rule": "guessing",
            "retryAfter": max(1, math.ceil((begins - at).total_seconds())),
            "again": begins.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        },
    )


def oldest_day(at: dt.datetime) -> dt.date:
    """The first day of the window that ends today."""
    return local_date(at) - dt.timedelta(days=WINDOW - 1)


def _wait(days: Collection[dt.date], today: dt.date, pace: Pace) -> dt.date | None:
    within = sorted(day for day in days if day > today - dt.timedelta(days=WINDOW))
    if len(within) >= pace.in_all_days:
        return within[len(within) - pace.in_all_days] + dt.timedelta(days=WINDOW)
    if within.count(today) >= pace.in_a_day:
        return today + dt.timedelta(days=1)
    return None


def _plain(text: str | None) -> str | None:
    return None if text is None else " ".join(text.casefold().split())

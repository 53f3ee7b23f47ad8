"""Moves between districts: the origin offers, the destination receives or refuses, the origin may cancel before.

While it is offered the person stays with the origin, whose readers and writers go on; what stands there at the moment
of receipt is what arrives. Nobody is current in two districts, nor in none.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from hub.core.citizen import Address, Citizen
from hub.core.errors import BadInput, Conflict
from hub.core.predicates import RowFilter

MOST_MOVERS: Final = 50
"""Persons of one letter of removal (SKPWNI)."""
_LONGEST_LETTER: Final = 60


class HandOverState(Enum):
    """OFFERED until the destination receives or refuses, or the origin cancels."""

    OFFERED = "OFFERED"
    RECEIVED = "RECEIVED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"


class Side(Enum):
    """Which of the two districts looks at it."""

    ORIGIN = "ORIGIN"
    DESTINATION = "DESTINATION"


@dataclass(frozen=True, slots=True)
class HandOver:
    """A move as `tenant` sees it. `region_code` is the dotted code of the new home, as far as the letter names it."""

    tenant: str
    id: uuid.UUID
    side: Side
    other_tenant: str
    region_code: str
    letter_number: str
    reason: str
    state: HandOverState
    offered_at: dt.datetime
    people: int
    closed_at: dt.datetime | None = None
    closed_reason: str | None = None

    @property
    def origin(self) -> str:
        """The district that the person comes from."""
        return self.tenant if self.side is Side.ORIGIN else self.other_tenant

    @property
    def destination(self) -> str:
        """The district that the person goes to."""
        return self.other_tenant if self.side is Side.ORIGIN else self.tenant


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where those who moved live now.

    `family_card_number` None: the number stays with a family that moved as a whole, and is left open otherwise, until
    SIAK gives one. `facets` are the copies that the destination's agreements allow to keep.
    """

    address: Address
    family_card_number: str | None
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Residence:
    """Which district holds a person now, and since when; no data of the person.

    `person_id` is for the receipt; None for one of whom the directory alone knows.
    """

    tenant: str
    since: dt.datetime
    is_here: bool
    person_id: uuid.UUID | None = None


_CLOSED_BY: Final[Mapping[HandOverState, Side]] = {
    HandOverState.RECEIVED: Side.DESTINATION,
    HandOverState.REFUSED: Side.DESTINATION,
    HandOverState.CANCELLED: Side.ORIGIN,
    HandOverState.LAPSED: Side.ORIGIN,
}


def check_step(hand_over: HandOver, to: HandOverState) -> None:
    """Raises Conflict when this side cannot do this step, or cannot do it any more."""
    if hand_over.state is not HandOverState.OFFERED:
        raise Conflict(
            f"This hand-over is {hand_over.state.value} already. Load it again; a new letter needs a new offer.",
            path="handOver",
        )
    if _CLOSED_BY[to] is not hand_over.side:
        other = "receives or refuses" if hand_over.side is Side.ORIGIN else "cancels"
        raise Conflict(f"Only the other district {other} this hand-over.", path="handOver")


def lapsed_reason(days: int) -> str:
    """Why an offer ended that nobody took up, as the applicant and the officer read it."""
    return f"SKPWNI tidak dipakai dalam {days} hari kerja. Semua tetap penduduk di sini."


def letter_number(given: str) -> str:
    """The number of the letter of removal (SKPWNI), as it stands on the paper. Raises BadInput.

    Its form differs from office to office, so only what cannot be a number is refused.
    """
    number = given.strip()
    if not 0 < len(number) <= _LONGEST_LETTER or not number.isprintable() or not any(map(str.isdigit, number)):
        raise BadInput(
            "Give the number of the letter of removal (SKPWNI) as it stands on the paper, at most 60 characters.",
            path="letterNumber",
        )
    return number


def tenant_of(region_code: str, own: str) -> str:
    """The district of a dotted region code, at least a regency or city. Raises BadInput for the own one."""
    digits = region_code.replace(".", "")
    if len(digits) < len(own):
        raise BadInput("Name the regency or city that the person moves to, such as 19.02.", path="toRegionCode")
    if digits[: len(own)] == own:
        raise BadInput(
            "A move inside the district is a change of address, not a hand-over. Correct the address.",
            path="toRegionCode",
        )
    return digits[: len(own)]


class HandOverWork(Protocol):
    """What a mutation may do with hand-overs, inside its transaction."""

    async def offer(self, offer: HandOver, movers: Mapping[uuid.UUID, int | None]) -> HandOver:
        """`movers` are ids of persons with the version that the clerk looked at (None: whichever stands).

        Raises NotFound for a person who is not here, Conflict for a version that moved on or an open offer of her.
        """
        ...

    async def close(self, hand_over_id: uuid.UUID, to: HandOverState, reason: str, rows: RowFilter) -> HandOver:
        """Refused or cancelled: the person stays where she is. Raises NotFound and Conflict."""
        ...

    async def receive(
        self, hand_over_id: uuid.UUID, arrival: Arrival, rows: RowFilter
    ) -> tuple[HandOver, tuple[Citizen, ...]]:
        """Moves the persons, as they stand at this moment, and all that goes with them. Raises NotFound and Conflict.

        `rows` says whether the receiver may see who is sealed; one who may not finds nothing.
        """
        ...


class HandOverWriting(Protocol):
    """A transaction that may do something with hand-overs."""

    @property
    def hand_overs(self) -> HandOverWork: ...


class HandOvers(Protocol):
    """Hand-overs and residences as they are read."""

    async def latest(self, tenant: str, state: HandOverState | None, rows: RowFilter, most: int) -> Sequence[HandOver]:
        """The newest first. Those of somebody sealed are left out where `rows` admits nobody sealed."""
        ...

    async def offered(self, tenant: str, origin: str, letter_number: str, rows: RowFilter) -> HandOver | None:
        """The one that `origin` offers this district by a letter, as `latest` would show it; None without one."""
        ...

    async def sent(self, tenant: str, letter_number: str) -> HandOver | None:
        """The last one that this district offers by a letter, for the application that wrote it; None without one."""
        ...

    async def residence(self, tenant: str, nik: str, rows: RowFilter) -> Residence | None:
        """Which district holds a NIK; None for one that none holds, or whose person `rows` keeps out by her seal."""
        ...

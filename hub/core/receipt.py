"""The access receipt: who read which data of whom, for whom, why and when."""

from __future__ import annotations

import datetime as dt
import struct
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self, overload

from hub.core.purpose import Purpose

ID_BYTES: Final = 16


class Subjects(Sequence[uuid.UUID]):
    """Persons by their ids, kept as the database gave them: 16 bytes each, one after the other.

    An answer may be about hundreds, and an object for each would cost more than reading them.
    """

    __slots__ = ("joined",)

    def __init__(self, joined: bytes, in_order: bool = False) -> None:
        """`joined` may name a person more than once, unless it is `in_order`."""
        self.joined = joined if in_order or len(joined) == ID_BYTES else b"".join(sorted(ids_in(joined)))

    @classmethod
    def of(cls, ids: Iterable[uuid.UUID]) -> Self:
        return ids if isinstance(ids, cls) else cls(b"".join(each.bytes for each in ids))

    def __len__(self) -> int:
        return len(self.joined) // ID_BYTES

    def __contains__(self, one: object) -> bool:
        if not isinstance(one, uuid.UUID):
            return False
        at = self.joined.find(one.bytes)
        while at % ID_BYTES and at > 0:
            # The end of one id and the beginning of the next.
            at = self.joined.find(one.bytes, at + 1)
        return at >= 0

    @overload
    def __getitem__(self, at: int) -> uuid.UUID: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[uuid.UUID]: ...
    def __getitem__(self, at: int | slice) -> uuid.UUID | Sequence[uuid.UUID]:
        numbers = range(len(self))[at]
        return self._one(numbers) if isinstance(numbers, int) else tuple(map(self._one, numbers))

    def _one(self, number: int) -> uuid.UUID:
        return uuid.UUID(bytes=self.joined[number * ID_BYTES : (number + 1) * ID_BYTES])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Subjects):
            return self.joined == other.joined
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.joined)

    def __repr__(self) -> str:
        return f"Subjects({tuple(self)})"


@dataclass(frozen=True, slots=True)
class Part:
    """What an answer holds of some of its subjects, where it does not hold the same of all: whoever stands in several
    parts had all of them read."""

    subjects: Sequence[uuid.UUID]
    fields: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The subjects as text, in their order."""
        return tuple(map(str, self.subjects))


@dataclass(slots=True)
class Receipt:
    """One answer's receipt. `fields` are schema coordinates (`Citizen.fullName`), `subjects` person ids.

    `batches` are the ids of the calls shared with other requests that some of the data came from.

    `behind_seals`: the reader may see sealed persons, so whether one of the subjects is has to be noted.

    `operation` is the operation's name (or a hash of the document when it has none), never its variables.

    `agreement` is the id of the one it was read under, "" for none, or names an emergency access (`hub.core.opened`);
    `sources` are the agencies that were asked for it, while what came from the record names none; until `hidden_until`
    its subjects are not told.

    `roles` are those in which somebody read; `parts` say what of it was whose, and are empty where all of it was
    everybody's.

    `mark` is made by a key outside the database, `mark_if_sealed` is the one for when the database finds a subject
    sealed; whoever writes the receipt gives it both. Nothing else of it is ever changed; it is not frozen because one
    is made for each answer, and that would more than double what it costs.
    """

    tenant: str
    id: uuid.UUID
    at: dt.datetime
    actor: str
    actor_name: str
    client_id: str
    on_behalf_of: str | None
    purpose: str
    operation: str
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    subjects: Sequence[uuid.UUID]
    batches: tuple[uuid.UUID, ...] = ()
    behind_seals: bool = False
    agreement: str = ""
    sources: tuple[str, ...] = ()
    hidden_until: dt.datetime | None = None
    roles: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    mark: bytes | None = field(default=None, compare=False)
    mark_if_sealed: bytes | None = field(default=None, compare=False)

    def bear(self, mark: bytes, mark_if_sealed: bytes | None) -> None:
        """Takes its marks. They follow from the rest, so a copy that bears them would be the same receipt."""
        self.mark, self.mark_if_sealed = mark, mark_if_sealed


def ids_in(joined: bytes) -> set[bytes]:
    """Each once, of ids that stand one after the other."""
    return {joined} if len(joined) == ID_BYTES else set(_pieces(joined))


def _pieces(joined: bytes) -> Sequence[bytes]:
    """Ids that stand one after the other; what is left over at the end of bytes that somebody changed stays a piece."""
    count, over = divmod(len(joined), ID_BYTES)
    pieces = _ids(count).unpack_from(joined)
    return (*pieces, joined[-over:]) if over else pieces


@lru_cache(maxsize=256)
def _ids(count: int) -> struct.Struct:
    """So many ids: cut so, they cost a fifth of what a pattern takes."""
    return struct.Struct(f"{ID_BYTES}s" * count)


@dataclass(frozen=True, slots=True)
class Basis:
    """The agreement that something was read on, as its parties and everybody whose data it is about may know it."""

    id: str
    number: str
    title: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Access:
    """A receipt as it concerns one person: `fields` and `categories` are what was read of her alone.

    `actor` and `actor_name` say who read, a clerk by her own name: the auditor's to know. `on_her_behalf`: whether it
    was done for this person herself (True), for somebody else (False), or for nobody in particular (None).
    """

    id: uuid.UUID
    at: dt.datetime
    actor: str
    actor_name: str
    client: str
    roles: tuple[str, ...]
    purpose: str
    basis: Basis | None
    on_her_behalf: bool | None
    sources: tuple[str, ...]
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    hidden_until: dt.datetime | None = None
    person_id: uuid.UUID | None = None

    @property
    def is_own(self) -> bool:
        """Whether she looked at her own data: nobody else reads for this purpose."""
        return self.purpose == Purpose.OWN_DATA.value


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """From `since` on (included) until `until` (not included). Without `own` her own looks at her data are left out.

    `told_at` is when it is asked for: what is not told yet then does not exist. None for whoever is told of everything.
    `only` is the one receipt that is meant.
    """

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    own: bool = True
    told_at: dt.datetime | None = None
    only: uuid.UUID | None = None


ALL_ACCESSES: Final = AccessFilter()

"""The access receipt: who read which data of whom, for whom, why and when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, overload

_ID_BYTES: Final = 16


class Subjects(Sequence[uuid.UUID]):
    """Persons by their ids, kept as the database gave them: 16 bytes each, one after the other.

    An answer may be about hundreds, and an object for each would cost more than reading them.
    """

    __slots__ = ("joined",)

    def __init__(self, joined: bytes) -> None:
        """`joined` may name a person more than once."""
        pieces = {joined[at : at + _ID_BYTES] for at in range(0, len(joined), _ID_BYTES)}
        self.joined = b"".join(sorted(pieces))

    @classmethod
    def of(cls, ids: Iterable[uuid.UUID]) -> Self:
        return cls(b"".join(each.bytes for each in ids))

    def __len__(self) -> int:
        return len(self.joined) // _ID_BYTES

    @overload
    def __getitem__(self, at: int) -> uuid.UUID: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[uuid.UUID]: ...
    def __getitem__(self, at: int | slice) -> uuid.UUID | Sequence[uuid.UUID]:
        numbers = range(len(self))[at]
        return self._one(numbers) if isinstance(numbers, int) else tuple(map(self._one, numbers))

    def _one(self, number: int) -> uuid.UUID:
        return uuid.UUID(bytes=self.joined[number * _ID_BYTES : (number + 1) * _ID_BYTES])

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.joined)

    def __repr__(self) -> str:
        return f"Subjects({tuple(self)})"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer's receipt. `fields` are schema coordinates (`Citizen.fullName`), `subjects` person ids.

    `batches` are the ids of the calls shared with other requests that some of the data came from.

    `behind_seals`: the reader may see sealed persons, so whether one of the subjects is has to be noted.

    `operation` is the operation's name (or a hash of the document when it has none), never its variables.

    `agreement` is the id of the one it was read under, "" for none, or names an emergency access (`hub.core.opened`);
    `sources` are the agencies that were asked for it, while what came from the record names none; until `hidden_until` its subjects are not told.

    `mark` is made by a key outside the database, `mark_if_sealed` where the database finds a subject sealed.
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
    mark: bytes | None = None
    mark_if_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """A receipt as its subject reads it."""

    id: uuid.UUID
    at: dt.datetime
    reader: str
    client: str
    purpose: str
    categories: tuple[str, ...]
    fields: tuple[str, ...]

"""The log of receipts as everybody may see it: signed heads, and proofs that a receipt stands in one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LogHead:
    """A signed head. `key` is the log's key that signed it, None where none did; `continues`: whether its tree begins
    with that of the head before it, looked at now; None for the first."""

    size: int
    root: str
    signed_at: dt.datetime
    key: str | None
    continues: bool | None


@dataclass(frozen=True, slots=True)
class LogWitness:
    """Somebody outside of the office who remembers heads: the last one that it took, when, and since when it takes
    none and why."""

    name: str
    size: int
    told_at: dt.datetime | None = None
    failing_since: dt.datetime | None = None
    problem: str | None = None


class ReceiptLog(Protocol):
    """Texts in the formats of C2SP; nothing of a person but `copy_for`, which is for her."""

    @property
    def origin(self) -> str:
        """The log's name in its heads."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """Its public keys, the present one first."""
        ...

    async def head(self, size: int | None) -> str | None:
        """The signed head of this size, or the newest; None where none was signed."""
        ...

    async def heads(self, first: int, before: int | None) -> Sequence[LogHead]:
        """So many heads, the newest first; below the size `before`, where one is given."""
        ...

    async def witnesses(self) -> Sequence[LogWitness]:
        """By name."""
        ...

    async def inclusion(self, receipt_id: uuid.UUID, size: int | None) -> str | None:
        """The proof that a receipt stands in the head of this size, or in the newest; None while it does not."""
        ...

    async def consistency(self, first: int, second: int) -> Sequence[str]:
        """The proof that one head continues another; raises BadInput for sizes that no two heads have."""
        ...

    async def copy_for(self, receipt_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
        """The receipt as this subject of it is handed it; None where it does not name her."""
        ...

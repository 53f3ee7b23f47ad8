"""The log of receipts as everybody may see it: signed heads, and proofs that a receipt stands in one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Protocol


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

    async def inclusion(self, receipt_id: uuid.UUID, size: int | None) -> str | None:
        """The proof that a receipt stands in the head of this size, or in the newest; None while it does not."""
        ...

    async def consistency(self, first: int, second: int) -> Sequence[str]:
        """The proof that one head continues another; raises BadInput for sizes that no two heads have."""
        ...

    async def copy_for(self, receipt_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
        """The receipt as this subject of it is handed it; None where it does not name her."""
        ...

"""A mark on each receipt, by a key that is not in the database: whoever only writes to the tables can make none.

The mark covers every column. It is made before the receipt is sent, so it costs the answer some microseconds and the
database one column; the tree, which proves more, is built behind the answer.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hub.core.errors import BadInput
from hub.core.receipt import Receipt, Subjects

VERSION: Final = 1
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """A receipt as it stands in the database: `sealed` and `mark` are its own columns there.

    `mark` is None for one that was written before receipts bore marks.
    """

    receipt: Receipt
    sealed: bool
    mark: bytes | None


class Marks:
    """Makes and knows marks: HMAC-SHA-256. Keys that are not used any more still know those that they made."""

    def __init__(self, key: bytes, former: Sequence[bytes] = ()) -> None:
        self._receipts, *self._former_receipts = (_of_use(each, b"receipts") for each in (key, *former))
        self._leaves, *self._former_leaves = (_of_use(each, b"leaves") for each in (key, *former))
        self._begun = hmac.new(self._receipts, digestmod="sha256")

    def of(self, receipt: Receipt, *, sealed: bool) -> bytes:
        """Raises BadInput for a receipt that no text can hold."""
        # From a copy that has its key: to begin with the key costs as much as the mark of a small receipt.
        mark = self._begun.copy()
        mark.update(message(receipt, sealed=sealed))
        return mark.digest()

    def holds(self, stored: Stored) -> bool:
        """Whether one of the keys made this mark for this receipt."""
        if stored.mark is None:
            return False
        return _one_of(
            stored.mark, (self._receipts, *self._former_receipts), message(stored.receipt, sealed=stored.sealed)
        )

    def of_leaf(self, tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bytes:
        """The mark of a receipt's place in the tree."""
        return hmac.digest(self._leaves, _leaf(tenant, position, receipt_id, hashed), "sha256")

    def holds_leaf(self, mark: bytes, tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bool:
        return _one_of(mark, (self._leaves, *self._former_leaves), _leaf(tenant, position, receipt_id, hashed))


def message(receipt: Receipt, *, sealed: bool) -> bytes:
    """What is marked: a JSON array of every column in a fixed order, so no two receipts have the same.

    Raises BadInput for a receipt that no text can hold.
    """
    hidden = receipt.hidden_until
    columns: list[Any] = [
        VERSION,
        receipt.tenant,
        receipt.id,
        _microseconds(receipt.at),
        receipt.actor,
        receipt.actor_name,
        receipt.client_id,
        receipt.on_behalf_of,
        receipt.purpose,
        receipt.operation,
        receipt.fields,
        receipt.categories,
        receipt.batches,
        sealed,
        receipt.agreement,
        receipt.sources,
        None if hidden is None else _microseconds(hidden),
        receipt.roles,
        [(orjson.Fragment(part.told), part.fields, part.categories) for part in receipt.parts],
        subjects_of(receipt).joined.hex(),
    ]
    try:
        return orjson.dumps(columns)
    except orjson.JSONEncodeError as error:
        raise BadInput("The access receipt has a text that cannot be stored.") from error


def subjects_of(receipt: Receipt) -> Subjects:
    """Each of them once, in the order of their ids."""
    return receipt.subjects if isinstance(receipt.subjects, Subjects) else Subjects.of(receipt.subjects)


def _microseconds(at: dt.datetime) -> int:
    """As the database keeps a time."""
    return (at - _EPOCH) // _MICROSECOND


def _leaf(tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bytes:
    return orjson.dumps([tenant, position, receipt_id, hashed.hex()])


def _of_use(key: bytes, use: bytes) -> bytes:
    """A key of its own for each use."""
    return hmac.digest(key, use, "sha256")


def _one_of(mark: bytes, keys: Sequence[bytes], said: bytes) -> bool:
    return any(hmac.compare_digest(mark, hmac.digest(key, said, "sha256")) for key in keys)

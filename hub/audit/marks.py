"""A mark on each receipt, by a key that is not in the database: whoever only writes to the tables can make none.

The mark covers every column. It is made before the receipt is sent, so it costs the answer some microseconds and the
database one column; the tree, which proves more, is built behind the answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from hub.core.errors import BadInput
from hub.core.receipt import Part, Receipt, Subjects
from hub.core.receipt_heading import Headed, Heading
from hub.core.receipt_parts import told

VERSION: Final = 1
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY_SECONDS: Final = 24 * 60 * 60
_BLOCK: Final = 64
"""Bytes that SHA-256 takes at a time."""


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
        self._inner, self._outer = (_begun_with(self._receipts, pad) for pad in (0x36, 0x5C))

    def of(self, receipt: Receipt, *, sealed: bool) -> bytes:
        """Raises BadInput for a receipt that no text can hold."""
        return self.on(message(receipt, sealed=sealed))

    def on(self, said: bytes) -> bytes:
        """The mark of this message. Both hashes go on from where they have taken the key: to begin with the key costs
        as much as the mark of a small receipt, and so does Python's object for the two together."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(said)
        outer.update(inner.digest())
        return outer.digest()

    def holds(self, stored: Stored) -> bool:
        """Whether one of the keys made this mark for this receipt."""
        if stored.mark is None:
            return False
        keys = (self._receipts, *self._former_receipts)
        if _one_of(stored.mark, keys, message(stored.receipt, sealed=stored.sealed)):
            return True
        return bool(stored.receipt.parts) and _one_of(stored.mark, keys, _former(stored.receipt, sealed=stored.sealed))

    def of_leaf(self, tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bytes:
        """The mark of a receipt's place in the tree."""
        return hmac.digest(self._leaves, _leaf(tenant, position, receipt_id, hashed), "sha256")

    def holds_leaf(self, mark: bytes, tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bool:
        return _one_of(mark, (self._leaves, *self._former_leaves), _leaf(tenant, position, receipt_id, hashed))


class Message:
    """What is marked: a JSON array of every column in a fixed order, so no two receipts have the same.

    What the heading says of it is made once, and may serve each receipt under it.
    """

    __slots__ = ("_begin", "_between", "_end")

    def __init__(self, said: Heading | Receipt) -> None:
        """Raises BadInput for what no text can hold."""
        hidden = said.hidden_until
        between = [
            said.actor,
            said.actor_name,
            said.client_id,
            said.on_behalf_of,
            said.purpose,
            said.operation,
            said.fields,
            said.categories,
        ]
        end = [said.agreement, said.sources, None if hidden is None else _microseconds(hidden), said.roles]
        try:
            self._begin = _open([VERSION, said.tenant])
            self._between = _open(between)[1:]
            self._end = _open(end)[1:]
        except orjson.JSONEncodeError as error:
            raise BadInput("The access receipt has a text that cannot be stored.") from error

    def of(self, own: Receipt | Headed, receipt_id: str, subjects: Subjects, parts: bytes) -> tuple[bytes, bytes]:
        """The message in two pieces: whether one of these subjects is sealed stands between the two. `parts` are told
        in JSON."""
        calls = orjson.dumps(own.batches) if own.batches else b"[]"
        return (
            b'%b"%b",%d,%b%b,' % (self._begin, receipt_id.encode(), _microseconds(own.at), self._between, calls),
            b',%b%b,"%b"]' % (self._end, parts or b"[]", subjects.joined.hex().encode()),
        )


SEALED: Final = {False: b"false", True: b"true"}


def message(receipt: Receipt, *, sealed: bool) -> bytes:
    """What is marked of a receipt. Raises BadInput for one that no text can hold."""
    return _message(receipt, apart_of(receipt), sealed)


def _former(receipt: Receipt, *, sealed: bool) -> bytes:
    """The same as it was when parts named their persons, fields and categories. No receipt has the message of another
    one: a part by names alone says the same in both ways."""
    return _message(receipt, _named(receipt.parts), sealed)


def _message(receipt: Receipt, parts: bytes, sealed: bool) -> bytes:
    return SEALED[sealed].join(Message(receipt).of(receipt, str(receipt.id), subjects_of(receipt), parts))


def apart_of(receipt: Receipt) -> bytes:
    """Which part of it was whose, as its row keeps it."""
    return told(receipt.parts, subjects_of(receipt), receipt)


def _open(columns: Sequence[object]) -> bytes:
    """An array of JSON that goes on."""
    return orjson.dumps(columns)[:-1] + b","


def _named(parts: Sequence[Part]) -> bytes:
    try:
        return orjson.dumps([(part.ids, part.fields, part.categories) for part in parts])
    except orjson.JSONEncodeError as error:
        raise BadInput("The access receipt has a text that cannot be stored.") from error


def subjects_of(receipt: Receipt) -> Subjects:
    """Each of them once, in the order of their ids."""
    return receipt.subjects if isinstance(receipt.subjects, Subjects) else Subjects.of(receipt.subjects)


def _microseconds(at: dt.datetime) -> int:
    """As the database keeps a time."""
    since = at - _EPOCH
    return (since.days * _DAY_SECONDS + since.seconds) * 1_000_000 + since.microseconds


def _leaf(tenant: str, position: int, receipt_id: uuid.UUID, hashed: bytes) -> bytes:
    return orjson.dumps([tenant, position, receipt_id, hashed.hex()])


def _begun_with(key: bytes, pad: int) -> hashlib._Hash:
    """One of the two hashes of an HMAC (RFC 2104), which has taken its key and nothing else."""
    return hashlib.sha256(bytes(byte ^ pad for byte in key.ljust(_BLOCK, b"\0")))


def _of_use(key: bytes, use: bytes) -> bytes:
    """A key of its own for each use."""
    return hmac.digest(key, use, "sha256")


def _one_of(mark: bytes, keys: Sequence[bytes], said: bytes) -> bool:
    return any(hmac.compare_digest(mark, hmac.digest(key, said, "sha256")) for key in keys)

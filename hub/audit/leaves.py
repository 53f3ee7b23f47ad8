"""What a leaf of the tree says of a receipt, and the copy of it that somebody is handed.

A leaf is the canonical JSON (RFC 8785) of a document with every column of the receipt. What not every reader of the
receipt may know stands there as a digest (`WITHHELD`): of each such value, as SD-JWT does it (RFC 9901, section 4.2),
the SHA-256 of `[salt, name, value]`. The salt follows from a key outside the database. So a copy can be given to one
subject that shows what was read of her and neither the others nor what was read of them, and is checked against the
same leaf as everybody's; and from a leaf's hash nobody finds out by trying what it says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hub.audit.marks import Stored, subjects_of
from hub.audit.merkle import NotProven, leaf_hash
from hub.core.errors import BadInput
from hub.core.receipt import Part, Receipt

VERSION: Final = 1
WITHHELD: Final = (
    *("actor", "actorName", "batches", "categories", "fields", "onBehalfOf", "parts", "sealed", "subjects"),
)
"""Members whose values stand in the document as digests, a list as one for each value, sorted.
A value of `subjects` is an object of `id`, `fields` and `categories`: what was read of this person."""
_SALT_BYTES: Final = 16

Document = dict[str, Any]
Choice = Callable[[str, Any], bool]
"""Whether a withheld value of this member is shown."""


class BadCopy(BadInput):
    """Not a receipt as `hub` hands it out."""

    def __init__(self) -> None:
        super().__init__("This is no receipt: a JSON object with `receipt` and `opened`, as the hub gives it.")


@dataclass(frozen=True, slots=True)
class Copy:
    """A receipt as somebody was handed it: the document of the leaf, and the withheld values that she may know."""

    document: Document
    opened: tuple[tuple[str, str, Any], ...]

    @classmethod
    def read(cls, text: str | bytes) -> Copy:
        """Raises BadCopy, and NotProven when it opens what the document does not hold."""
        try:
            given = orjson.loads(text)
            found = cls(
                dict(given["receipt"]), tuple((str(salt), name, value) for salt, name, value in given["opened"])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadCopy from error
        for salt, name, value in found.opened:
            if name not in WITHHELD or _digest(salt, name, value) not in _digests(found.document.get(name)):
                raise NotProven(f"The copy shows a value of {name} which the receipt does not hold.")
        return found

    @property
    def text(self) -> str:
        """JSON for people and programs."""
        return orjson.dumps({"receipt": self.document, "opened": self.opened}, option=orjson.OPT_INDENT_2).decode()

    @property
    def leaf(self) -> bytes:
        """The hash of the receipt's leaf."""
        return leaf_hash(canonical(self.document))

    def values(self, name: str) -> tuple[Any, ...]:
        """The values of a withheld member that this copy shows."""
        return tuple(value for _, named, value in self.opened if named == name)


class Leaves:
    """Makes the leaves of receipts, with the key that their salts follow from."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash_of(self, stored: Stored) -> bytes:
        return leaf_hash(canonical(self.document(stored)))

    def document(self, stored: Stored) -> Document:
        """Every column; see the module."""
        receipt, hidden = stored.receipt, stored.receipt.hidden_until
        withheld = {name: self._withheld(receipt.id, name, value) for name, value in _values(stored)}
        return {
            "version": VERSION,
            "tenant": receipt.tenant,
            "id": str(receipt.id),
            "at": _text(receipt.at),
            "roles": list(receipt.roles),
            "clientId": receipt.client_id,
            "purpose": receipt.purpose,
            "agreement": receipt.agreement,
            "operation": receipt.operation,
            "sources": list(receipt.sources),
            "hiddenUntil": None if hidden is None else _text(hidden),
            "mark": None if stored.mark is None else stored.mark.hex(),
            **withheld,
        }

    def copy(self, stored: Stored, chosen: Choice) -> Copy:
        """With those of the withheld values opened that were chosen."""
        opened = [
            (self._salt(stored.receipt.id, name, each), name, each)
            for name, value in _values(stored)
            for each in (value if isinstance(value, tuple) else [value])
            if each is not None and chosen(name, each)
        ]
        return Copy(self.document(stored), tuple(opened))

    def _withheld(self, receipt_id: uuid.UUID, name: str, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, tuple):
            return sorted(_digest(self._salt(receipt_id, name, each), name, each) for each in value)
        return _digest(self._salt(receipt_id, name, value), name, value)

    def _salt(self, receipt_id: uuid.UUID, name: str, value: Any) -> str:
        return hmac.digest(self._key, canonical([str(receipt_id), name, value]), "sha256")[:_SALT_BYTES].hex()


def everything(_name: str, _value: object) -> bool:
    """For auditors."""
    return True


def about(persons: Iterable[uuid.UUID]) -> Choice:
    """For somebody who is these persons of the record, and is shown no other one."""
    own = frozenset(map(str, persons))
    return lambda name, value: name == "subjects" and value["id"] in own


def canonical(value: Document | list[Any]) -> bytes:
    """RFC 8785, for documents of texts, truth values, null and small whole numbers with ASCII names.

    Raises BadCopy for one that has no such form.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise BadCopy from error


def _values(stored: Stored) -> Iterable[tuple[str, Any]]:
    """The withheld members with their values; of a tuple each value stands for itself."""
    receipt = stored.receipt
    return (
        ("actor", receipt.actor),
        ("actorName", receipt.actor_name),
        ("batches", tuple(str(each) for each in receipt.batches)),
        ("categories", receipt.categories),
        ("fields", receipt.fields),
        ("onBehalfOf", receipt.on_behalf_of),
        ("parts", [_part(part) for part in receipt.parts]),
        ("sealed", stored.sealed),
        ("subjects", tuple(_read_of(receipt, subject) for subject in subjects_of(receipt))),
    )


def _read_of(receipt: Receipt, subject: uuid.UUID) -> Document:
    """What was read of one person: whatever was read, or all of the parts that she stands in."""
    parts = [part for part in receipt.parts if subject in part.subjects]
    fields = {name for part in parts for name in part.fields} if receipt.parts else receipt.fields
    categories = {name for part in parts for name in part.categories} if receipt.parts else receipt.categories
    return {"id": str(subject), "fields": sorted(fields), "categories": sorted(categories)}


def _part(part: Part) -> Document:
    return {"subjects": list(part.ids), "fields": list(part.fields), "categories": list(part.categories)}


def _digest(salt: str, name: str, value: Any) -> str:
    return hashlib.sha256(canonical([salt, name, value])).hexdigest()


def _digests(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [held]


def _text(at: dt.datetime) -> str:
    """As RFC 3339 has it, in UTC, to the microsecond."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

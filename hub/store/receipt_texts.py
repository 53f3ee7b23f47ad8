"""A receipt as it is sent: two texts of all that its heading says, and the few values that are its own.

The same texts are kept under a heading and serve each receipt under it, and so do the bytes that its mark begins with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from hub.audit.marks import SEALED, Marks, Message, apart_of, subjects_of
from hub.core.errors import BadInput
from hub.core.identifiers import new_sent_id
from hub.core.receipt import Receipt, Subjects
from hub.core.receipt_heading import ASKED, ASKER, Headed, Heading

Sent: TypeAlias = tuple[tuple[object, ...], str, str]
"""The values of a `receipt_of_own` but the place of what is asked, and the texts of a `receipt_asker` and of a
`receipt_asked`."""
_COMMA: Final = ","
_NUL: Final = b"\\u0000"


class _Written:
    """What is kept with a heading: `asker` and `asked` as PostgreSQL reads them, `message` for the marks."""

    __slots__ = ("asked", "asker", "message")

    def __init__(self, heading: Heading) -> None:
        self.message = Message(heading)
        self.asker, self.asked = literals(heading)


def prepare(heading: Heading) -> None:
    """Makes what all receipts under it share, once. Raises BadInput for one that no text can hold."""
    if heading.written is None:
        heading.written = _Written(heading)


def headed(one: Headed, marks: Marks | None) -> Sent:
    """A receipt under a prepared heading, with a new id and its marks."""
    written = one.heading.written
    assert isinstance(written, _Written)
    receipt_id, mark, sealed = new_sent_id(), None, None
    if marks is not None:
        pieces = written.message.of(one, str(receipt_id), one.subjects, one.apart)
        mark = marks.on(SEALED[False].join(pieces))
        sealed = marks.on(SEALED[True].join(pieces)) if one.heading.behind_seals else None
    return _own(one, receipt_id, one.subjects, one.apart, mark, sealed), written.asker, written.asked


def whole(receipt: Receipt) -> Sent:
    """A receipt that stands by itself, with the marks that it bears."""
    subjects, parts = subjects_of(receipt), apart_of(receipt)
    return _own(receipt, receipt.id, subjects, parts, receipt.mark, receipt.mark_if_sealed), *literals(receipt)


def _own(
    one: Headed | Receipt,
    receipt_id: object,
    subjects: Subjects,
    parts: bytes,
    mark: bytes | None,
    sealed: bytes | None,
) -> tuple[object, ...]:
    batches = _COMMA.join(map(str, one.batches)) if one.batches else None
    return receipt_id, one.at, batches, subjects.joined, kept(parts), mark, sealed


def literals(said: Heading | Receipt) -> tuple[str, str]:
    """All that a heading says as the texts of a `receipt_asker` and of a `receipt_asked`."""
    return _composite(said, ASKER), _composite(said, ASKED)


def _composite(said: Heading | Receipt, names: Iterable[str]) -> str:
    return f"({','.join([_member(getattr(said, name)) for name in names])})"


def kept(parts: bytes) -> str | None:
    """What is told of the parts as the database keeps it: null where there are none. Raises BadInput for a sign that
    it could not read again."""
    if _NUL in parts:
        raise BadInput("The access receipt has a text that cannot be stored.")
    return parts.decode() if parts else None


def _member(value: object) -> str:
    """One member in the text of a composite value: nothing at all is null. Raises BadInput for what is none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _list(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.datetime):
        return _quoted(value.isoformat())
    if not isinstance(value, str):
        raise BadInput("The access receipt has a value that cannot be stored.")
    return _quoted(value)


def _list(texts: Sequence[str]) -> str:
    """An array, whose members have their quotes within those of the composite value."""
    if not texts:
        return "{}"
    joined = '"",""'.join(texts)
    if "\\" in joined or joined.count('"') > 4 * (len(texts) - 1):
        return _quoted("{" + ",".join([_element(each) for each in texts]) + "}")
    return f'"{{""{joined}""}}"'


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '""')
    return f'"{text}"'


def _element(text: str) -> str:
    """A member of an array, in the text of that array."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

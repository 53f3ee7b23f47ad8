"""What the agency that owns a facet says of a person: how it is declared, what it holds, how it joins what is held."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.contradiction import Claims

MOST_ITEMS: Final = 500
LONGEST_TEXT: Final = 500


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an item: one of its attributes, and a sentence that says what to send instead.

    `message` is English, `message_id` the same sentence in Indonesian where people type it and no agency's program.
    """

    attribute: str
    message: str
    message_id: str = ""


def unfit_text(attribute: str) -> Flaw:
    """A text that cannot be stored or shown."""
    return Flaw(
        attribute,
        f"A text has at most {LONGEST_TEXT} characters and no control characters.",
        f"Tulisan paling panjang {LONGEST_TEXT} huruf, tanpa karakter kendali.",
    )


def unlike(item: Any, attribute: str, pattern: re.Pattern[str], message: str) -> Iterable[Flaw]:
    """A flaw when the attribute is missing or does not match the whole pattern."""
    value = getattr(item, attribute)
    if value is None or not pattern.fullmatch(value):
        yield Flaw(attribute, message)


def _flawless(_item: Any) -> Iterable[Flaw]:
    return ()


@dataclass(frozen=True, slots=True)
class Written:
    """How the agency that owns a facet writes it.

    `mutation` is the Python name of the mutation (`record_licence`). `key` are the attributes that tell the items of a
    list apart: what is recorded takes the place of the held items with the same key. `ordered_by` is an attribute that
    grows with each change of an item: an item older than the held one with its key is passed over. `check` finds what
    is wrong with one item.
    """

    mutation: str
    key: tuple[str, ...] = ()
    ordered_by: str = ""
    check: Callable[[Any], Iterable[Flaw]] = _flawless


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What an agency says of one person.

    `items` are of the facet's dataclass. `as_of` is when the agency knew it (UTC), None for now. `complete` says that
    these items are all that the agency has: whatever else is held is dropped. `expected_version` is the version of the
    person that the writer looked at, None for any. `claims` are what the agency says of the person's own attributes
    beside it; they are compared with the record and change nothing of it.
    """

    facet: str
    nik: str = field(repr=False)
    items: tuple[Any, ...] = field(repr=False)
    as_of: dt.datetime | None = None
    complete: bool = False
    expected_version: int | None = None
    claims: Claims | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a recording: the version of the person, how old the copy is now, and whether anything changed."""

    version: int
    as_of: dt.datetime
    changed: bool


def flaws(written: Written, items: Sequence[Any]) -> list[Flaw]:
    """Everything that is wrong with these items; the attribute is a dotted path that begins with the item's place."""
    if len(items) > MOST_ITEMS:
        return [Flaw("", f"At most {MOST_ITEMS} items are taken at once. Send the others after these.")]
    return [
        dataclasses.replace(flaw, attribute=f"{place}.{flaw.attribute}")
        for place, item in enumerate(items)
        for flaw in (*_unfit_texts(item), *written.check(item))
    ]


def merged(written: Written, held: Sequence[Any], recording: Recording) -> tuple[Any, ...]:
    """The items that are held afterwards. Without a key, what is recorded takes the place of everything."""
    if recording.complete or not written.key:
        return recording.items
    old, new = _by_key(written, held), _by_key(written, recording.items)
    for key, items in new.items():
        if key not in old or not _is_newer(written, old[key], items):
            old[key] = items
    return tuple(item for items in old.values() for item in items)


def _unfit_texts(item: Any) -> Iterable[Flaw]:
    """Texts that no agency has: too long, or with characters that cannot be shown or stored."""
    for one in dataclasses.fields(item):
        value = getattr(item, one.name)
        texts = value if isinstance(value, tuple | list) else (value,)
        if len(texts) > MOST_ITEMS or any(isinstance(text, str) and not is_fit(text) for text in texts):
            yield unfit_text(one.name)


def is_fit(text: str) -> bool:
    """Whether a text can be stored and shown: at most 500 characters, none of which controls anything."""
    if text.isascii():
        return len(text) <= LONGEST_TEXT and text.isprintable()
    return len(text) <= LONGEST_TEXT and not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def _by_key(written: Written, items: Iterable[Any]) -> dict[tuple[Any, ...], list[Any]]:
    grouped: dict[tuple[Any, ...], list[Any]] = {}
    for item in items:
        grouped.setdefault(tuple(getattr(item, name) for name in written.key), []).append(item)
    return grouped


def _is_newer(written: Written, held: Iterable[Any], than: Iterable[Any]) -> bool:
    if not written.ordered_by:
        return False
    known, told = ([getattr(each, written.ordered_by) for each in items] for items in (held, than))
    dated = [each for each in known if each is not None], [each for each in told if each is not None]
    return bool(dated[0] and dated[1]) and max(dated[0]) > max(dated[1])

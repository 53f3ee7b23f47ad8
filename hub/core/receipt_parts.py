"""Which part of an answer was whose, told in few bytes: by places within what its receipt says anyhow.

It is an array of JSON without spaces, `[[subjects,fields,categories],...]`. Each of the three is an array of places in
the receipt's own list of that name, the first of which is 1; what does not stand in that list stands there itself.
`null` in the place of subjects are all whom the receipt names. No bytes at all: all of it was everybody's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import orjson

from hub.core.errors import BadInput
from hub.core.receipt import ID_BYTES, Part, Subjects

Places: TypeAlias = Sequence[int] | None
"""Of some of the subjects, in their order; None are all of them."""
_EVERYBODY: Final = b"null"
_K = TypeVar("_K")


class Named(Protocol):
    """What names fields and categories: a receipt, its heading, a part."""

    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def categories(self) -> tuple[str, ...]: ...


def placed(named: Mapping[_K, set[bytes]]) -> tuple[Subjects, dict[_K, Places]]:
    """Everybody, and the places of those of each key. They are put in order once, for all of them."""
    ordered = sorted(set().union(*named.values()))
    return Subjects(b"".join(ordered), in_order=True), {key: _places(own, ordered) for key, own in named.items()}


def _places(own: set[bytes], ordered: Sequence[bytes]) -> Places:
    if len(own) == len(ordered):
        return None
    if len(own) == 1:
        (one,) = own
        return [ordered.index(one) + 1]
    return [at for at, one in enumerate(ordered, 1) if one in own]


def head_of(own: Named, everything: Named) -> bytes:
    """How a part's fields and categories are told among everybody's: the same for each receipt that has the same."""
    return b"%b,%b" % (
        _by_place(own.fields, everything.fields),
        _by_place(own.categories, everything.categories),
    )


def apart(parts: Iterable[tuple[Places, bytes]]) -> bytes:
    """Parts by their places and what `head_of` made of each."""
    return _joined([(_EVERYBODY if places is None else orjson.dumps(places), head) for places, head in parts])


def told(parts: Sequence[Part], everybody: Subjects, everything: Named) -> bytes:
    """The same of the parts that a receipt has. Raises BadInput for a name that no text can hold."""
    if not parts:
        return b""
    try:
        return _joined([(_subjects(part.subjects, everybody), head_of(part, everything)) for part in parts])
    except orjson.JSONEncodeError as error:
        raise BadInput("The access receipt has a text that cannot be stored.") from error


def parts_in(
    said: bytes | str, everybody: Subjects, fields: Sequence[str], categories: Sequence[str]
) -> tuple[Part, ...]:
    """The parts of a receipt with these lists, of which this was told."""
    if not said:
        return ()
    return tuple(
        Part(
            everybody if subjects is None else _persons(subjects, everybody),
            tuple(_at(each, fields) for each in own_fields),
            tuple(_at(each, categories) for each in own_categories),
        )
        for subjects, own_fields, own_categories in orjson.loads(said)
    )


def _joined(parts: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"[%b]" % b",".join([b"[%b,%b]" % part for part in parts])


def _by_place(own: Iterable[Any], everything: Iterable[Any]) -> bytes:
    place = {one: at for at, one in enumerate(everything, 1)}
    return orjson.dumps([place.get(one, one) for one in own])


def _subjects(own: Sequence[uuid.UUID], everybody: Subjects) -> bytes:
    return _EVERYBODY if own == everybody else _by_place(own, everybody)


def _persons(said: Iterable[int | str], everybody: Subjects) -> Subjects:
    joined = everybody.joined
    return Subjects(
        b"".join([
            uuid.UUID(each).bytes if isinstance(each, str) else joined[(each - 1) * ID_BYTES : each * ID_BYTES]
            for each in said
        ]),
        in_order=True,
    )  # fmt: skip


def _at(each: int | str, names: Sequence[str]) -> str:
    return each if isinstance(each, str) else names[each - 1]

"""Which persons are worth comparing: keys that two records of one person are likely to share.

Comparing everybody with everybody is 10^11 comparisons in a district. Each person gets about a dozen keys instead, each
a combination that survives some kinds of slips; pairs that share none are never compared. A key is kept as a number.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from hub.core.matching import Comparand, nik_date

_VOWELS: Final = str.maketrans("", "", "aeiou")
_COMMON: Final = frozenset({"muhamat", "amat", "siti", "nur", "sri", "dwi", "abdul", "tri", "putri", "putra"})
"""Words, as search keys have them, that too many people share to find anybody by."""


def keys(person: Comparand) -> frozenset[int]:
    """The numbers of a person's keys, each of 63 bits."""
    return frozenset(_number(key) for key in _texts(person))


def _texts(person: Comparand) -> Iterator[str]:
    words = person.names.split()
    rare = [word for word in words if word not in _COMMON] or words
    dates = set(_dates(person))
    for year, low, high in dates:
        # With day and month in order of size, a swapped date has the same key.
        yield from (f"d{year}.{low}.{high}.{word[0]}" for word in words)
        yield f"e{year}.{low}.{high}.{_skeleton(person.mother)}" if person.mother else ""
    for year in {date[0] for date in dates}:
        yield from (f"y{year}.{_skeleton(word)}" for word in rare)
        yield from (f"z{year}.{one[:2]}.{other[:2]}" for one, other in pairwise(sorted(words)))
    if person.mother:
        yield from (f"m{_skeleton(person.mother)}.{_skeleton(word)}" for word in rare)
        yield from (f"n{mother[:4]}.{_all(words)}" for mother in person.mother.split())
    yield from (f"p{low}.{high}.{_all(words)}" for _, low, high in dates)
    if person.region_code:
        yield f"r{person.region_code}.{_all(words)}"
    if person.family_card:
        yield from (f"c{person.family_card}.{word[0]}" for word in words)
    if person.nik:
        yield f"k{person.nik[4:]}"


def _dates(person: Comparand) -> Iterator[tuple[int, int, int]]:
    """(year of the century, smaller, larger of day and month), as recorded and as the NIK has it."""
    for date in (_parts(person.birth_date), nik_date(person.nik)):
        if date is not None:
            year, month, day = date
            yield year, min(month, day), max(month, day)


def _parts(date: dt.date | None) -> tuple[int, int, int] | None:
    return (date.year % 100, date.month, date.day) if date else None


@lru_cache(maxsize=65_536)
def _skeleton(text: str) -> str:
    """The consonants, with the first letter whatever it is: vowels are what is misheard and mistyped most."""
    return text[:1] + text[1:].translate(_VOWELS)


def _all(words: list[str]) -> str:
    return "".join(sorted(_skeleton(word) for word in words))


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1

"""Whether two persons of the record are one: evidence for and against, added up, with reasons a clerk can read.

The way of Fellegi and Sunter (1969): each comparison gives a weight in bits, the logarithm of how much likelier its
outcome is for one person twice than for two persons; what is missing on one side says nothing. The weights are set by
hand and tuned on made-up persons (`benchmarks/duplicates`), so that each can be argued about. Names are compared by the
spelling rules of `hub.core.names`, letters by Damerau and Levenshtein's distance.

A score is no verdict: `CANDIDATE` bits make a pair worth a clerk's look, and a clerk decides.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from hub.core.birth_dates import DatePrecision
from hub.core.names import search_key

CANDIDATE: Final = 11.0
"""Bits from which a pair is shown to a clerk."""


class Reason(Enum):
    """One outcome of a comparison: what it says in Indonesian and in English, and its weight in bits."""

    NAME_SAME = ("nama sama", "same name", 9.0)
    NAME_OTHER_ORDER = ("nama sama, urutan kata berbeda", "same name, words in another order", 8.5)
    NAME_SPELLING = ("nama sama, ejaan berbeda", "same name, spelled differently", 8.5)
    NAME_SLIP = ("nama hampir sama, beda satu dua huruf", "nearly the same name, a letter or two differ", 7.0)
    NAME_VOWEL = ("nama hampir sama, satu huruf hidup berbeda", "nearly the same name, a vowel differs", 4.0)
    NAME_SLIP_SHORT = ("nama pendek, beda satu huruf", "short name, one letter differs", 3.0)
    NAME_PART = ("nama sama, sebagian kata tidak ada", "same name, some of its words missing", 6.5)
    NAME_PART_SHORT = ("satu kata dari nama sama", "one word of the name is the same", 3.0)
    NAME_PARTLY = ("sebagian nama berbeda", "part of the name differs", -3.0)
    NAME_DIFFERS = ("nama berbeda", "different name", -9.0)

    BIRTH_SAME = ("tanggal lahir sama", "same birth date", 7.5)
    BIRTH_SWAPPED = ("tanggal lahir tertukar hari dan bulan", "birth date with day and month swapped", 6.5)
    BIRTH_IN_NIK = ("tanggal lahir sama dengan yang di NIK", "birth date is the one in the other NIK", 6.0)
    BIRTH_SLIP = ("tanggal lahir beda satu angka", "birth date differs in one digit", 4.0)
    BIRTH_YEAR = ("tahun lahir sama, tanggal tidak diketahui", "same birth year, day not known", 3.5)
    BIRTH_NEAR = ("bulan dan tahun lahir sama", "same month and year of birth", 0.0)
    BIRTH_YEARS = (
        "tanggal lahir berbeda, selisih kurang dari sepuluh tahun",
        "birth dates less than ten years apart",
        -5.0,
    )
    BIRTH_DIFFERS = ("tanggal lahir berbeda jauh", "birth dates far apart", -9.0)

    MOTHER_SAME = ("nama ibu sama", "same mother's name", 6.0)
    MOTHER_SPELLING = ("nama ibu hampir sama", "nearly the same mother's name", 5.0)
    MOTHER_PART = ("nama ibu sama sebagian", "part of the mother's name is the same", 3.0)
    MOTHER_DIFFERS = ("nama ibu berbeda", "different mother's name", -8.0)

    SEX_SAME = ("jenis kelamin sama", "same sex", 0.5)
    SEX_DIFFERS = ("jenis kelamin berbeda", "different sex", -4.0)
    PLACE_SAME = ("tempat lahir sama", "same birth place", 1.0)
    PLACE_DIFFERS = ("tempat lahir berbeda", "different birth place", -0.5)
    NIK_SLIP = ("NIK beda satu angka di tanggal lahir", "NIK differs in one digit of its birth date", 2.0)
    NIK_DIFFERS = ("NIK berbeda", "different NIK", -1.0)
    CARD_SAME = ("kartu keluarga sama", "same family card", 1.5)
    REGION_SAME = ("desa atau kelurahan sama", "same village", 1.0)
    TWINS = ("mungkin kembar: NIK berurutan, nama lain", "perhaps twins: NIKs in sequence, another name", -15.0)
    RELATIVES = ("sekeluarga dengan NIK dan nama lain", "one family, with other NIKs and names", -6.0)

    def __init__(self, indonesian: str, english: str, bits: float) -> None:
        self.indonesian = indonesian
        self.english = english
        self.bits = bits


@dataclass(frozen=True, slots=True)
class Comparand:
    """What is compared of one person. `names` and `mother` are search keys (`hub.core.names`), empty when unknown."""

    id: uuid.UUID
    nik: str | None
    names: str
    birth_date: dt.date | None
    sex: str | None
    birth_place: str
    mother: str
    family_card: str | None
    region_code: str
    plain_name: str = ""
    year_only: bool = False
    """Whether no more than the year of the birth date is known."""

    @property
    def basis(self) -> bytes:
        """What a decision on this person rests on, as a hash: another one means that she has to be compared anew."""
        parts = (self.nik, self.plain_name, self.birth_date, self.sex, self.birth_place, self.mother, self.family_card)
        return hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=16).digest()


def comparand(
    person_id: uuid.UUID,
    *,
    nik: str | None,
    full_name: str | None,
    birth_date: dt.date | None,
    birth_date_precision: str | None = None,
    sex: str | None,
    birth_place: str | None,
    mother_name: str | None,
    family_card: str | None,
    region_code: str | None,
) -> Comparand:
    """A person as she is compared, from what the record holds of her."""
    name = full_name or ""
    return Comparand(
        person_id, nik, search_key(name), birth_date, sex, _letters(birth_place or ""), search_key(mother_name or ""),
        family_card, region_code or "", " ".join(name.casefold().split()),
        birth_date_precision == DatePrecision.YEAR.name or _is_unknown_day(birth_date),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence on a pair; `score` in bits."""

    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        return sum(reason.bits for reason in self.reasons)

    @property
    def is_candidate(self) -> bool:
        return self.score >= CANDIDATE


def compare(a: Comparand, b: Comparand) -> Comparison:
    """The evidence that two persons are one. It is the same in either order."""
    name = _name(a, b)
    if name is Reason.NAME_DIFFERS:
        # Nothing else outweighs this: whoever has the same parents, day and card under another name is a twin.
        return Comparison((name,))
    found = (name, _birth(a, b), _mother(a, b), *_numbers(a, b, name), *_circumstances(a, b))
    return Comparison(tuple(reason for reason in found if reason is not None))


# ---- names ---------------------------------------------------------------------------------------------------------


def _name(a: Comparand, b: Comparand) -> Reason | None:
    if not a.names or not b.names:
        return None
    if a.names == b.names:
        return Reason.NAME_SAME if a.plain_name == b.plain_name else Reason.NAME_SPELLING
    found = _different_keys(a.names, b.names)
    if found.bits < 0 and _near(_letters(a.plain_name), _letters(b.plain_name)):
        # The rules of spelling can make one wrong letter into several.
        return Reason.NAME_SLIP
    return found


@lru_cache(maxsize=65_536)
def _different_keys(a: str, b: str) -> Reason:
    joined_a, joined_b = a.replace(" ", ""), b.replace(" ", "")
    if joined_a == joined_b:
        return Reason.NAME_SPELLING
    left, right = a.split(), b.split()
    if sorted(left) == sorted(right):
        return Reason.NAME_OTHER_ORDER
    alike, letters = _alike(left, right)
    shorter, longer = sorted((len(left), len(right)))
    if alike == longer or _near(joined_a, joined_b):
        return Reason.NAME_VOWEL if _consonants(a) == _consonants(b) else Reason.NAME_SLIP
    if alike == shorter or _begins(joined_a, joined_b):
        return Reason.NAME_PART if alike != 1 or letters >= _TELLING else Reason.NAME_PART_SHORT
    if alike == 0 and shorter == 1 and _slips_in_short(left, right):
        return Reason.NAME_SLIP_SHORT
    return Reason.NAME_PARTLY if alike else Reason.NAME_DIFFERS


_VOWELS: Final = str.maketrans(dict.fromkeys("aeiou", "a"))
_LETTERS: Final = 7
"""Letters from which the beginning of a name, written without spaces, is more than one common word."""


def _consonants(key: str) -> str:
    """Where all vowels are one: `Rina` and `Rini` are two names more often than one with a slip."""
    return key.translate(_VOWELS)


def _begins(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) > _LETTERS and longer.startswith(shorter)


def _slips_in_short(left: list[str], right: list[str]) -> bool:
    """Whether the only word of one name is the first of the other but for a letter."""
    return min(len(left[0]), len(right[0])) > 1 and OSA.distance(left[0], right[0], score_cutoff=1) <= 1


_TELLING: Final = 7
"""Letters from which a single word tells persons apart nearly as a whole name does."""


def _alike(left: list[str], right: list[str]) -> tuple[int, int]:
    """How many words of one name stand in the other too, each counted once, and how many letters these have."""
    rest, letters, count = list(right), 0, 0
    for close in (str.__eq__, _near, _initial):
        for word in list(left):
            other = next((each for each in rest if close(word, each)), None)
            if other is not None:
                rest.remove(other)
                left = [*left]
                left.remove(word)
                count, letters = count + 1, letters + min(len(word), len(other))
    return count, letters


def _near(a: str, b: str) -> bool:
    """Whether two words differ by a slip: one letter in four to eight, two in longer ones."""
    shorter = min(len(a), len(b))
    most = 0 if shorter < _SHORT else 1 if shorter < _LONG else 2
    return OSA.distance(a, b, score_cutoff=most) <= most


_SHORT: Final = 4
_LONG: Final = 8


def _initial(a: str, b: str) -> bool:
    return a[0] == b[0] and (len(a) == 1 or len(b) == 1)


def _mother(a: Comparand, b: Comparand) -> Reason | None:
    if not a.mother or not b.mother:
        return None
    if a.mother == b.mother:
        return Reason.MOTHER_SAME
    return _MOTHERS[_different_keys(a.mother, b.mother)]


_MOTHERS: Final = {
    Reason.NAME_SPELLING: Reason.MOTHER_SAME,
    Reason.NAME_OTHER_ORDER: Reason.MOTHER_SAME,
    Reason.NAME_SLIP: Reason.MOTHER_SPELLING,
    Reason.NAME_VOWEL: Reason.MOTHER_SPELLING,
    Reason.NAME_SLIP_SHORT: Reason.MOTHER_SPELLING,
    Reason.NAME_PART: Reason.MOTHER_PART,
    Reason.NAME_PART_SHORT: Reason.MOTHER_PART,
    Reason.NAME_PARTLY: Reason.MOTHER_DIFFERS,
    Reason.NAME_DIFFERS: Reason.MOTHER_DIFFERS,
}


# ---- dates and numbers ---------------------------------------------------------------------------------------------

_UNKNOWN_DAYS: Final = frozenset({(1, 1), (7, 1), (12, 31)})
"""(month, day) that registrars write when only the year is known."""


def _birth(a: Comparand, b: Comparand) -> Reason | None:
    one, other = a.birth_date, b.birth_date
    in_nik = Reason.BIRTH_IN_NIK if _in_nik(a, other) or _in_nik(b, one) else None
    if one is None or other is None:
        return in_nik
    return _same_year(a, b, one, other) or in_nik or _other_date(one, other)


def _same_year(a: Comparand, b: Comparand, one: dt.date, other: dt.date) -> Reason | None:
    if one.year != other.year:
        return None
    if one == other:
        return Reason.BIRTH_YEAR if a.year_only or b.year_only else Reason.BIRTH_SAME
    if (one.month, one.day) == (other.day, other.month):
        return Reason.BIRTH_SWAPPED
    return Reason.BIRTH_YEAR if a.year_only or b.year_only else None


def _other_date(one: dt.date, other: dt.date) -> Reason:
    if OSA.distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}", score_cutoff=1) <= 1:
        return Reason.BIRTH_SLIP
    if (one.year, one.month) == (other.year, other.month):
        return Reason.BIRTH_NEAR
    return Reason.BIRTH_YEARS if abs(one.year - other.year) < _ONE_GENERATION else Reason.BIRTH_DIFFERS


_ONE_GENERATION: Final = 10
"""Years that no father and son are apart."""


def _is_unknown_day(date: dt.date | None) -> bool:
    return date is not None and (date.month, date.day) in _UNKNOWN_DAYS


def nik_date(nik: str | None) -> tuple[int, int, int] | None:
    """(year of the century, month, day) that a NIK tells."""
    if nik is None:
        return None
    day = int(nik[6:8])
    return int(nik[10:12]), int(nik[8:10]), day - 40 if day > 40 else day


def _in_nik(person: Comparand, date: dt.date | None) -> bool:
    return date is not None and nik_date(person.nik) == (date.year % 100, date.month, date.day)


def _numbers(a: Comparand, b: Comparand, name: Reason | None) -> Iterator[Reason]:
    same_card = a.family_card is not None and a.family_card == b.family_card
    if same_card:
        yield Reason.CARD_SAME
    if a.nik is None or b.nik is None:
        return
    in_sequence = a.nik[:12] == b.nik[:12] and abs(int(a.nik[12:]) - int(b.nik[12:])) == 1
    if name in _ANOTHERS and (same_card or in_sequence):
        yield Reason.TWINS if same_card and in_sequence else Reason.RELATIVES
    elif _area_and_serial(a.nik) == _area_and_serial(b.nik) and OSA.distance(a.nik, b.nik, score_cutoff=1) <= 1:
        yield Reason.NIK_SLIP
    else:
        yield Reason.NIK_DIFFERS


def _area_and_serial(nik: str) -> str:
    """What a NIK has besides the date; serials count from 0001, so that those of strangers often differ by a digit."""
    return nik[:6] + nik[12:]


_ANOTHERS: Final = frozenset({Reason.NAME_SLIP, Reason.NAME_VOWEL, Reason.NAME_SLIP_SHORT, Reason.NAME_PARTLY})
"""What the name of a brother or sister can be; one with words missing is not."""


def _circumstances(a: Comparand, b: Comparand) -> Iterator[Reason]:
    if a.sex and b.sex:
        yield Reason.SEX_SAME if a.sex == b.sex else Reason.SEX_DIFFERS
    if a.birth_place and b.birth_place:
        alike = a.birth_place == b.birth_place or _near(a.birth_place, b.birth_place)
        yield Reason.PLACE_SAME if alike else Reason.PLACE_DIFFERS
    if a.region_code and a.region_code == b.region_code:
        yield Reason.REGION_SAME


@lru_cache(maxsize=65_536)
def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())

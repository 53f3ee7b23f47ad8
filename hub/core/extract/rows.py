"""Rows of an extract, many at a time: read, checked, and written as COPY reads them. Works column by column.

The whole of a register has to pass in seconds. So nothing here is done cell by cell that a map over a column can do,
and the rows that are refused, few as they are, are looked at once more.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import contains, itemgetter
from typing import Final

from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.extract import cells, form, plain, whole
from hub.core.extract.cells import NULL, Cell, Memory
from hub.core.extract.form import Form
from hub.core.extract.reasons import Reason, Warned
from hub.core.extract.whole import Column, Remembered, Texts, are_plain
from hub.core.identifiers import new_id_texts

ATTRIBUTES: Final[Mapping[str, str]] = {
    form.NIK: "nik",
    form.NAME: "full_name",
    form.SEX: "sex",
    form.BIRTH_DATE: "birth_date",
    "TMPT_LHR": "birth_place",
    "GOL_DRH": "blood_type",
    "AGAMA": "religion",
    "STAT_KWN": "marital_status",
    "PDDK_AKH": "education",
    "JENIS_PKRJN": "occupation",
    "KEBANGSAAN": "citizenship",
    "STAT_HIDUP": "vital_status",
    "NO_AKTA_LHR": "birth_deed_number",
    form.CARD: "family_card_number",
    form.RELATIONSHIP: "family_relationship",
    "NAMA_LGKP_IBU": "mother_name",
    "NIK_IBU": "mother_nik",
    "NAMA_LGKP_AYAH": "father_name",
    "NIK_AYAH": "father_nik",
    "ALAMAT": "address_line",
    "NO_RT": "rt",
    "NO_RW": "rw",
    "KODE_POS": "postal_code",
}
"""Column of the register -> column of the record, where one is one."""
KEYS: Final = ("name_key", "mother_key")
VALUES: Final = (*ATTRIBUTES.values(), "region_code", *KEYS)
STAGED: Final = ("line", "id", "reason", "reason_column", *VALUES)
"""The fields of a row as it is written: a row that is refused has a reason and no values."""

_CLOSED: Final = {
    form.SEX: Sex,
    "GOL_DRH": BloodType,
    "STAT_KWN": MaritalStatus,
    form.RELATIONSHIP: FamilyRelationship,
    "PDDK_AKH": EducationLevel,
    "KEBANGSAAN": Citizenship,
    "STAT_HIDUP": VitalStatus,
}
_FEMALE: Final = Sex.FEMALE.name
_PARENTS_NIKS: Final = ("NIK_IBU", "NIK_AYAH")
_REASONS: Final = {
    form.NIK: Reason.NIK,
    form.NAME: Reason.NAME,
    form.BIRTH_DATE: Reason.DATE,
    form.CARD: Reason.FAMILY_CARD,
    "AGAMA": Reason.CODE,
    "JENIS_PKRJN": Reason.CODE,
    "KODE_POS": Reason.CODE,
    **dict.fromkeys(_CLOSED, Reason.CODE),
}
_TEXTS: Final = ("TMPT_LHR", "NO_AKTA_LHR", "NAMA_LGKP_IBU", "NAMA_LGKP_AYAH", "ALAMAT")
_BLOCK: Final = 512
"""Lines that are read together: some hundred kilobytes."""
_NO_VALUES: Final = f"\t{NULL}" * len(VALUES)
Refusal = tuple[int, Reason, str | None]
"""Physical line, reason, column of the register."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A piece of the file: its rows as COPY reads them, and what is to be counted."""

    data: bytes
    rows: int
    refused: int
    warnings: Mapping[str, int]
    words: Sequence[str] = ()
    """The words of the search keys of its persons' names, each once."""
    regions: Mapping[str, int] = field(default_factory=dict)
    """How many of its persons live in which village."""


class RowReader:
    """Reads pieces of one file. `root` is the region to which persons have to belong; empty for any."""

    def __init__(self, of: Form, root: str, latest: dt.date) -> None:
        self._form = of
        self._at = {name: at for at, name in enumerate(of.columns) if name is not None}
        self._region = Memory(cells.region(root))
        self._key: Memory[Cell, str] = Memory(cells.key)
        self._read = {name: column for name, column in _readers(of, latest).items() if name in self._at}
        self._texts = {name: column for name, column in self._read.items() if isinstance(column, Texts)}
        self._in_nik = _InNik()

    def read(self, piece: bytes, first_line: int) -> Staged:
        """A piece that begins with a row and ends with one; `first_line` is its first physical line."""
        refusals: list[Refusal] = []
        warnings: Counter[Warned] = Counter()
        written: list[str] = []
        words: set[str] = set()
        regions: Counter[Cell] = Counter()
        rows = 0
        for given, lines, short in self._blocks(piece, first_line, refusals):
            columns, odd = self._columns(given, len(lines), short=short)
            for parent in set(odd).intersection(_PARENTS_NIKS):
                warnings[Warned.PARENT_NIK] += columns[odd[parent]].count(cells.NO_NIK)
                columns[odd[parent]] = [NULL if cell == cells.NO_NIK else cell for cell in columns[odd[parent]]]
            refused = _sift(columns, odd, lines, refusals)
            warnings.update(self._warnings(columns, refused))
            keys = self._keys(columns, refused)
            words.update(" ".join(keys[0]).split())
            regions.update(columns["region_code"])
            regions.subtract(columns["region_code"][at] for at in refused)
            written += _written({**columns, **dict(zip(KEYS, keys, strict=True))}, lines, refused)
            rows += len(lines) - len(refused)
        written += map(_refused, refusals)
        counted = {warned.value: count for warned, count in warnings.items() if count}
        living = {code: count for code, count in regions.items() if code and count}
        data = "\n".join((*written, "")).encode()
        return Staged(data, rows + len(refusals), len(refusals), counted, sorted(words), living)

    def _blocks(
        self, piece: bytes, first_line: int, refusals: list[Refusal]
    ) -> Iterator[tuple[Sequence[Sequence[str]], Sequence[int], bool]]:
        """Rows with as many fields as the header, by column, and the physical lines in which they begin.

        In blocks that fit into the processor's own memory; with each, whether all its lines are shorter than a text
        may be.
        """
        # What is not UTF-8 becomes something that cannot be printed, so its cell refuses its row.
        text = piece.decode("utf-8", "surrogateescape")
        written = text.removesuffix("\n").split("\n")
        for begin in range(0, len(written), _BLOCK):
            block = written[begin : begin + _BLOCK]
            found = plain.columns(block, self._form.delimiter, len(self._form.columns))
            if found is None:
                # From here on a row may go on over a line's end.
                yield *self._one_by_one("\n".join(written[begin:]), first_line + begin, refusals), False
                return
            lines = range(first_line + begin, first_line + begin + len(block))
            yield found, lines, max(map(len, block)) <= cells.LONGEST

    def _one_by_one(
        self, text: str, first_line: int, refusals: list[Refusal]
    ) -> tuple[Sequence[Sequence[str]], Sequence[int]]:
        width = len(self._form.columns)
        rows, lines = [], []
        for line, row in _parsed(text, self._form.delimiter):
            if row is not None and len(row) == width:
                rows.append(row)
                lines.append(first_line + line)
            elif row is None or row:
                refusals.append((first_line + line, Reason.MALFORMED if row is None else Reason.FIELDS, None))
        return list(zip(*rows, strict=True)) or [()] * width, lines

    def _columns(
        self, given: Sequence[Sequence[str]], count: int, *, short: bool
    ) -> tuple[dict[str, Sequence[Cell]], Mapping[str, str]]:
        """The values by column of the record, and the columns of both that have cells which cannot be taken over."""
        found: dict[str, Sequence[Cell]] = dict.fromkeys(ATTRIBUTES.values(), [NULL] * count)
        plain = are_plain(*(given[self._at[name]] for name in self._texts), short=short)
        for name, column in self._read.items():
            read = self._texts[name].plain if plain and name in self._texts else column.read
            found[ATTRIBUTES[name]] = read(given[self._at[name]])
        codes = zip(*(given[self._at[name]] for name in form.REGION), strict=True)
        found["region_code"] = list(map(self._region.__getitem__, codes))
        odd = {name: ATTRIBUTES[name] for name, column in self._read.items() if column.odd()}
        if self._region.odd:
            self._region.odd = False
            odd[form.REGION[0]] = "region_code"
        return found, odd

    def _warnings(self, columns: Mapping[str, Sequence[Cell]], refused: Sequence[int]) -> dict[Warned, int]:
        niks, born, sexes = columns["nik"], columns["birth_date"], columns["sex"]
        if refused:
            out = frozenset(refused)
            kept = [at not in out for at in range(len(niks))]
            niks, born, sexes = (list(compress(column, kept)) for column in (niks, born, sexes))
        digits = [nik[6:12] for nik in niks if nik]
        dates = map(contains, map(self._in_nik.__getitem__, born), digits)
        counted = Counter(zip(map(itemgetter(0), digits), sexes, strict=True))
        return {
            Warned.NIK_BIRTH_DATE: len(born) - born.count(NULL) - sum(dates),
            Warned.NIK_SEX: sum(
                count for (said, sex), count in counted.items() if sex != NULL and (said >= "4") != (sex == _FEMALE)
            ),
        }

    def _keys(self, columns: Mapping[str, Sequence[Cell]], refused: Sequence[int]) -> tuple[list[str], list[str]]:
        """The search keys of the persons' names and of their mothers'; of who is refused, nothing."""
        names: list[Cell] = list(columns["full_name"])
        for at in refused:
            names[at] = NULL
        own, mothers = (list(map(self._key.__getitem__, each)) for each in (names, columns["mother_name"]))
        return own, mothers


class _InNik(dict[Cell, str]):
    """By birth date: both ways in which digits 7 to 12 of a NIK may name it, that of men and that of women.

    With a space between them, so that six digits are found in it only if they are one of the two.
    """

    def __missing__(self, born: Cell) -> str:
        ways = ""
        if born:
            year, month, day = born[2:4], born[5:7], born[8:10]
            ways = f"{day}{month}{year} {int(day) + 40}{month}{year}"
        self[born] = ways
        return ways


def _written(columns: Mapping[str, Sequence[Cell]], lines: Sequence[int], refused: Sequence[int]) -> list[str]:
    """The rows that are not refused, in the order of their lines."""
    nothing = [NULL] * len(lines)
    fields = (map(str, lines), new_id_texts(len(lines)), nothing, nothing, *map(columns.__getitem__, VALUES))
    rows = list(map("\t".join, zip(*fields, strict=True)))
    for at in reversed(refused):
        del rows[at]
    return rows


def _readers(of: Form, latest: dt.date) -> Mapping[str, Column]:
    """What reads the cells of each column."""
    return {
        form.NIK: whole.niks(),
        form.NAME: Texts(cells.name),
        form.BIRTH_DATE: Remembered(cells.date(of.dates, latest)),
        form.CARD: whole.family_cards(),
        **{name: Remembered(cells.closed(codes)) for name, codes in _CLOSED.items()},
        **{name: Remembered(cells.listed) for name in ("AGAMA", "JENIS_PKRJN")},
        **{name: whole.parents_niks() for name in _PARENTS_NIKS},
        **{name: Remembered(cells.three_digits) for name in ("NO_RT", "NO_RW")},
        "KODE_POS": Remembered(cells.postal_code),
        **{name: Texts(cells.text) for name in _TEXTS},
    }


def _parsed(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """The rows of a piece, each with the number of lines before it; None for one that is no CSV."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    while True:
        begin = reader.line_num
        try:
            yield begin, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield begin, None


def _sift(
    columns: dict[str, Sequence[Cell]], odd: Mapping[str, str], lines: Sequence[int], refusals: list[Refusal]
) -> list[int]:
    """Which rows are refused, each for the first of its cells that cannot be taken over; these say nothing any more."""
    refused: set[int] = set()
    for name in (name for name in (*ATTRIBUTES, form.REGION[0]) if name in odd):
        column = columns[odd[name]]
        bad = [at for at, cell in enumerate(column) if cell is None or cell == cells.OUTSIDE]
        refusals += ((lines[at], *_why(name, column[at])) for at in bad if at not in refused)
        refused.update(bad)
        columns[odd[name]] = [NULL if cell is None else cell for cell in column]
    return sorted(refused)


def _why(name: str, cell: Cell) -> tuple[Reason, str]:
    if name == form.REGION[0]:
        return (Reason.REGION if cell is None else Reason.OTHER_REGION), name
    return _REASONS.get(name, Reason.TEXT), name


def _refused(refusal: Refusal) -> str:
    line, reason, column = refusal
    return f"{line}\t{NULL}\t{reason.name}\t{column or NULL}{_NO_VALUES}"

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
from dataclasses import dataclass
from functools import lru_cache
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
from hub.core.extract.whole import Column
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
VALUES: Final = (*ATTRIBUTES.values(), "region_code", "name_key", "mother_key")
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


class RowReader:
    """Reads pieces of one file. `root` is the region to which persons have to belong; empty for any."""

    def __init__(self, of: Form, root: str, latest: dt.date) -> None:
        self._form = of
        self._at = {name: at for at, name in enumerate(of.columns) if name is not None}
        self._region = Memory(cells.region(root))
        self._key: Memory[str] = Memory(cells.key)
        self._read = _readers(of, latest)

    def read(self, piece: bytes, first_line: int) -> Staged:
        """A piece that begins with a row and ends with one; `first_line` is its first physical line."""
        refusals: list[Refusal] = []
        warnings: Counter[Warned] = Counter()
        written: list[str] = []
        rows = 0
        for given, lines in self._blocks(piece, first_line, refusals):
            columns = self._columns(given, len(lines))
            kept = lines
            # What cannot be read is None or empty: a block is looked through only when there is such a cell.
            if not all(map(all, columns.values())):
                for parent in map(ATTRIBUTES.__getitem__, _PARENTS_NIKS):
                    warnings[Warned.PARENT_NIK] += columns[parent].count(cells.NO_NIK)
                    columns[parent] = [cell or NULL for cell in columns[parent]]
                keep = _sift(columns, lines, refusals)
                kept = list(compress(lines, keep))
                columns = {name: list(compress(column, keep)) for name, column in columns.items()}
            warnings.update(_warnings(columns))
            written.append(self._written(columns, kept))
            rows += len(kept)
        written += map(_refused, refusals)
        counted = {warned.value: count for warned, count in warnings.items() if count}
        return Staged("".join(written).encode(), rows + len(refusals), len(refusals), counted)

    def _blocks(
        self, piece: bytes, first_line: int, refusals: list[Refusal]
    ) -> Iterator[tuple[Sequence[Sequence[str]], Sequence[int]]]:
        """Rows with as many fields as the header, by column, and the physical lines in which they begin.

        In blocks that fit into the processor's own memory.
        """
        # What is not UTF-8 becomes something that cannot be printed, so its cell refuses its row.
        text = piece.decode("utf-8", "surrogateescape")
        written = text.removesuffix("\n").split("\n")
        for begin in range(0, len(written), _BLOCK):
            block = written[begin : begin + _BLOCK]
            found = plain.columns(block, self._form.delimiter, len(self._form.columns))
            if found is None:
                # From here on a row may go on over a line's end.
                yield self._one_by_one("\n".join(written[begin:]), first_line + begin, refusals)
                return
            yield found.columns, [first_line + begin + line for line in found.lines]

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

    def _columns(self, given: Sequence[Sequence[str]], count: int) -> dict[str, list[Cell]]:
        """The values by column of the record."""
        absent: list[Cell] = [NULL] * count
        found: dict[str, list[Cell]] = {
            column: self._read[name](given[self._at[name]]) if name in self._at else absent
            for name, column in ATTRIBUTES.items()
        }
        codes = zip(*(given[self._at[name]] for name in form.REGION), strict=True)
        found["region_code"] = list(map(self._region.__getitem__, codes))
        return found

    def _written(self, columns: dict[str, list[Cell]], lines: Sequence[int]) -> str:
        keys = {"name_key": "full_name", "mother_key": "mother_name"}
        for column, of in keys.items():
            columns[column] = list(map(self._key.__getitem__, columns[of]))  # type: ignore[arg-type]  # none is None
        nothing = [NULL] * len(lines)
        fields = [list(map(str, lines)), new_id_texts(len(lines)), nothing, nothing, *map(columns.get, VALUES)]
        rows = map("\t".join, zip(*fields, strict=True))
        return "\n".join((*rows, ""))


def _warnings(columns: Mapping[str, Sequence[Cell]]) -> dict[Warned, int]:
    digits, born = [nik[6:12] for nik in columns["nik"] if nik], columns["birth_date"]
    dates = map(contains, map(_in_nik, born), digits)
    sexes = Counter(zip(map(itemgetter(0), digits), columns["sex"], strict=True))
    return {
        Warned.NIK_BIRTH_DATE: len(born) - born.count(NULL) - sum(dates),
        Warned.NIK_SEX: sum(
            count for (said, sex), count in sexes.items() if sex != NULL and (said >= "4") != (sex == _FEMALE)
        ),
    }


def _readers(of: Form, latest: dt.date) -> Mapping[str, Column]:
    """What reads the cells of each column."""
    open_list = whole.remembered(cells.listed)
    return {
        form.NIK: whole.niks,
        form.NAME: whole.texts(cells.name),
        form.BIRTH_DATE: whole.remembered(cells.date(of.dates, latest)),
        form.CARD: whole.remembered(cells.family_card),
        **{name: whole.remembered(cells.closed(codes)) for name, codes in _CLOSED.items()},
        **dict.fromkeys(("AGAMA", "JENIS_PKRJN"), open_list),
        **dict.fromkeys(_PARENTS_NIKS, whole.remembered(cells.parent_nik)),
        **dict.fromkeys(("NO_RT", "NO_RW"), whole.remembered(cells.three_digits)),
        "KODE_POS": whole.remembered(cells.postal_code),
        **dict.fromkeys(_TEXTS, whole.texts(cells.text)),
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


def _sift(columns: Mapping[str, Sequence[Cell]], lines: Sequence[int], refusals: list[Refusal]) -> list[bool]:
    """Which rows stay; the others are refused for the first cell that cannot be read."""
    keep = [True] * len(lines)
    for name, column in [*ATTRIBUTES.items(), (form.REGION[0], "region_code")]:
        if all(columns[column]):
            continue
        for at, cell in enumerate(columns[column]):
            if not cell and keep[at]:
                keep[at] = False
                refusals.append((lines[at], *_why(name, column, cell)))
    return keep


def _why(name: str, column: str, cell: Cell) -> tuple[Reason, str]:
    if column == "region_code":
        return (Reason.REGION if cell is None else Reason.OTHER_REGION), name
    return _REASONS.get(name, Reason.TEXT), name


def _refused(refusal: Refusal) -> str:
    line, reason, column = refusal
    return f"{line}\t{NULL}\t{reason.name}\t{column or NULL}{_NO_VALUES}\n"


@lru_cache(maxsize=65_536)
def _in_nik(born: str) -> tuple[str, ...]:
    """Both ways in which digits 7 to 12 of a NIK may name a birth date, that of men and that of women."""
    year, month, day = born[2:4], born[5:7], born[8:10]
    return (f"{day}{month}{year}", f"{int(day) + 40}{month}{year}") if day else ()

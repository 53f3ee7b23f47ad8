"""The form of an extract: a CSV file with the column names of SIAK's tables biodata_wni and data_keluarga.

The header is found in the first line: comma or semicolon, names in any case and order, a byte order mark before it.
Dates are dd-mm-yyyy or ISO; the first one of the file says which, and all others have to be the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.errors import BadInput

NIK, NAME, BIRTH_DATE, SEX = "NIK", "NAMA_LGKP", "TGL_LHR", "JENIS_KLMIN"
CARD, RELATIONSHIP = "NO_KK", "STAT_HBKEL"
REGION: Final = ("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL")
REQUIRED: Final = (NIK, NAME, *REGION)
KNOWN: Final = (
    CARD,
    NIK,
    NAME,
    SEX,
    "TMPT_LHR",
    BIRTH_DATE,
    "GOL_DRH",
    "AGAMA",
    "STAT_KWN",
    RELATIONSHIP,
    "PDDK_AKH",
    "JENIS_PKRJN",
    "KEBANGSAAN",
    "STAT_HIDUP",
    "NO_AKTA_LHR",
    "NIK_IBU",
    "NAMA_LGKP_IBU",
    "NIK_AYAH",
    "NAMA_LGKP_AYAH",
    *REGION,
    "ALAMAT",
    "NO_RT",
    "NO_RW",
    "KODE_POS",
)
"""The columns that are read, in the order in which a sample is written."""
LONGEST_ROW: Final = 256 * 1024
"""Bytes. A longer one is a quotation mark that does not close."""

_BOM: Final = b"\xef\xbb\xbf"
_COLUMN_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{1,40}")
_DMY: Final = re.compile(r"\s*[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
_ISO: Final = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateForm(Enum):
    DAY_FIRST = "dd-mm-yyyy"
    ISO = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Form:
    """`columns` are the names by position, None where a column is not read; `unread` are the names of those."""

    delimiter: str
    columns: tuple[str | None, ...]
    unread: tuple[str, ...]
    dates: DateForm
    begin: int
    """The byte at which the first row begins."""
    first_line: int
    """The physical line of that row; the header's is 1."""


def read_form(head: bytes) -> Form:
    """The form by the beginning of a file: its header and some rows. Raises BadInput, naming no cell."""
    begin = len(_BOM) if head.startswith(_BOM) else 0
    text = head[begin:].decode("utf-8", "replace")
    delimiter = max(",;", key=text.partition("\n")[0].count)
    lines = iter(text.splitlines(keepends=True))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        names = [name.strip().upper() for name in next(reader, [])]
    except csv.Error:
        names = []
    _check(names)
    first_line = reader.line_num + 1
    header = "".join(text.splitlines(keepends=True)[: reader.line_num])
    columns = tuple(name if name in KNOWN else None for name in names)
    return Form(
        delimiter=delimiter,
        columns=columns,
        unread=tuple(_said(name) for name in names if name not in KNOWN),
        dates=_dates(reader, columns),
        begin=begin + len(header.encode()),
        first_line=first_line,
    )


def _check(names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadInput(
            f"The first line has to name the columns, and {', '.join(missing)} is not among them. The form is "
            "described in docs/guides/register-extract.md; the delimiter is a comma or a semicolon."
        )
    twice = sorted({name for name in names if name in KNOWN and names.count(name) > 1})
    if twice:
        raise BadInput(f"These columns stand in the header more than once: {', '.join(twice)}. Leave one of each.")


def _said(name: str) -> str:
    """A name as it may be repeated; what does not look like a column's name is not."""
    return name if _COLUMN_NAME.fullmatch(name) else "(a column without a usable name)"


def _dates(rows: Iterator[list[str]], columns: tuple[str | None, ...]) -> DateForm:
    if BIRTH_DATE not in columns:
        return DateForm.DAY_FIRST
    at = columns.index(BIRTH_DATE)
    try:
        for row in rows:
            cell = row[at] if at < len(row) else ""
            if _ISO.match(cell):
                return DateForm.ISO
            if _DMY.match(cell):
                return DateForm.DAY_FIRST
    except csv.Error:
        # Its row is refused when it is read.
        return DateForm.DAY_FIRST
    return DateForm.DAY_FIRST

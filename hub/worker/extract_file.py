"""The file of an extract: what tells it from others, its form, and the pieces in which it is read."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from hub.core.errors import BadInput
from hub.core.extract.form import LONGEST_ROW, Form, read_form
from hub.core.extract.importing import ExtractFile

PIECE: Final = 1024 * 1024
_HEAD: Final = 512 * 1024
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole rows. `begin_at` is the first byte, `lines` the first physical line and the first one after the piece."""

    begin_at: int
    lines: tuple[int, int]
    data: bytes


class OpenExtract:
    """An open file. Read it to its end once before its pieces are asked for, so that it is known which file it is."""

    def __init__(self, path: Path, opened: BinaryIO) -> None:
        self._path = path
        self._opened = opened

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises BadInput for a file that cannot be read."""
        try:
            return cls(path, path.open("rb"))
        except OSError as error:
            raise BadInput(
                f"The file {path} cannot be read: {error.strerror}. Name an extract of the register."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def identify(self) -> ExtractFile:
        """Reads the whole file."""
        digest, size = hashlib.sha256(), 0
        self._opened.seek(0)
        while block := self._opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
        return ExtractFile(digest.hexdigest(), size)

    def form(self) -> Form:
        """Raises BadInput for a file that is no extract."""
        self._opened.seek(0)
        return read_form(self._opened.read(_HEAD))

    def modified(self) -> float:
        """When the file was written, in seconds since 1970."""
        return self._path.stat().st_mtime

    def pieces(self, form: Form) -> Iterator[Piece]:
        """The file in pieces, always the same ones for the same file. Raises BadInput for a row without an end."""
        self._opened.seek(form.begin)
        begin_at, line = form.begin, form.first_line
        simple = _simply_quoted(form.delimiter)
        while data := self._opened.read(PIECE):
            if not data.endswith(b"\n"):
                data += self._opened.readline()
            count = data.count(b"\n") + (not data.endswith(b"\n"))
            if b'"' in data and b'"' in simple.sub(b"", data):
                # A row may go on over a line's end, so where one ends is only known row by row.
                self._opened.seek(begin_at)
                data, count = self._row_by_row(form, line)
            yield Piece(begin_at, (line, line + count), data)
            begin_at, line = begin_at + len(data), line + count

    def _row_by_row(self, form: Form, line: int) -> tuple[bytes, int]:
        """A piece from here on, and its number of physical lines."""
        gathered: list[bytes] = []
        size = 0
        lines = iter(self._opened)
        for text in lines:
            row = _whole_row(text, lines, form.delimiter, line + len(gathered)) if b'"' in text else (text,)
            gathered += row
            size += sum(map(len, row))
            if size >= PIECE:
                break
        return b"".join(gathered), len(gathered)


def _simply_quoted(delimiter: str) -> re.Pattern[bytes]:
    """A quoted cell that begins and ends where it seems to: a whole one, in one line, no quotation mark inside."""
    of = re.escape(delimiter).encode()
    return re.compile(rb'"(?<![^%b\n]")[^"\n]*"(?=[%b\r\n])' % (of, of))


def _whole_row(text: bytes, lines: Iterator[bytes], delimiter: str, at: int) -> list[bytes]:
    """The lines of a row that begins with `text` and may go on, because it holds a quotation mark."""
    row: list[bytes] = []

    def supply() -> Iterator[str]:
        size, following = 0, text
        while following:
            row.append(following)
            size += len(following)
            if size > LONGEST_ROW:
                return
            # Delimiter, quotation marks and line ends are single bytes in UTF-8; the others do not matter here.
            yield following.decode("latin-1")
            following = next(lines, b"")

    try:
        next(csv.reader(supply(), delimiter=delimiter, strict=False))
    except csv.Error:
        if len(row) == 1:
            # Whatever is wrong with it, it is one line; the row is refused when it is read.
            return row
        raise _unclosed(at) from None
    if sum(map(len, row)) > LONGEST_ROW or (not row[-1].endswith(b"\n") and len(row) > 1 and row[-1].count(b'"') == 0):
        raise _unclosed(at)
    return row


def _unclosed(line: int) -> BadInput:
    return BadInput(
        f"A quotation mark that opens in line {line} does not close. Nothing was imported; correct the file and call "
        "again."
    )

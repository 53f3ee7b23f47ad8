"""What every connector of an agency that signs files must do. Each check is named, as in `asked`."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from hub.core.errors import HubError, Unauthenticated
from hub.core.intake import FacetFile, FileRow
from hub.exchange.connector import Connect, Connector
from hub.exchange.contract.rig import emulator_of, settings_of
from hub.exchange.contract.serving import NOW, Clock
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.session import open_session

PERIOD = "2026-Q3"


@dataclass(frozen=True, slots=True)
class FileRig:
    """A connector, files that its emulator signs, and people whom the emulator holds."""

    connector: Connector
    folder: Path
    emulator: Any
    people: Sequence[Mapping[str, Any]]

    @property
    def file(self) -> FacetFile:
        return self.connector.files[0]

    def signed(self, content: bytes, issued_at: dt.datetime = NOW) -> bytes:
        signature: bytes = self.emulator.signed(self.folder, PERIOD, content, issued_at)
        return signature

    def rows(self, lines: Sequence[bytes]) -> list[FileRow]:
        content = b"".join(line + b"\n" for line in lines)
        return self.read(io.BytesIO(content), content)

    def read(self, file: BinaryIO, content: bytes) -> list[FileRow]:
        return list(self.file.rows(file, self.file.statement(self.signed(content))))


def error_of(call: Callable[[], object]) -> HubError:
    """The error of something that must not be believed."""
    try:
        call()
    except HubError as error:
        return error
    raise AssertionError("believed")


def line_of(person: Mapping[str, Any], **other: Any) -> bytes:
    return json.dumps({**person, **other}).encode()


def answers(rig: FileRig) -> None:
    """Every person of the file comes back, once, with the number of her line."""
    found = rig.rows([line_of(each) for each in rig.people])
    assert [(row.line, row.nik) for row in found] == [(at, each["nik"]) for at, each in enumerate(rig.people, start=1)]
    for row in found:
        assert row.refusal is None
        assert rig.file.merged((), row.item) == (row.item,)


def statement(rig: FileRig) -> None:
    """What was signed is what is said: period, hash, rows, time."""
    content = b"".join(line_of(each) + b"\n" for each in rig.people)
    said = rig.file.statement(rig.signed(content))
    assert (said.period, said.rows, said.issued_at, said.replaces) == (PERIOD, len(rig.people), NOW, None)
    assert said.signer


def big_integers(rig: FileRig) -> None:
    """A NIK that comes as a number above 2^53 keeps its last digit."""
    big = max(rig.people, key=lambda each: int(each["nik"]))
    assert int(big["nik"]) > 2**53
    assert [row.nik for row in rig.rows([line_of(big, nik=int(big["nik"]))])] == [big["nik"]]


def forged(rig: FileRig) -> None:
    """A signature that somebody else made, or that was changed, is none."""
    good = rig.signed(b"")
    head, payload, tail = good.split(b".")
    changed = b".".join((head, payload[:-2] + b"AA", tail))
    for bad in (b"", b"x", head + b"." + payload + b".", changed, good[:-8] + b"A" * 8):
        assert isinstance(error_of(partial(rig.file.statement, bad)), Unauthenticated)


def unsigned_algorithm(rig: FileRig) -> None:
    """A statement that names no algorithm, or one for which the public key would be the secret, is not believed."""
    _, payload, _ = rig.signed(b"").split(b".")
    for header in (b"eyJhbGciOiJub25lIn0", b"eyJhbGciOiJIUzI1NiJ9"):
        assert isinstance(error_of(partial(rig.file.statement, header + b"." + payload + b".")), Unauthenticated)


def malformed(rig: FileRig) -> None:
    """A line that cannot be read is refused with its number, and the others are taken."""
    first, last = line_of(rig.people[0]), line_of(rig.people[1])
    found = rig.rows([first, b"\xff\xfe", b"[1, 2]", b'{"nik": ', b"", last])
    assert [row.refusal is None for row in found] == [True, False, False, False, False, True]
    assert [row.line for row in found] == [1, 2, 3, 4, 5, 6]


def huge(rig: FileRig) -> None:
    """A line without end is refused, and not kept in memory."""
    source = _Endless(line_of(rig.people[0]) + b"\n", 64 * 1024 * 1024)
    found = list(rig.file.rows(source, rig.file.statement(rig.signed(b""))))
    assert [row.refusal is None for row in found] == [True, False]
    assert source.largest <= 1024 * 1024


def streamed(rig: FileRig) -> None:
    """The first row is there before the file has been read to its end."""
    source = _Endless(line_of(rig.people[0]) + b"\n", 64 * 1024 * 1024)
    next(iter(rig.file.rows(source, rig.file.statement(rig.signed(b"")))))
    assert source.given < 1024 * 1024


def duplicate_keys(rig: FileRig) -> None:
    """A person who stands there twice, or a line that says two things, is refused and not guessed at."""
    line = line_of(rig.people[0])
    found = rig.rows(
        [line, line_of(rig.people[1]), line, line_of(rig.people[2])[:-1] + b', "nik": "1901015503909001"}']
    )
    assert [row.refusal is None for row in found] == [True, True, False, False]


def whole_rows(rig: FileRig) -> None:
    """A refused row carries nothing: neither the person nor a part of what was said of her."""
    for row in rig.rows([line_of(rig.people[0], nik="123"), b"{}", line_of(rig.people[0], nik=None)]):
        assert (row.refusal is not None, row.nik, row.item) == (True, None, None)


def owner(rig: FileRig) -> None:
    """The agency gives its own facet, and no other's."""
    assert rig.file.facet.agency == rig.connector.manifest.name


def silence(rig: FileRig) -> None:
    """Neither a row nor an error shows who it is about."""
    person = rig.people[0]
    shown = repr(rig.rows([line_of(person), line_of(person), line_of(person, decile=person["nik"])]))
    assert person["nik"] not in shown
    error = error_of(partial(rig.file.statement, line_of(person)))
    assert person["nik"] not in f"{error!r}{error.message}{error.details}"
    assert error.__cause__ is None


Check = Callable[[FileRig], None]
CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        answers, statement, big_integers, forged, unsigned_algorithm, malformed, huge, streamed, duplicate_keys,
        whole_rows, owner, silence,
    )
}  # fmt: skip


async def with_rig(
    plugin: ConnectorPlugin,
    folder: Path,
    use: Callable[[FileRig], Awaitable[None] | None],
    connect: Connect | None = None,
) -> None:
    """Calls `use` with the connector on its agency's emulator. `connect` is another way to make it, if given."""
    emulator, making = emulator_of(plugin), connect or plugin.connect
    assert making is not None, "a seeded agency signs nothing"
    given = settings_of(plugin, "", emulator.account("", folder))
    sample = Path(str(emulator.module.__file__)).with_name("sample.jsonl").read_text().splitlines()
    async with open_session() as session:
        people = [json.loads(each) for each in sample]
        waiting = use(FileRig(making(given, session, Clock()), folder, emulator.module, people))
        if waiting is not None:
            await waiting


class _Endless(io.RawIOBase, BinaryIO):
    """A first line, and after it bytes without a line's end; remembers the largest piece that it was asked for."""

    def __init__(self, first: bytes, size: int) -> None:
        self._first = first
        self._left = size
        self.largest = 0
        self.given = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        if self._first:
            line, self._first = self._first, b""
            self.given += len(line)
            return line
        return self.read(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> bytes:
        if self._first:
            return self.readline() + (self.read() if size is None or size < 0 else b"")
        count = self._left if size is None or size < 0 else min(size, self._left)
        self._left -= count
        self.largest, self.given = max(self.largest, count), self.given + count
        return b"x" * count

    def __iter__(self) -> Any:
        return iter(self.readline, b"")

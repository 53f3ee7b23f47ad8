"""What the desk typed, on disk: a line each, so that a killed emulator has lost nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson


class Journal:
    """Appends JSON lines and reads them again at the next start. A last line that was cut short is dropped."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def lines(self) -> Iterator[Mapping[str, Any]]:
        if not self._file.exists():
            return
        whole, _, cut = self._file.read_bytes().rpartition(b"\n")
        if cut:
            os.truncate(self._file, len(whole) + 1 if whole else 0)
        for line in whole.splitlines():
            yield orjson.loads(line)

    def append(self, line: Mapping[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as opened:
            opened.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            opened.flush()
            os.fsync(opened.fileno())

"""On which line of a TOML file something stands, for whoever is to correct it. Pure.

The reader of the standard library tells values and no places, so the lines are looked for as people do: the table's
heading, then the key below it. Where nothing is found it is the heading's line, or the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_AT_LINE: Final = re.compile(r"at line (\d+)")


def line_of(text: str, place: str, sentence: str = "") -> int:
    """The line (from 1) of a dotted place as pydantic names it: `holidays.3.date`, `hours.monday.0`, `hours_source`.

    A file that is no TOML has no places; then the sentence says `at line N`.
    """
    if found := _AT_LINE.search(sentence):
        return int(found.group(1))
    lines, (table, *rest) = text.splitlines(), place.split(".")
    begin = _heading(lines, table, int(rest[0]) if rest and rest[0].isdigit() else 0)
    if begin is None:
        return _key(lines, 0, table) or 1
    names = [part for part in rest if not part.isdigit()]
    return (_key(lines, begin, names[0]) if names else None) or begin


def _heading(lines: Sequence[str], table: str, number: int) -> int | None:
    """The line of a table's heading, or of the n-th of its name (from 0)."""
    wanted = {f"[{table}]", f"[[{table}]]"}
    found = [at for at, line in enumerate(lines, 1) if line.strip() in wanted]
    return found[number] if number < len(found) else None


def _key(lines: Sequence[str], begin: int, name: str) -> int | None:
    """The line of a key after line `begin`, before the next heading."""
    for at, line in enumerate(lines[begin:], begin + 1):
        if line.lstrip().startswith("["):
            return None
        if line.partition("=")[0].strip() == name:
            return at
    return None

"""Region codes of the Ministry of Home Affairs: `PP.RR.DD.VVVV`, stored dotted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.errors import BadInput

_DOTTED: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?", re.ASCII)


class RegionLevel(Enum):
    """Province, regency or city, district (kecamatan), village (desa or kelurahan)."""

    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"
    DISTRICT = "DISTRICT"
    VILLAGE = "VILLAGE"

    @property
    def length(self) -> int:
        """Of a dotted code of this level."""
        return _LENGTHS[self.value]


_LENGTHS: Final = {"PROVINCE": 2, "REGENCY": 5, "DISTRICT": 8, "VILLAGE": 13}


@dataclass(frozen=True, slots=True)
class Region:
    """A region of today by its dotted code, and the names of what it lies in; None above and below."""

    code: str
    name: str
    district: str | None
    regency: str | None
    province: str | None


@dataclass(frozen=True, slots=True)
class RegionSearch:
    """Regions of a level (None: of any) whose name holds `name`, and of which something above holds `inside`; letters
    of either case. Where `code` is given it is the region of that code, whatever its name.

    Those that lie in `near` (a dotted code) come first; with `only_near` there are no others. Names repeat all over the
    country.
    """

    name: str
    level: RegionLevel | None
    inside: str = ""
    near: str = ""
    most: int = 20
    only_near: bool = False
    code: str = ""


def parse_region_code(value: str, *, path: str = "regionCode") -> str:
    """A dotted code of any level; undotted ones (2, 4, 6 or 10 digits) are dotted. Raises BadInput."""
    given = dotted(value) if value.isdigit() else value
    if not _DOTTED.fullmatch(given):
        raise BadInput("A region code looks like 19.01.01.1001. Choose the village from the list.", path=path)
    return given


def code_in(text: str) -> str:
    """The dotted code that a text is, with dots or without; empty where it is none."""
    given = dotted(text) if text.isascii() and text.isdigit() else text
    return given if given and is_region(given) else ""


def is_region(code: str) -> bool:
    """Whether this is a dotted code, as it is stored."""
    return _DOTTED.fullmatch(code) is not None


def dotted(undotted: str) -> str:
    """`1901011001` -> `19.01.01.1001`."""
    parts = [undotted[:2], undotted[2:4], undotted[4:6], undotted[6:]]
    return ".".join(part for part in parts if part)


def undotted(code: str) -> str:
    """`19.01.01.1001` -> `1901011001`."""
    return code.replace(".", "")


def within(code: str, root: str) -> bool:
    """Whether `code` lies in the subtree of `root`. The empty root contains nothing (default deny)."""
    return bool(root) and (code == root or code.startswith(root + "."))


def narrower(one: str, other: str) -> str:
    """Of two regions the one that lies in the other; the empty one, which contains nothing, where neither does."""
    if within(one, other):
        return one
    return other if within(other, one) else ""


def tenant_of(code: str) -> str:
    """The tenant (undotted code of the regency) of a region code."""
    return undotted(code)[:4]


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself and every region above it, lowest first."""
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))

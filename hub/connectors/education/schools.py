"""The schools and how each of them is asked: a settings file that an operator keeps, never in the repository.

    [[school]]
    npsn = "10901001"
    address = "http://10.20.1.5:5774"
    token = "..."

Tokens are secrets: the file is readable by the hub's account alone (mode 0600), or it is not read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.core.errors import BadInput

_FOR_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class School:
    """A school's installation of Dapodik."""

    npsn: str
    address: str = field(repr=False)
    token: str = field(repr=False)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    npsn: str = Field(pattern=r"^[A-Z0-9]{8}$")
    address: str = Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#@]*)?$")
    token: str = Field(pattern=r"^[!-~]+$")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    school: tuple[_Entry, ...] = Field(default=(), strict=False)


class Schools:
    """The file, read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: tuple[int, int] | None = None
        self._schools: Mapping[str, School] = {}

    def all(self) -> Mapping[str, School]:
        """The schools by NPSN. Raises BadInput for a file that is missing, open to others, or not of the form."""
        try:
            seen = self._path.stat()
            if seen.st_mode & _FOR_OTHERS:
                raise BadInput(f"Others can read {self._path}, and tokens stand in it: chmod 600 {self._path}")
            mark = (seen.st_mtime_ns, seen.st_size)
            if mark != self._read_at:
                self._schools = _parsed(self._path)
                self._read_at = mark
        except OSError:
            raise BadInput(
                f"The list of schools {self._path} cannot be read. Write it as hub/connectors/education/README.md "
                "says, and give the hub's account alone read access (mode 0600)."
            ) from None
        return self._schools


def _parsed(path: Path) -> Mapping[str, School]:
    # Neither parser's own text is shown: it quotes what it refused, which may be a token.
    try:
        entries = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).school
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
        raise BadInput(f"The list of schools {path} cannot be used. Look at: {', '.join(places)}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadInput(f"The list of schools {path} is not TOML. Look at its quotation marks and brackets.") from None
    schools = {each.npsn: School(each.npsn, each.address.rstrip("/"), each.token) for each in entries}
    if len(schools) != len(entries):
        raise BadInput(f"The list of schools {path} names a school twice. Keep one entry for each NPSN.")
    return schools

"""One import of an extract, as its ledger tells it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from hub.core.extract.reasons import Reason


class ImportState(Enum):
    READING = "READING"
    APPLIED = "APPLIED"
    REPORTED = "REPORTED"


@dataclass(frozen=True, slots=True)
class ExtractFile:
    """What tells one file from another, whatever its name: `sha256` in hex, `size` in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Import:
    """`root`: the dotted region to which persons have to belong, empty for any. `resumed`: an earlier call began it."""

    id: uuid.UUID
    root: str
    as_of: dt.datetime
    state: ImportState
    resumed: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row that was not taken: its physical line in the file, the reason, and the column that it is about."""

    line: int
    reason: Reason
    column: str | None

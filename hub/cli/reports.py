"""Reports that lie beside a file that was read: numbers of lines and reasons, never a value."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_report(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file that its owner alone can read; an older report is replaced in one step."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    part.replace(path)

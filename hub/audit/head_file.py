"""Heads in a file that only grows: what a witness remembers, and what the log's own files outside the database hold.

A head is written only after it was shown to continue the one before it. Notes stand one after the other with an empty
line between, so that the file can be read by eye and by any program.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.audit.merkle import EMPTY_ROOT, check_consistency
from hub.audit.notes import Head, Verifier, verified
from hub.audit.proofs import BadProof
from hub.core.errors import BadInput

_END: Final = "\n\n"
_LONGEST: Final = 64 * 1024


class Behind(Exception):
    """The last head here has another size than the one that was to be continued; `size` is its own, 0 for none."""

    def __init__(self, size: int) -> None:
        super().__init__(f"The last head here has {size} leaves.")
        self.size = size


@dataclass(frozen=True, slots=True)
class HeadFile:
    """The heads of one log, whose public keys are `keys`."""

    path: Path
    keys: tuple[Verifier, ...]

    def add(self, old_size: int, proof: Sequence[bytes], note: str) -> Head:
        """Appends a head, durable when it returns, unless it is the last one already.

        Raises Behind when the last one has not the size `old_size`, NotProven for a head of another tree, BadNote for
        one that the log did not sign, BadProof for one that is smaller, BadInput for a file that cannot be used.
        """
        head = verified(note, self.keys)
        if old_size > head.size:
            raise BadProof
        with self._alone() as descriptor:
            last = self._last(descriptor)
            if old_size != (last.size if last else 0):
                raise Behind(last.size if last else 0)
            check_consistency(old_size, head.size, last.root if last else EMPTY_ROOT, head.root, proof)
            if head != last:
                os.lseek(descriptor, 0, os.SEEK_END)
                os.write(descriptor, f"{note}\n".encode())
                os.fsync(descriptor)
        return head

    def notes(self) -> Iterator[str]:
        """The heads from the first one on, as they were signed; none where there is no file."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            yield from notes_in(file)

    def _last(self, descriptor: int) -> Head | None:
        length = os.lseek(descriptor, 0, os.SEEK_END)
        if not length:
            return None
        data = os.pread(descriptor, _LONGEST, max(0, length - _LONGEST)).decode(errors="replace")
        *_, text, lines, rest = ("", "", *data.split(_END))
        if rest:
            raise BadInput(f"{self.path} ends in the middle of a head. Remove what stands after the last empty line.")
        return verified(f"{text}{_END}{lines}\n", self.keys)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise BadInput(f"Heads cannot be written to {self.path}: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def notes_in(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """The notes of lines, each with its newline: a text, an empty line, signatures, an empty line."""
    note, blanks = "", 0
    for line in lines:
        blanks += line == "\n"
        if blanks == 2:
            yield note
            note, blanks = "", 0
        else:
            note += line
    if note:
        yield note

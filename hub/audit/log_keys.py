"""The keys of the log of receipts: files beside the hub, which no copy of the database holds.

`mark` marks receipts and places, `salts` hides what a leaf says, `signing` signs heads (Ed25519). A file with a suffix,
such as `signing.2026-11-26`, is a former key: what it made is still known, and it makes nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from hub.audit.leaves import Leaves
from hub.audit.marks import Marks
from hub.audit.notes import Signer, Verifier
from hub.sealing import file_key

FOLDER: Final = "receipt-log"
"""In the hub's folder of state."""
_OTHERWISE: Final = (
    "put it back from the backup: receipts that another key marked count as forged (docs/operations.md, Receipt log)."
)


@dataclass(frozen=True, slots=True)
class LogKeys:
    """What the keys are for. `verifiers` are the public keys of heads, the present one first."""

    marks: Marks
    leaves: Leaves
    signer: Signer
    verifiers: tuple[Verifier, ...]

    @classmethod
    def load(cls, folder: Path, origin: str) -> Self:
        """Keys that are missing are made; `origin` names the log in its heads. Raises BadInput."""
        signing, *former = _keys(folder, "signing")
        signer = Signer.of(origin, signing)
        verifiers = (signer.verifier, *(Signer.of(origin, seed).verifier for seed in former))
        return cls(load_marks(folder), Leaves(_key(folder / "salts")), signer, verifiers)


def load_marks(folder: Path) -> Marks:
    """All that a process needs which only writes receipts."""
    key, *former = _keys(folder, "mark")
    return Marks(key, former)


def _keys(folder: Path, name: str) -> list[bytes]:
    former = sorted(folder.glob(f"{name}.*"), reverse=True)
    return [_key(folder / name), *map(_key, former)]


def _key(path: Path) -> bytes:
    return file_key(path, what="The key of the receipt log", otherwise=_OTHERWISE)

"""The key with which claims are told apart that may not be kept. It lies beside the hub's other keys, not in the
database: whoever has a copy of the database cannot try out dates of birth until one fits."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.core.discrepancy import Marks
from hub.core.errors import BadInput

_FILE: Final = "claims.key"
_BYTES: Final = 32


def load_marks(folder: Path) -> Marks:
    """The marks made with the key of a folder, which is made when there is none. Raises BadInput.

    Hub and worker share the folder; of two that start at once the first one's key stands. With a new key a claim that
    was decided opens once more.
    """
    path = folder / _FILE
    try:
        if not path.exists():
            _create(folder, path)
        key = path.read_bytes()
        if len(key) != _BYTES or path.stat().st_mode & 0o077:
            raise ValueError("not a key of ours")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"The key of claims in {path} cannot be used. Give the hub's account alone read access (mode 0600), or "
            "remove the file: what was decided on claims that are not kept may then open again."
        ) from error
    return Marks(key)


def _create(folder: Path, path: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{_FILE}.{secrets.token_hex(4)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(secrets.token_bytes(_BYTES))
    try:
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()

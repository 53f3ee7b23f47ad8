"""The file of the keys that sign tokens: a JWK set that only the hub's account reads.

It is made at the first start (mode 0600 in a folder of mode 0700) and is not in the database, so that a copy of the
database signs nothing. Each key may carry `signs_from`, in seconds since 1970.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from hub.core.errors import BadInput

ALGORITHM: Final = "ES256"
FILE: Final = "token-signing.json"
BAD_FILE: Final = (OSError, ValueError, KeyError, TypeError, JoseError)
"""What reading a file raises that cannot be used."""
FileMark = tuple[int, int, int]
"""What is another one when the file is another one."""
_CURVE: Final = "P-256"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of the file. `signs_from` is None for one that signs because it stands first."""

    key: ECKey
    signs_from: dt.datetime | None = None

    @property
    def id(self) -> str:
        return str(self.key.kid)

    def began(self) -> float:
        return self.signs_from.timestamp() if self.signs_from else 0.0


def new_key() -> ECKey:
    """A P-256 key, which has an id."""
    return ECKey.generate_key(_CURVE, {"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)


def unusable(path: Path) -> BadInput:
    """The refusal of a file that cannot be used."""
    return BadInput(
        f"The signing keys in {path} cannot be used. Give the hub's account alone read access "
        "(mode 0600), or put the file back from the backup."
    )


def mark_of(path: Path | None) -> FileMark | None:
    """The file as it is now; None when there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return found and (found.st_ino, found.st_size, found.st_mtime_ns)


def read(path: Path) -> list[SigningKey]:
    """The keys, in the order of the file; raises one of `BAD_FILE`."""
    if path.stat().st_mode & 0o077:
        raise ValueError("others can read the file")
    keys = [_key(dict(each)) for each in json.loads(path.read_bytes())["keys"]]
    if not keys or not all(each.key.is_private and each.key.kid for each in keys):
        raise ValueError("no private key")
    return keys


def _key(given: dict[str, Any]) -> SigningKey:
    begins = given.pop("signs_from", None)
    return SigningKey(ECKey.import_key(given), None if begins is None else dt.datetime.fromtimestamp(begins, dt.UTC))


def _written(kept: SigningKey) -> dict[str, Any]:
    begins = {"signs_from": int(kept.began())} if kept.signs_from else {}
    return {**kept.key.as_dict(private=True), **begins}


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One at a time changes the keys of a folder."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise unusable(folder / FILE) from error
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
        os.fsync(opened)
    finally:
        os.close(opened)


def create(folder: Path, path: Path) -> None:
    """Writes a new key. Of two processes that start at once the first one's key stands."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = _part(folder, [SigningKey(new_key())])
    try:
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()


def replace(path: Path, keys: Sequence[SigningKey]) -> None:
    """Whoever reads meanwhile reads the old file or the new one."""
    part = _part(path.parent, keys)
    try:
        part.replace(path)
    except BaseException:
        part.unlink()
        raise


def _part(folder: Path, keys: Sequence[SigningKey]) -> Path:
    """A new file with these keys, on the disk, under a name of its own."""
    part = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"keys": [_written(each) for each in keys]}, file)
        file.flush()
        os.fsync(file.fileno())
    return part

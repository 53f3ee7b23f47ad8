"""The keys that sign tokens: a JWK set in a file that only the hub's account reads.

The file is made at the first start (mode 0600 in a folder of mode 0700) and is not in the database, so that a copy of
the database signs nothing. The first key signs; all of them verify and are published, so that a key can be changed
by putting a new one in front. Processes that serve one hub share the folder.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from hub.core.errors import BadInput

ALGORITHM: Final = "ES256"
_CURVE: Final = "P-256"
_FILE: Final = "token-signing.json"


class KeyRing:
    """At least one P-256 key."""

    def __init__(self, keys: list[ECKey]) -> None:
        self.signing: Final = keys[0]
        self.verifying: Final = KeySet([*keys])

    @classmethod
    def generated(cls) -> Self:
        """One new key that is kept nowhere."""
        return cls([_new_key()])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The keys of a folder; makes one when there is none. Raises BadInput when they cannot be used."""
        path = folder / _FILE
        try:
            if not path.exists():
                _create(folder, path)
            return cls(_read(path))
        except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
            raise BadInput(
                f"The signing keys in {path} cannot be used. Give the hub's account alone read access "
                "(mode 0600), or put the file back from the backup."
            ) from error

    def public(self) -> dict[str, Any]:
        """The JWK set without private parts (RFC 7517)."""
        return {"keys": [key.as_dict(private=False) for key in self.verifying.keys]}


def _new_key() -> ECKey:
    return ECKey.generate_key(_CURVE, {"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)


def _read(path: Path) -> list[ECKey]:
    if path.stat().st_mode & 0o077:
        raise ValueError("others can read the file")
    keys = [ECKey.import_key(key) for key in json.loads(path.read_bytes())["keys"]]
    if not keys or not all(key.is_private and key.kid for key in keys):
        raise ValueError("no private key")
    return keys


def _create(folder: Path, path: Path) -> None:
    """Writes a new key. Of two processes that start at once the first one's key stands."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"keys": [_new_key().as_dict(private=True)]}, file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()

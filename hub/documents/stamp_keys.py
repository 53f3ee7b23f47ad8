"""The keys that stamp papers: files in a folder beside the hub, whose newest one signs.

None is ever removed: papers are shown for decades, and whoever checks one needs the key of its day.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hub.core.errors import HubError
from hub.documents.stamps import StampKey, key_id


def stamp_keys(folder: Path, now: dt.datetime) -> list[StampKey]:
    """All of them, the one that signs first; a first one is made where there is none.

    Raises HubError when others may read one.
    """
    if not folder.exists():
        _found(folder, now)
    keys = [_load(path) for path in sorted(folder.glob("*.pem"), reverse=True)]
    if not keys:
        raise HubError("The folder of the keys that stamp papers is empty. Restore it from the backup.")
    return keys


def add_key(folder: Path, now: dt.datetime) -> StampKey:
    """A new key that signs from now on."""
    stamp_keys(folder, now)
    _write(folder, now)
    return stamp_keys(folder, now)[0]


def _found(folder: Path, now: dt.datetime) -> None:
    """Beside the folder first, then renamed: of several processes that start at once one makes it, and all use it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        _write(draft, now)
        draft.rename(folder)
    except OSError:
        # Another process was faster; its key counts.
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(folder: Path, now: dt.datetime) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}.pem"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def _load(path: Path) -> StampKey:
    if path.stat().st_mode & 0o077:
        raise HubError("Others may read a key that stamps papers. Set its mode to 0600 and add a new one.")
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return StampKey(key_id(private.public_key()), private)

"""How an emulator signs files: a pair of keys that lies in its folder, and the statement beside each file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs files of one form for the agency `name`; its keys lie in the folder that it is given."""

    name: str
    form: str

    def prepare(self, folder: Path) -> Mapping[str, str]:
        """Writes the public key as a JWK set; gives the connector's settings."""
        public = folder / f"{self.name}-keys.json"
        key = self.key(folder)
        _write(public, {"keys": [key.as_dict(private=False)]})
        return {"keys": str(public)}

    def signed(
        self, folder: Path, period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None
    ) -> bytes:
        """The signed statement of any bytes."""
        return sign(self.key(folder), statement(self.form, period, content, issued_at, replaces)).encode()

    def key(self, folder: Path) -> OKPKey:
        """The agency's key; made when there is none."""
        path = folder / f"{self.name}-signing.json"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = OKPKey.generate_key("Ed25519", {"use": "sig"}, private=True, auto_kid=True)
            _write(path, dict(made.as_dict(private=True)))
        return OKPKey.import_key(json.loads(path.read_bytes()))


def statement(
    form: str, period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None
) -> dict[str, Any]:
    """What is said about a file."""
    return {
        "format": form,
        "period": period,
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": content.count(b"\n"),
        "issuedAt": issued_at.isoformat(),
        "replaces": replaces,
    }


def sign(key: OKPKey, said: Mapping[str, Any]) -> str:
    """The statement as a JWS in compact form."""
    header = {"alg": "Ed25519", "kid": key.kid}
    return jws.serialize_compact(header, json.dumps(said).encode(), key, algorithms=["Ed25519"])


def _write(path: Path, content: Mapping[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        json.dump(content, opened)
    part.replace(path)

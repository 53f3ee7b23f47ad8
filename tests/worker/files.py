"""Signed files for the tests, made with keys of the tests' own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from hub.connectors.welfare.connector import QuarterlyFile
from hub.connectors.welfare.emulator.exporter import sign, statement

ISSUED = dt.datetime(2026, 10, 5, 2, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Signed:
    """A file beside its signature."""

    path: Path
    signature: bytes
    sha256: str


class Agency:
    """Makes files as the agency would; `quarterly` is the connector that knows its key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = OKPKey.generate_key("Ed25519", private=True, auto_kid=True)
        keys = folder / "keys.json"
        keys.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        self.keys = keys
        self.quarterly = QuarterlyFile(keys)

    def file(
        self,
        rows: Sequence[Mapping[str, Any] | bytes],
        period: str = "2026-Q3",
        *,
        issued_at: dt.datetime = ISSUED,
        replaces: str | None = None,
        key: OKPKey | None = None,
        says: Mapping[str, Any] | None = None,
    ) -> Signed:
        """A file of these rows (bytes stand for themselves); `says` goes over what is true of it."""
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        content = b"".join(line + b"\n" for line in lines)
        told = statement(period, content, issued_at, replaces)
        path = self._folder / f"dtsen-{told['sha256'][:8]}.jsonl"
        path.write_bytes(content)
        signature = sign(key or self._key, {**told, **(says or {})}).encode()
        return Signed(path, signature, told["sha256"])

    def stranger(self) -> OKPKey:
        """Another key that bears the same name."""
        given = OKPKey.generate_key("Ed25519", private=True)
        return OKPKey.import_key({**given.as_dict(private=True), "kid": str(self._key.kid)})


def row(nik: str | int | None, decile: Any = 3, **further: Any) -> dict[str, Any]:
    return {"nik": nik, "decile": decile, **further}

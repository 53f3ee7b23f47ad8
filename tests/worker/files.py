"""Signed files for the tests, made with keys of the tests' own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from hub.connectors.welfare.connector import QuarterlyFile
from hub.connectors.welfare.emulator.exporter import sign, statement
from hub.core.citizen import Citizen
from hub.core.identifiers import new_id
from tests.store.samples import person

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


_SOMEBODY = person("Warga Contoh")


def distinct(number: int) -> Citizen:
    """One of many persons, with a NIK of her own: more than the samples can give."""
    nik = f"1901{number // 999:02}010190{9001 + number % 999}"
    return replace(_SOMEBODY, id=new_id(), nik=nik, full_name=f"Warga Contoh {number}")


def row(nik: str | int | None, decile: Any = 3, **further: Any) -> dict[str, Any]:
    return {"nik": nik, "decile": decile, **further}

"""Signed statements and the agency's keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey

from hub.connectors.welfare.signature import read_keys, verified
from hub.core.errors import BadInput, Unauthenticated

SAID = {
    "format": "satu-dtsen/1",
    "period": "2026-Q3",
    "sha256": "a" * 64,
    "rows": 3,
    "issuedAt": "2026-10-05T09:00:00+07:00",
}
ED = OKPKey.generate_key("Ed25519", private=True, auto_kid=True)
EC = ECKey.generate_key("P-256", private=True, auto_kid=True)


def keys(folder: Path, *given: Any) -> Path:
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": [each.as_dict(private=False) for each in given]}))
    return path


def signed(key: Any, alg: str, said: Any = SAID, **header: Any) -> bytes:
    payload = said if isinstance(said, bytes) else json.dumps(said).encode()
    return jws.serialize_compact({"alg": alg, "kid": key.kid, **header}, payload, key, algorithms=[alg]).encode()


@pytest.mark.parametrize(("key", "alg"), [(ED, "Ed25519"), (EC, "ES256")])
def test_keys_of_both_kinds_sign(tmp_path: Path, key: Any, alg: str) -> None:
    said = verified(signed(key, alg) + b"\n", read_keys(keys(tmp_path, ED, EC)))
    assert (said.period, said.sha256, said.rows, said.replaces, said.signer) == ("2026-Q3", "a" * 64, 3, None, key.kid)
    assert said.issued_at.isoformat() == "2026-10-05T02:00:00+00:00"


def test_a_key_that_is_not_listed_or_is_used_as_a_secret_signs_nothing(tmp_path: Path) -> None:
    known = read_keys(keys(tmp_path, ED))
    secret = OctKey.import_key(json.dumps(ED.as_dict(private=False)), {"kid": str(ED.kid)})
    for bad in (signed(EC, "ES256"), signed(secret, "HS256"), b"eyJhbGciOiJub25lIn0.e30.", b"...", b"\xff"):
        with pytest.raises(Unauthenticated):
            verified(bad, known)


def test_what_the_header_asks_for_besides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unauthenticated):
        verified(signed(ED, "Ed25519", b64=False, crit=["b64"]), read_keys(keys(tmp_path, ED)))


@pytest.mark.parametrize(
    "other",
    [
        {"format": "satu-dtsen/2"}, {"period": "2026-Q5"}, {"period": "2026"}, {"sha256": "A" * 64}, {"rows": -1},
        {"rows": "3"}, {"issuedAt": "2026-10-05T09:00:00"}, {"replaces": "x"}, {"nama": "Siti"},
    ],
)  # fmt: skip
def test_a_statement_of_another_form_is_refused_without_quoting_it(tmp_path: Path, other: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        verified(signed(ED, "Ed25519", {**SAID, **other}), read_keys(keys(tmp_path, ED)))
    assert "Siti" not in caught.value.message


@pytest.mark.parametrize("content", ["", "[]", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AAAA"}]}'])
def test_a_key_file_without_usable_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(BadInput, match="JWK set"):
        read_keys(path)


def test_a_private_key_does_not_belong_here(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [ED.as_dict(private=True)]}))
    with pytest.raises(BadInput):
        read_keys(path)
    with pytest.raises(BadInput):
        read_keys(tmp_path / "missing.json")

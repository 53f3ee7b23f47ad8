"""A client with a key, which makes proofs of possession (RFC 9449), good ones and bad ones."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from hub.core.ports import Clock


class Prover:
    """`url` is where the proofs are for unless one says otherwise."""

    def __init__(self, clock: Clock, url: str = "", *, algorithm: str = "ES256") -> None:
        self.clock = clock
        self.url = url
        self.algorithm = algorithm
        self.key = new_key(algorithm)

    @property
    def thumbprint(self) -> str:
        return str(self.key.thumbprint())

    def claims(self, method: str = "POST", token: str | None = None, **changes: Any) -> dict[str, Any]:
        given = {
            "jti": secrets.token_hex(8), "htm": method, "htu": self.url, "iat": int(self.clock().timestamp()),
            "ath": ath(token) if token else None, **changes,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}

    def proof(
        self,
        method: str = "POST",
        token: str | None = None,
        *,
        header: dict[str, Any] | None = None,
        key: ECKey | OKPKey | None = None,
        **changes: Any,
    ) -> str:
        """A proof; `header` and further words change or (None) leave out what stands there; `key` signs it instead."""
        head = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.key.as_dict(private=False), **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        payload = json.dumps(self.claims(method, token, **changes)).encode()
        return jws.serialize_compact(head, payload, key or self.key, algorithms=[str(head["alg"])])

    def headers(self, token: str, method: str = "POST", **changes: Any) -> dict[str, str]:
        """The two fields of a request with a bound token."""
        return {"Authorization": f"DPoP {token}", "DPoP": self.proof(method, token, **changes)}


def ath(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")


def new_key(algorithm: str = "ES256") -> ECKey | OKPKey:
    if algorithm == "Ed25519":
        return OKPKey.generate_key("Ed25519")
    return ECKey.generate_key("P-384" if algorithm == "ES384" else "P-256")

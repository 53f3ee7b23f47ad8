"""Tokens as a forger would make them, without a library that refuses to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from joserfc.jwk import ECKey


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def parsed(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, unverified."""
    header, claims = (json.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))) for p in token.split(".")[:2])
    return header, claims


def forged(token: str, key: ECKey, *, alg: str, **claims: Any) -> str:
    """The token's claims, changed, under `none` or signed by HMAC with the issuer's public key as the secret."""
    header, given = parsed(token)
    body = f"{part({**header, 'alg': alg})}.{part({**given, **claims})}"
    if alg == "none":
        return f"{body}."
    secret = key.as_pem(private=False)
    return f"{body}.{part(hmac.new(secret, body.encode(), hashlib.sha256).digest())}"


def tampered(token: str, **claims: Any) -> str:
    """Other claims under the old signature."""
    header, given = parsed(token)
    return f"{part(header)}.{part({**given, **claims})}.{token.split('.')[2]}"

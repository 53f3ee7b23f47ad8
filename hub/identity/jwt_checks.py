"""What a signed token must show before anything in it is believed."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

ASYMMETRIC: Final = frozenset({"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "RS256", "PS256", "PS384", "PS512"})
"""Algorithms of signatures. Neither `none` nor an HMAC, for which a public key would be the secret."""
MOST_BYTES: Final = 8192
_LEEWAY_SECONDS: Final = 5


def unverified(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims as they are written, believed by nobody; raises ValueError."""
    parts = token.split(".")
    if len(token) > MOST_BYTES or len(parts) != 3:
        raise ValueError("not a signed token in compact form")
    header, claims = (_object(part) for part in parts[:2])
    return header, claims


def verified(token: str, keys: KeySet, algorithms: frozenset[str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims, signed by one of these keys; raises JoseError or ValueError.

    A token names its key: where several are published, none is tried by guessing.
    """
    header, _ = unverified(token)
    if header.get("alg") not in algorithms:
        raise ValueError("the algorithm is not on the list")
    if not isinstance(header.get("kid"), str):
        raise ValueError("the token does not name its key")
    if "crit" in header or "jwk" in header or "jku" in header or "x5u" in header:
        raise ValueError("the header wants something that is not supported")
    found = jwt.decode(token, keys, algorithms=sorted(algorithms))
    return found.header, found.claims


def check_times(claims: Mapping[str, Any], audience: str, now: dt.datetime) -> None:
    """Audience, end and beginning; raises JoseError."""
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY_SECONDS,
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    registry.validate(dict(claims))


def _object(part: str) -> Mapping[str, Any]:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("not base64url") from error
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value

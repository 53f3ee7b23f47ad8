"""Public keys of clients as an administrator pastes them: a JWK or a JWK set (RFC 7517)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, KeySet, OKPKey, RSAKey

from hub.core.account_rules import MOST_KEYS, check_public
from hub.core.errors import BadInput
from hub.identity.jwt_checks import ASYMMETRIC, check_times, unverified, verified
from hub.identity.lifetimes import ASSERTION

ROTATION: Final = "key-rotation+jwt"
_NO_PROOF: Final = (
    f"The proof does not hold: sign it with a key that holds now, typ {ROTATION}, with sub, aud, iat, exp (five "
    "minutes at most) and jkt, the thumbprint of the new key."
)
_LONGEST: Final = 20_000
_SHORTEST_RSA_BITS: Final = 2048
_KEPT: Final = ("kty", "crv", "x", "y", "n", "e", "alg")
_CURVES: Final = frozenset({"P-256", "P-384", "P-521", "Ed25519"})


def new_pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """A new key as (private JWK, public JWK), for somebody who has none yet. Nobody keeps the private one here."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    return dict(key.as_dict(private=True)), dict(key.as_dict(private=False))


def public_keys(text: str) -> tuple[Mapping[str, Any], ...]:
    """The keys in a text, each with its `kid` (the thumbprint of RFC 7638 where none is given); () for an empty one.

    Raises BadInput for what is no public key for signatures, or too weak, and for more than two.
    """
    if not text.strip():
        return ()
    return tuple(_checked(key) for key in _listed(text))


def check_rotation(
    proof: str, held: Sequence[Mapping[str, Any]], new: Mapping[str, Any], audience: str, now: dt.datetime
) -> str:
    """The client that a key which holds now has signed the new one for. Raises BadInput.

    A token would not do: who stole one could make herself a key. `jkt` is the thumbprint of the new key (RFC 7638), so
    that what was signed for one key brings in no other; the type keeps it apart from what a client proves itself with.
    """
    try:
        header, claims = verified(proof, KeySet.import_key_set({"keys": [dict(key) for key in held]}), ASYMMETRIC)
        check_times(claims, audience, now)
        if header.get("typ") != ROTATION or claims["exp"] > (now + ASSERTION).timestamp():
            raise ValueError("not made for this")
        if claims.get("jkt") != JWKRegistry.import_key(dict(new)).thumbprint():
            raise ValueError("another key is meant")
        return str(claims["sub"])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadInput(_NO_PROOF, path="proof") from error


def client_in(proof: str) -> str:
    """The client that a proof says it is of, believed by nobody; empty where it says none."""
    try:
        return str(unverified(proof)[1].get("sub", ""))
    except ValueError:
        return ""


def _listed(text: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        found = None
    keys = found.get("keys", [found]) if isinstance(found, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys) or not 0 < len(keys) <= MOST_KEYS:
        raise BadInput(
            'Paste the public key as JSON: a JWK, or a JWK set {"keys": [...]} with two at most.', path="keys"
        )
    return keys


def _checked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    check_public(given)
    try:
        # Before it is made: the library only warns of a short one.
        if given.get("kty") == "RSA" and len(given["n"]) * 6 < _SHORTEST_RSA_BITS:
            raise ValueError("too short")
        key = JWKRegistry.import_key(dict(given))
        _check_strength(key)
        kid = key.kid or key.thumbprint()
        public: Mapping[str, Any] = key.as_dict(private=False)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            "This is no key that signs: take EC (P-256, P-384, P-521), Ed25519, or RSA with at least 2048 bits.",
            path="keys",
        ) from error
    return {**{str(name): public[name] for name in _KEPT if name in public}, "kid": str(kid)[:100], "use": "sig"}


def _check_strength(key: Key) -> None:
    if not isinstance(key, RSAKey) and not (isinstance(key, ECKey | OKPKey) and key.curve_name in _CURVES):
        raise ValueError("not for signatures")
    if key.as_dict(private=False).get("use", "sig") != "sig":
        raise ValueError("not for signatures")

"""Proofs of possession (DPoP, RFC 9449): whoever shows a bound token also shows, once, that she has its key.

A proof is a JWT that the client signs for one request. It names method and address of that request, and with an access
token that token's hash; it is new, and it is taken once by all processes of a hub together. A token of whichever issuer
is bound when it says so in `cnf.jkt` (RFC 7800, RFC 7638).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from hub.core.errors import Unauthenticated
from hub.core.ports import Clock
from hub.identity.jwt_checks import unverified

_KEYS: Final[Mapping[str, tuple[type[ECKey | OKPKey], frozenset[str], str]]] = {
    "ES256": (ECKey, frozenset({"kty", "crv", "x", "y"}), "P-256"),
    "ES384": (ECKey, frozenset({"kty", "crv", "x", "y"}), "P-384"),
    "Ed25519": (OKPKey, frozenset({"kty", "crv", "x"}), "Ed25519"),
}
"""Class, members and curve of the key to each algorithm. Elliptic ones alone: what a proof costs does not depend on who
made its key."""
ALGORITHMS: Final = tuple(_KEYS)
PROOF_TYPE: Final = "dpop+jwt"
CHALLENGE: Final = f'DPoP realm="satu", algs="{" ".join(ALGORITHMS)}"'
"""What a refusal says about the scheme (RFC 9449 section 7.1)."""

_MOST_BYTES: Final = 4096
_LONGEST_ID: Final = 256
OLDEST: Final = dt.timedelta(seconds=60)
"""How long after it was made a proof is taken: the way of one request, and clocks that differ."""
_AHEAD: Final = dt.timedelta(seconds=10)
"""How far the clock of a client may be ahead (FAPI 2.0 section 5.3.2.1)."""
_PORTS: Final = {"https": 443, "http": 80}


class ProofRefused(Unauthenticated):
    """The proof is missing or does not hold. The sentence is plain ASCII, as OAuth wants it of a description."""

    def __init__(self, message: str) -> None:
        super().__init__(message, challenge=f'{CHALLENGE}, error="invalid_dpop_proof"')


class UsedProofs(Protocol):
    """Where all processes of a hub remember which proofs were taken."""

    async def use_proof(self, proof_hash: bytes, until: dt.datetime) -> bool:
        """False when this proof was used before; it may be forgotten after `until`."""
        ...


@dataclass(slots=True)
class Possession:
    """What one request shows of its key: its method, the path of its address, and its `DPoP` fields.

    One socket has one of these: the proof in its beginning holds as long as it is open, for the same token.
    """

    method: str
    path: str
    proofs: tuple[str, ...] = ()
    proven_for: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds, as far as it tells by itself. `thumbprint` is that of its key (RFC 7638, SHA-256)."""

    thumbprint: str
    hash: bytes = field(repr=False)
    until: dt.datetime


class ProofChecker:
    """Checks proofs for the addresses below `public_url`, whatever host a proxy in front may have asked for."""

    def __init__(self, used: UsedProofs, clock: Clock, public_url: str) -> None:
        self._used = used
        self._clock = clock
        self._base: Final = public_url.rstrip("/")

    async def check(self, shown: Possession, token: str, thumbprint: str) -> None:
        """Raises ProofRefused unless the request shows the key of this thumbprint, for this access token."""
        token_hash = hashlib.sha256(token.encode()).digest()
        if shown.proven_for == token_hash:
            return
        proof = self.read(shown, token_hash)
        if not hmac.compare_digest(proof.thumbprint, thumbprint):
            raise ProofRefused("This proof was made with another key than the one that the token is bound to.")
        await self.use(proof)
        shown.proven_for = token_hash

    def read(self, shown: Possession, token_hash: bytes | None = None) -> Proof:
        """The request's one proof (section 4.3). `token_hash`: SHA-256 of the access token it comes with.

        Raises ProofRefused. Whether it was used before is not looked at here: see `use`.
        """
        if len(shown.proofs) != 1:
            raise ProofRefused("Send exactly one proof of possession, in the header `DPoP`.")
        try:
            claims, thumbprint = _signed(shown.proofs[0])
            made_at = dt.datetime.fromtimestamp(_number(claims, "iat"), dt.UTC)
            proof_id = _text(claims, "jti")
            method, address = _text(claims, "htm"), _text(claims, "htu")
            here = _address(self._base + shown.path)
            is_here = method == shown.method and _address(address) == here
        except (JoseError, ValueError, TypeError, KeyError, OverflowError):
            raise ProofRefused(
                "This proof cannot be read: it is a JWT of type dpop+jwt with the public key in `jwk`, signed by one "
                f"of {', '.join(ALGORITHMS)}, with jti, htm, htu and iat."
            ) from None
        if not is_here:
            raise ProofRefused(f"This proof is for another request. Make it for {shown.method} {self._base} and path.")
        self._check_age(made_at)
        if token_hash is not None and not _names(claims, token_hash):
            raise ProofRefused("This proof does not name the access token that it comes with (ath).")
        used_as = hashlib.sha256(f"{thumbprint}.{proof_id}".encode()).digest()
        return Proof(thumbprint, used_as, made_at + OLDEST)

    async def use(self, proof: Proof) -> None:
        """Uses the proof up; raises ProofRefused when it was used before, by whichever process."""
        if not await self._used.use_proof(proof.hash, proof.until):
            raise ProofRefused("This proof was used before. Make a new one for each request.")

    def _check_age(self, made_at: dt.datetime) -> None:
        age = self._clock() - made_at
        if age >= OLDEST:
            raise ProofRefused("This proof is too old. Make a new one, and compare the clock of your machine.")
        if -age > _AHEAD:
            raise ProofRefused("This proof does not hold yet. Compare the clock of your machine.")


def binding(claims: Mapping[str, Any]) -> str | None:
    """The thumbprint of the key that a token is bound to; None for one that is not bound.

    Raises ValueError for a token bound in a way that cannot be checked here, such as to a TLS certificate.
    """
    if "cnf" not in claims:
        return None
    confirmation = claims["cnf"]
    thumbprint = confirmation.get("jkt") if isinstance(confirmation, dict) and len(confirmation) == 1 else None
    if not isinstance(thumbprint, str) or not thumbprint.isascii():
        raise ValueError("bound to something else than a key of DPoP")
    return thumbprint


def _signed(proof: str) -> tuple[Mapping[str, Any], str]:
    """The claims of a proof, signed by the key in its own header, and the thumbprint of that key."""
    if len(proof) > _MOST_BYTES:
        raise ValueError("too long")
    header, _ = unverified(proof)
    if header.get("typ") != PROOF_TYPE or "crit" in header:
        raise ValueError("not a proof")
    algorithm = header["alg"]
    kind, members, curve = _KEYS[algorithm]
    given = header["jwk"]
    if "d" in given or given["crv"] != curve:
        raise ValueError("a private key, or one of another curve")
    key = kind.import_key({name: given[name] for name in members})
    return json.loads(jws.deserialize_compact(proof, key, algorithms=[algorithm]).payload), key.thumbprint()


def _names(claims: Mapping[str, Any], token_hash: bytes) -> bool:
    """Whether `ath` is this hash (section 4.2)."""
    expected = base64.urlsafe_b64encode(token_hash).rstrip(b"=")
    given = claims.get("ath")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected)


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return float(value)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims[name]
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise ValueError("not a text")
    return value


def _address(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and path of an address, without query and fragment (RFC 3986 section 6.2.3)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme), parts.path or "/"

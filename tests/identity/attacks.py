"""What a thief or forger may send, made from what an honest client has: one thing is wrong with each.

`needs` names the check that refuses it, by the name of the verifier in `lax.py` that leaves this check out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from hub.core.identifiers import new_id
from tests.identity.forging import forged, parsed, part, tampered

STRANGER: Final = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
THIEF: Final = ECKey.generate_key("P-256")
OWNER: Final = ECKey.generate_key("P-256")
ELSEWHERE: Final = "https://evil.example/keys"
"""An address at which the stranger publishes her key."""


@dataclass
class Source:
    """An honest client's token, the key that signed it, and the address of the hub's graph as clients know it."""

    good: str
    key: ECKey
    now: int
    graph: str

    def signed(self, *, key: ECKey | None = None, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """The good token with other claims, signed anew; None takes a claim or a field away."""
        head, claims = parsed(self.good)
        changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        changed_head = {name: value for name, value in {**head, **(header or {})}.items() if value is not None}
        body = f"{part(changed_head)}.{part(changed)}"
        # Without the library's ways of writing a token, which know better than to write some of these headers.
        return f"{body}.{part(JWSRegistry.algorithms['ES256'].sign(body.encode(), key or self.key))}"

    def bound(self, to: ECKey = OWNER) -> str:
        return self.signed(cnf={"jkt": to.thumbprint()})

    def proof(self, token: str, *, by: ECKey = OWNER, **changes: Any) -> str:
        """A proof for one request with this token; None takes a claim away."""
        ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
        claims = {"jti": str(new_id()), "htm": "POST", "htu": self.graph, "iat": self.now, "ath": ath, **changes}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": by.as_dict(private=False)}
        return jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, by)


@dataclass(frozen=True)
class Sent:
    """The fields of a request, which is sent as often; the last answer is the one that counts."""

    token: str
    proof: str | None = None
    scheme: str = "Bearer"
    times: int = 1

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"{self.scheme} {self.token}", **({"DPoP": self.proof} if self.proof else {})}


@dataclass(frozen=True)
class Attack:
    needs: str
    send: Callable[[Source], Sent]


def _token(needs: str, forge: Callable[[Source], str]) -> Attack:
    return Attack(needs, lambda source: Sent(forge(source)))


def _proof(needs: str, **changes: Any) -> Attack:
    """A bound token with a proof of its owner that is made for something else."""

    def send(source: Source) -> Sent:
        token = source.bound()
        given = {name: value(source) if callable(value) else value for name, value in changes.items()}
        return Sent(token, source.proof(token, **given), "DPoP")

    return Attack(needs, send)


def owned(source: Source) -> Sent:
    """No attack: a bound token with the proof of its owner."""
    token = source.bound()
    return Sent(token, source.proof(token), "DPoP")


def _replayed(source: Source) -> Sent:
    sent = owned(source)
    return Sent(sent.token, sent.proof, sent.scheme, times=2)


def _thiefs(source: Source) -> Sent:
    token = source.bound()
    return Sent(token, source.proof(token, by=THIEF), "DPoP")


def _other_header(source: Source) -> str:
    header, claims = parsed(source.good)
    return f"{part({**header, 'cty': 'JWT'})}.{part(claims)}.{source.good.split('.')[2]}"


def _other_signature(source: Source) -> str:
    body, _, signature = source.good.rpartition(".")
    return f"{body}.{('A' if signature[0] != 'A' else 'B') + signature[1:]}"


def _kind(**changes: Any) -> Callable[[Source], str]:
    return lambda source: source.signed(header={"typ": "JWT"}, **changes)


ATTACKS: Final[Mapping[str, Attack]] = {
    "expired": _token("end", lambda s: s.signed(iat=s.now - 900, exp=s.now - 10)),
    "without an end": _token("end", lambda s: s.signed(exp=None)),
    "not yet valid": _token("beginning", lambda s: s.signed(nbf=s.now + 60)),
    "issued in the future": _token("beginning", lambda s: s.signed(iat=s.now + 60)),
    "valid for ten years": _token("life", lambda s: s.signed(exp=s.now + 10 * 365 * 86_400)),
    "wrong audience": _token("audience", lambda s: s.signed(aud="another-hub")),
    "no audience": _token("audience", lambda s: s.signed(aud=None)),
    "wrong issuer": _token("issuer", lambda s: s.signed(iss="https://evil.example")),
    "issuer with a slash more": _token("issuer", lambda s: s.signed(iss=parsed(s.good)[1]["iss"] + "/")),
    "alg none": _token("algorithm none", lambda s: forged(s.good, s.key, alg="none")),
    "alg nOnE": _token("algorithm none", lambda s: forged(s.good, s.key, alg="nOnE")),
    "HS256 with the public key": _token("asymmetric", lambda s: forged(s.good, s.key, alg="HS256")),
    "unknown kid": _token("key id", lambda s: s.signed(key=STRANGER, header={"kid": STRANGER.kid})),
    "no kid": _token("key id", lambda s: s.signed(key=STRANGER, header={"kid": None})),
    "a stranger's key under the known kid": _token("signature", lambda s: s.signed(key=STRANGER)),
    "tampered claims": _token("signature", lambda s: tampered(s.good, realm_access={"roles": ["head_of_office"]})),
    "tampered header": _token("signature", _other_header),
    "tampered signature": _token("signature", _other_signature),
    "its own key in jwk": _token(
        "jwk", lambda s: s.signed(key=STRANGER, header={"jwk": STRANGER.as_dict(private=False)})
    ),
    "its own keys at jku": _token("jku", lambda s: s.signed(key=STRANGER, header={"jku": ELSEWHERE})),
    "an id token": _token("kind", _kind(typ=None, nonce="n", at_hash="h")),
    "an id token of Keycloak": _token("kind", _kind(typ="ID")),
    "a refresh token": _token("kind", _kind(typ="Refresh")),
    "a log-out token": _token("kind", lambda s: s.signed(header={"typ": "logout+jwt"}, typ=None)),
    "a proof as a token": _token("kind", lambda s: s.signed(header={"typ": "dpop+jwt"}, typ=None)),
    "another district": _token("district", lambda s: s.signed(tenant="1902")),
    "a client that nobody registered": _token("client", lambda s: s.signed(azp="someone", client_id="someone")),
    "a stolen bound token as Bearer": Attack("scheme", lambda s: Sent(s.bound())),
    "a stolen bound token as Bearer with its proof": Attack("scheme", lambda s: Sent(owned(s).token, owned(s).proof)),
    "a stolen bound token without a proof": Attack("proof", lambda s: Sent(s.bound(), scheme="DPoP")),
    "a stolen bound token with the thief's key": Attack("thumbprint", _thiefs),
    "a proof for a second time": Attack("replay", _replayed),
    "a proof for another method": _proof("method", htm="GET"),
    "a proof for another address": _proof("address", htu=lambda s: s.graph.replace("graphql", "oauth/token")),
    "a proof for another token": _proof(
        "token hash", ath=base64.urlsafe_b64encode(hashlib.sha256(b"another").digest()).decode().rstrip("=")
    ),
    "a proof without a token": _proof("token hash", ath=None),
    "a proof of yesterday": _proof("age", iat=lambda s: s.now - 86_400),
    "a token bound to a certificate": _token("certificate", lambda s: s.signed(cnf={"x5t#S256": "bGl0dGxl"})),
}  # fmt: skip

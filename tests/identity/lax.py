"""Verifiers that forgot one check each, and are the hub's own in everything else.

An attack that its own lax verifier does not let in proves nothing: something else about it was wrong.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from hub.core.actor import Actor
from hub.core.ports import Clock
from hub.identity import ExternalIssuer, Verifier
from hub.identity.dpop import Possession, Proof, ProofChecker
from hub.identity.external import ExternalTokens, _Trusted
from hub.identity.external_checks import ExternalChecks
from hub.identity.jwt_checks import ASYMMETRIC, unverified
from hub.identity.verifier import _Shown
from tests.identity.attacks import ELSEWHERE, STRANGER
from tests.identity.district import TENANT
from tests.identity.forging import part
from tests.identity.issuer import CLIENT
from tests.identity.registry import MemoryIdentity

Signed = tuple[Mapping[str, Any], Mapping[str, Any]]
PUBLISHED: Final = {ELSEWHERE: STRANGER.as_dict(private=False)}
"""What lies at the attackers' addresses, as far as a lax verifier would fetch it."""


class NoEnd(ExternalChecks):
    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = super().signed(token, keys)
        return header, {**claims, "exp": max(claims.get("exp", 0), self.clock().timestamp() + 60)}


class NoBeginning(ExternalChecks):
    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = super().signed(token, keys)
        now = self.clock().timestamp()
        return header, {**claims, "iat": min(claims["iat"], now), "nbf": now}


class NoLife(ExternalChecks):
    def is_short(self, claims: Mapping[str, Any]) -> None:
        pass


class NoAudience(ExternalChecks):
    def holds(self, claims: Mapping[str, Any]) -> None:
        super().holds({**claims, "aud": self.issuer.audience})


class NoKind(ExternalChecks):
    def is_access_token(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        pass


class NoIssuer(ExternalChecks):
    def names_issuer(self, claims: Mapping[str, Any]) -> None:
        pass


class TakesNone(ExternalChecks):
    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = unverified(token)
        return (header, claims) if header["alg"].lower() == "none" else super().signed(token, keys)


class TakesHmac(ExternalChecks):
    """Verifies with whatever the header says, and a public key is as good a secret as any."""

    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = unverified(token)
        if header["alg"] != "HS256":
            return super().signed(token, keys)
        key, (body, _, signature) = keys.get_by_kid(header["kid"]), token.rpartition(".")
        assert isinstance(key, ECKey)
        mac = hmac.new(key.as_pem(private=False), body.encode(), hashlib.sha256).digest()
        return (header, claims) if signature == part(mac) else super().signed(token, keys)


class TakesAnyKeyId(ExternalChecks):
    """Where there is no key there is nothing to compare."""

    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = unverified(token)
        return super().signed(token, keys) if header.get("kid") in _ids(keys) else (header, claims)


class NoSignature(ExternalChecks):
    """Looks at the header, and never at the signature."""

    def signed(self, token: str, keys: KeySet) -> Signed:
        header, claims = unverified(token)
        if header["alg"] not in ASYMMETRIC or header.get("kid") not in _ids(keys) or {"jwk", "jku"} & set(header):
            raise ValueError
        return header, claims


class BelievesJwk(ExternalChecks):
    def signed(self, token: str, keys: KeySet) -> Signed:
        header, _ = unverified(token)
        return _decoded(token, header["jwk"]) if "jwk" in header else super().signed(token, keys)


class BelievesJku(ExternalChecks):
    def signed(self, token: str, keys: KeySet) -> Signed:
        header, _ = unverified(token)
        return _decoded(token, PUBLISHED[header["jku"]]) if "jku" in header else super().signed(token, keys)


class NoCertificate(ExternalChecks):
    def claims(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        found = super().claims(token, keys)
        bound = "x5t#S256" in found.get("cnf", {})
        return {name: value for name, value in found.items() if name != "cnf" or not bound}


class AnyIssuer(ExternalTokens):
    """One issuer is as good as another: its keys are the ones to try."""

    Checks = NoIssuer

    def _of(self, issuer: str) -> _Trusted:
        return next(iter(self._trusted.values()))


class AnyDistrict(ExternalTokens):
    async def actor(self, claims: Mapping[str, Any]) -> Actor:
        return await super().actor({**claims, "tenant": TENANT})


class AnyClient(ExternalTokens):
    async def actor(self, claims: Mapping[str, Any]) -> Actor:
        return await super().actor({**claims, "azp": CLIENT, "client_id": CLIENT})


class AnyScheme(Verifier):
    async def _check_key(self, shown: _Shown, key: str | None) -> None:
        if shown.scheme != "bearer":
            await super()._check_key(shown, key)


class NoProof(ProofChecker):
    async def check(self, shown: Possession, token: str, thumbprint: str) -> None:
        if shown.proofs:
            await super().check(shown, token, thumbprint)


class AnyKey(ProofChecker):
    async def check(self, shown: Possession, token: str, _thumbprint: str) -> None:
        await self.use(self.read(shown, hashlib.sha256(token.encode()).digest()))


class Replayable(ProofChecker):
    async def use(self, proof: Proof) -> None:
        pass


class AnyMethod(ProofChecker):
    def read(self, shown: Possession, token_hash: bytes | None = None) -> Proof:
        method = unverified(shown.proofs[0])[1]["htm"] if shown.proofs else shown.method
        return super().read(dataclasses.replace(shown, method=method), token_hash)


class AnyAddress(ProofChecker):
    def read(self, shown: Possession, token_hash: bytes | None = None) -> Proof:
        path = urlsplit(unverified(shown.proofs[0])[1]["htu"]).path if shown.proofs else shown.path
        return super().read(dataclasses.replace(shown, path=path), token_hash)


class AnyToken(ProofChecker):
    def read(self, shown: Possession, _token_hash: bytes | None = None) -> Proof:
        return super().read(shown)


class AnyAge(ProofChecker):
    def _check_age(self, made_at: Any) -> None:
        pass


_CHECKS: Final[Mapping[str, type[ExternalChecks]]] = {
    "end": NoEnd, "beginning": NoBeginning, "life": NoLife, "audience": NoAudience, "kind": NoKind,
    "algorithm none": TakesNone, "asymmetric": TakesHmac, "key id": TakesAnyKeyId, "signature": NoSignature,
    "jwk": BelievesJwk, "jku": BelievesJku, "certificate": NoCertificate,
}  # fmt: skip
_TOKENS: Final[Mapping[str, type[ExternalTokens]]] = {
    "issuer": AnyIssuer, "district": AnyDistrict, "client": AnyClient,
}  # fmt: skip
_PROOFS: Final[Mapping[str, type[ProofChecker]]] = {
    "proof": NoProof, "thumbprint": AnyKey, "replay": Replayable, "method": AnyMethod, "address": AnyAddress,
    "token hash": AnyToken, "age": AnyAge,
}  # fmt: skip
LAX: Final = sorted([*_CHECKS, *_TOKENS, *_PROOFS, "scheme"])
"""What each of them forgot."""


@dataclasses.dataclass(frozen=True)
class Makes:
    """Makes verifiers that trust one issuer: the hub's own, and those that forgot something."""

    issuer: ExternalIssuer
    registry: MemoryIdentity
    clock: Clock
    http: aiohttp.ClientSession
    public_url: str

    def strict(self, kind: type[Verifier] = Verifier) -> Verifier:
        return kind(
            TENANT, self.registry, self.clock, external=[self.issuer], http=self.http, public_url=self.public_url
        )

    def lax(self, forgot: str) -> Verifier:
        """The hub's own verifier, with one part replaced by one that forgot this."""
        if forgot == "scheme":
            return self.strict(AnyScheme)
        made = self.strict()
        if forgot in _PROOFS:
            made._proofs = _PROOFS[forgot](self.registry, self.clock, self.public_url)
            return made
        tokens = _TOKENS.get(forgot) or _tokens(_CHECKS[forgot])
        made._external = tokens(TENANT, [self.issuer], self.http, self.clock, self.registry, made._standing)
        return made


def _tokens(checks: type[ExternalChecks]) -> type[ExternalTokens]:
    class Lax(ExternalTokens):
        Checks = checks

    return Lax


def _ids(keys: KeySet) -> set[str | None]:
    return {key.kid for key in keys.keys}


def _decoded(token: str, key: Mapping[str, Any]) -> Signed:
    found = jwt.decode(token, ECKey.import_key(dict(key)), algorithms=sorted(ASYMMETRIC))
    return found.header, found.claims

"""Tokens of other issuers: verified, kept by their hash for a while, and brought to what this hub lets them do."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from joserfc.jwk import KeySet

from hub.core.accounts import Acting
from hub.core.actor import Actor, ActorKind
from hub.core.errors import Unauthenticated
from hub.core.ports import Clock
from hub.identity.claims import client_of, external_actor
from hub.identity.external_checks import ExternalChecks
from hub.identity.external_issuer import ExternalIssuer
from hub.identity.issuers import IssuerKeys
from hub.identity.ports import IdentityStore
from hub.identity.standing import Kept, Standing

MOST_KEPT: Final = 4096
_KEPT: Final = dt.timedelta(seconds=60)
"""How long a signature is not verified again; it outlives neither the token's end nor a change of the issuer's keys."""
FRESH: Final = dt.timedelta(seconds=0.75)
"""How long the registry's word about a client is believed: closing it is effective everywhere within a second, also on
streams, which are asked about every 0.2 s."""


@dataclass(frozen=True, slots=True)
class _Trusted:
    issuer: ExternalIssuer
    keys: IssuerKeys
    checks: ExternalChecks


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: Mapping[str, Any]
    keys: KeySet


@dataclass(frozen=True, slots=True)
class _Registration:
    """The registry's word about a client: its row and its agreement, or None for one that is not there."""

    acting: Acting | None


class ExternalTokens:
    """The tokens of all other issuers of one hub."""

    Checks: type[ExternalChecks] = ExternalChecks

    def __init__(
        self,
        tenant: str,
        issuers: Sequence[ExternalIssuer],
        http: aiohttp.ClientSession | None,
        clock: Clock,
        store: IdentityStore,
        standing: Standing,
    ) -> None:
        """`http` is needed with `issuers` only."""
        self._tenant = tenant
        self._clock = clock
        self._store = store
        self._standing = standing
        self._trusted = {each.url: self._trust(each, http) for each in issuers}
        self._verified: Kept[bytes, _Verified] = Kept(clock, _KEPT, MOST_KEPT)
        self._registrations: Kept[str, _Registration] = Kept(clock, FRESH, MOST_KEPT)

    async def claims(self, token: str, issuer: str, key_id: str) -> Mapping[str, Any]:
        """What the token says, if it holds.

        Raises Unauthenticated for an issuer that is not known, JoseError or ValueError for a token that does not hold,
        SourceUnavailable while the issuer's keys cannot be had.
        """
        trusted = self._of(issuer)
        kept_as = hashlib.sha256(token.encode()).digest()
        kept = self._verified.get(kept_as)
        if kept and trusted.keys.still(kept.keys) and kept.claims["exp"] > self._clock().timestamp():
            return kept.claims
        keys = await trusted.keys.having(key_id)
        found = trusted.checks.claims(token, keys)
        self._verified.put(kept_as, _Verified(found, keys))
        return found

    async def actor(self, claims: Mapping[str, Any]) -> Actor:
        """Who asks, as far as her client may speak for her here; raises Unauthenticated when it may not (any more)."""
        issuer = self._of(str(claims["iss"])).issuer
        actor = external_actor(claims, issuer.names, self._tenant, issuer.rules)
        registered = await self._registration(actor.client_id)
        ids = (f"{issuer.url}#{claims['sub']}", f"{issuer.url}#{actor.token_id}")
        if await self._standing.is_revoked(actor.client_id, *ids):
            raise Unauthenticated("This access was ended. Ask the administrator.")
        if registered is None and client_of(claims, issuer.names) not in issuer.clients:
            raise Unauthenticated("The client of this token is not registered here. Ask the administrator.")
        if registered is not None and not registered.client.active:
            raise Unauthenticated("The client of this token was closed. Ask the administrator.")
        return actor if registered is None else _narrowed(actor, registered)

    def _of(self, issuer: str) -> _Trusted:
        found = self._trusted.get(issuer)
        if found is None:
            raise Unauthenticated(
                "This token comes from an issuer that this hub does not know. Get one from this hub's authorization "
                "server, or ask the administrator to register your issuer."
            )
        return found

    def _trust(self, issuer: ExternalIssuer, http: aiohttp.ClientSession | None) -> _Trusted:
        if http is None:
            raise ValueError("external issuers need an HTTP session")
        return _Trusted(issuer, IssuerKeys(issuer.url, http, self._clock), self.Checks(issuer, self._clock))

    async def _registration(self, client_id: str) -> Acting | None:
        """The client's row, open or closed, and its agreement, less than a second old."""
        known = self._registrations.get(client_id)
        if known is None:
            at = self._clock()
            known = self._registrations.put(client_id, _Registration(await self._store.acting(client_id)), at)
        return known.acting


def _narrowed(actor: Actor, registered: Acting) -> Actor:
    """What the client's registration here leaves of what the token says. An agency is what it is registered as."""
    client = registered.client
    scopes = actor.scopes & client.scopes
    if actor.kind is not ActorKind.CLIENT:
        return dataclasses.replace(actor, scopes=scopes, purposes=actor.purposes & client.purposes)
    purposes = (actor.purposes or client.purposes) & client.purposes
    return dataclasses.replace(
        actor,
        scopes=scopes,
        purposes=purposes,
        region=client.region,
        agency=client.agency,
        display_name=client.name,
        agreement=registered.agreement,
    )

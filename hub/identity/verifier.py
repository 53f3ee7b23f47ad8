"""Who is asking: from the Authorization header to the actor, or a sentence that says why not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError

from hub.core.accounts import User
from hub.core.actor import Actor, ActorKind, anonymous
from hub.core.errors import Unauthenticated
from hub.core.ports import Clock
from hub.identity.access_tokens import AccessTokens
from hub.identity.claims import external_actor, own_actor
from hub.identity.issuers import ExternalIssuer, IssuerKeys, issuer_of
from hub.identity.jwt_checks import unverified
from hub.identity.ports import IdentityStore
from hub.identity.standing import Kept, Standing

_MOST_ACTORS: Final = 4096
_KEPT: Final = dt.timedelta(seconds=60)
"""How long the signature of a token is not verified again; it never outlives its own end."""
_ENDED: Final = "This token was ended. Log in again."
_AGAIN: Final = "Get a new one from the authorization server."


@dataclass(frozen=True, slots=True)
class _Known:
    """A token of ours whose signature, times and audience held; `ids` are those under which it may be ended."""

    actor: Actor
    ends_at: float
    ids: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Pass:
    """The actor of an Authorization header, for as long as everything that was asked about her is believed."""

    actor: Actor
    until: dt.datetime


class Verifier:
    """Turns tokens of the embedded issuer and of the listed others into actors of one tenant."""

    def __init__(
        self,
        tenant: str,
        store: IdentityStore,
        clock: Clock,
        *,
        local: AccessTokens | None = None,
        external: Sequence[ExternalIssuer] = (),
        http: aiohttp.ClientSession | None = None,
    ) -> None:
        """`http` is needed with `external` only."""
        self._tenant = tenant
        self._clock = clock
        self._local = local
        self._standing = Standing(store, clock)
        self._external = {issuer.url: IssuerKeys(issuer, _needed(http), clock) for issuer in external}
        self._claims: Kept[bytes, Mapping[str, Any]] = Kept(clock, _KEPT, _MOST_ACTORS)
        self._known: Kept[bytes, _Known] = Kept(clock, _KEPT, _MOST_ACTORS)
        self._passes: dict[str, _Pass] = {}

    def known(self, authorization: str | None) -> Actor | None:
        """The actor of a header for which `actor` has just been asked; None when it has to be asked (again)."""
        found = self._passes.get(authorization or "")
        return found.actor if found is not None and self._clock() < found.until else None

    async def actor(self, authorization: str | None) -> Actor:
        """The actor of an Authorization header; without one, the anonymous actor.

        Raises Unauthenticated for a token that does not hold, and SourceUnavailable when the keys of its issuer cannot
        be had.
        """
        if authorization is None:
            return anonymous(self._tenant)
        if (known := self.known(authorization)) is not None:
            return known
        token = _bearer(authorization)
        try:
            return await self._of(token, authorization)
        except ExpiredTokenError:
            raise Unauthenticated(f"This token has expired. {_AGAIN}") from None
        except InvalidClaimError as error:
            raise Unauthenticated(_about(error)) from None
        except (JoseError, ValueError, KeyError, TypeError):
            # The reason stays here: it would tell a forger what to change.
            raise Unauthenticated(f"This token was not signed for this hub or has been changed. {_AGAIN}") from None

    async def _of(self, token: str, authorization: str) -> Actor:
        kept_as = hashlib.sha256(token.encode()).digest()
        known = self._known.get(kept_as)
        if known is not None and known.ends_at > self._clock().timestamp():
            return self._let_pass(authorization, known, await self._standing_actor(known))
        header, claims = unverified(token)
        issuer = issuer_of(claims)
        if self._local is not None and issuer == self._local.issuer:
            known = self._known.put(kept_as, self._own(self._local, token))
            return self._let_pass(authorization, known, await self._standing_actor(known))
        keys = self._external.get(issuer)
        if keys is None:
            raise Unauthenticated(
                "This token comes from an issuer that this hub does not know. Get one from this hub's authorization "
                "server, or ask the administrator to register your issuer."
            )
        verified = await self._verified(keys, kept_as, token, str(header.get("kid", "")))
        return external_actor(verified, keys.issuer.names, self._tenant)

    def _let_pass(self, authorization: str, known: _Known, actor: Actor) -> Actor:
        """Notes how long this header needs no look at anything: at most until the registry has to be asked again."""
        user = None if actor.kind is ActorKind.CLIENT else uuid.UUID(actor.subject)
        until = self._standing.until(actor.client_id, user)
        if until is not None:
            if len(self._passes) >= _MOST_ACTORS:
                self._passes.clear()
            ends_at = dt.datetime.fromtimestamp(known.ends_at, dt.UTC)
            self._passes[authorization] = _Pass(actor, min(until, ends_at))
        return actor

    async def _verified(self, keys: IssuerKeys, kept_as: bytes, token: str, key_id: str) -> Mapping[str, Any]:
        kept = self._claims.get(kept_as)
        if kept is not None and kept["exp"] > self._clock().timestamp():
            return kept
        return self._claims.put(kept_as, await keys.claims(token, key_id))

    def _own(self, tokens: AccessTokens, token: str) -> _Known:
        """What the token itself says; raises for one that does not hold."""
        claims = tokens.read_valid(token)
        if claims["tenant"] != self._tenant:
            raise Unauthenticated("This token belongs to another district. Ask that district's hub.")
        ids = str(claims["jti"]), str(claims.get("grant", ""))
        return _Known(own_actor(claims, None), float(claims["exp"]), ids)

    async def _standing_actor(self, known: _Known) -> Actor:
        """The actor with her NIK from the registry; raises when token, user or client were ended meanwhile."""
        actor = known.actor
        user = await self._user(known)
        # Others may have asked meanwhile, and a pass counts from what was said last.
        if self._standing.was_revoked(*known.ids):
            raise Unauthenticated(_ENDED)
        return actor if user is None or actor.nik == user.nik else dataclasses.replace(actor, nik=user.nik)

    async def _user(self, known: _Known) -> User | None:
        """Who she is; None for a client. Raises like `_standing_actor`."""
        actor = known.actor
        if await self._standing.is_revoked(*known.ids):
            raise Unauthenticated(_ENDED)
        if await self._standing.client(actor.client_id) is None:
            raise Unauthenticated("The client of this token is not registered any more. Ask the administrator.")
        if actor.kind is ActorKind.CLIENT:
            return None
        user = await self._standing.user(uuid.UUID(actor.subject))
        if user is None:
            raise Unauthenticated("This account was closed. Ask the administrator.")
        return user


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the access token in the header `Authorization: Bearer ...`.")
    return token.strip()


def _about(error: InvalidClaimError) -> str:
    if error.claim in ("nbf", "iat"):
        return "This token does not hold yet. Compare the clock of your machine with ours."
    return f"This token was not issued for this hub (its {error.claim} is another one). {_AGAIN}"


def _needed(http: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    if http is None:
        raise ValueError("external issuers need an HTTP session")
    return http

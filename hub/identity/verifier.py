"""Who is asking: from the Authorization header to the actor, or a sentence that says why not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError

from hub.core.accounts import Acting, User
from hub.core.actor import Actor, ActorKind, anonymous
from hub.core.errors import Unauthenticated
from hub.core.ports import Clock
from hub.identity.access_tokens import AccessTokens
from hub.identity.claims import own_actor
from hub.identity.dpop import Possession, ProofChecker, ProofRefused, binding
from hub.identity.external import ExternalTokens
from hub.identity.external_issuer import ExternalIssuer
from hub.identity.issuers import issuer_of
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
    """A token of ours whose signature, times and audience held; `ids` are those under which it may be ended.

    `key` is the thumbprint of the key that it is bound to; at `again_at` the signature is verified anew. `keys` says
    which keys verified it.
    """

    actor: Actor
    ends_at: float
    ids: tuple[str, str]
    key: str | None
    signed_at: float
    again_at: dt.datetime
    keys: int


@dataclass(slots=True)
class _Pass:
    """The actor of an Authorization header, for as long as everything that was asked about her is believed.

    There is none for a bound token: each request shows its key anew. That of a client can be made longer until
    `ends_at`, while `acting` is what the registry says of it and no other `keys` verify.
    """

    actor: Actor
    until: dt.datetime
    ends_at: dt.datetime
    ids: tuple[str, str]
    acting: Acting | None
    keys: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """A token as a request shows it: the header, the scheme in it, and what the request shows of a key."""

    authorization: str
    scheme: str
    token: str
    possession: Possession | None


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
        public_url: str = "",
    ) -> None:
        """`http` is needed with `external` only. `public_url` is the hub's address, below which requests with bound
        tokens are made; unless given, that of the embedded issuer."""
        self._tenant = tenant
        self._clock = clock
        self._local = local
        self._standing = Standing(store, clock)
        self._external = ExternalTokens(tenant, external, http, clock, store, self._standing)
        self._known: Kept[bytes, _Known] = Kept(clock, _KEPT, _MOST_ACTORS)
        self._keys_version = 0
        self._passes: dict[str, _Pass] = {}
        self._proofs = ProofChecker(store, clock, public_url or (local.issuer if local else ""))

    def known(self, authorization: str | None) -> Actor | None:
        """The actor of a header for which `actor` has just been asked; None when it has to be asked (again)."""
        found = self._passes.get(authorization or "")
        if found is None:
            return None
        now = self._clock()
        if found.acting is not None:
            self._standing.ask_ahead(now)
        if now < found.until:
            return found.actor
        return found.actor if self._is_longer(found, now) else None

    def _is_longer(self, found: _Pass, now: dt.datetime) -> bool:
        """Whether a pass that is over holds on, by what the registry said meanwhile because of others: with hundreds of
        clients almost every request would have to ask anew otherwise."""
        if found.acting is None or now >= found.ends_at or self._local is None:
            return False
        if self._local.keys.version != found.keys:
            return False
        until = self._standing.still(found.actor.client_id, found.acting, found.ids)
        if until is None:
            return False
        found.until = min(until, found.ends_at)
        return True

    async def actor(self, authorization: str | None, possession: Possession | None = None) -> Actor:
        """The actor of an Authorization header; without one, the anonymous actor.

        `possession` is what the request shows of the key that its token is bound to: a bound token opens nothing
        without. Raises Unauthenticated for a token that does not hold, and SourceUnavailable when the keys of its
        issuer cannot be had.
        """
        if authorization is None:
            return anonymous(self._tenant)
        if (known := self.known(authorization)) is not None:
            return known
        shown = _shown(authorization, possession)
        try:
            return await self._of(shown)
        except ExpiredTokenError:
            raise Unauthenticated(f"This token has expired. {_AGAIN}") from None
        except InvalidClaimError as error:
            raise Unauthenticated(_about(error)) from None
        except (JoseError, ValueError, KeyError, TypeError):
            # The reason stays here: it would tell a forger what to change.
            raise Unauthenticated(f"This token was not signed for this hub or has been changed. {_AGAIN}") from None

    async def _of(self, shown: _Shown) -> Actor:
        token = shown.token
        kept_as = hashlib.sha256(token.encode()).digest()
        self._forget_old_keys()
        known = self._known.get(kept_as)
        if known is not None and known.ends_at > self._clock().timestamp():
            return await self._admitted(shown, known)
        header, claims = unverified(token)
        issuer = issuer_of(claims)
        if self._local is not None and issuer == self._local.issuer:
            return await self._admitted(shown, self._known.put(kept_as, self._own(self._local, token)))
        theirs = await self._external.claims(token, issuer, str(header.get("kid", "")))
        actor = await self._external.actor(theirs)
        await self._check_key(shown, binding(theirs))
        return actor

    def _forget_old_keys(self) -> None:
        """A token is verified again when other keys verify than those it was verified with."""
        if self._local is not None and self._local.keys.version != self._keys_version:
            self._keys_version = self._local.keys.version
            self._known.clear()

    async def _admitted(self, shown: _Shown, known: _Known) -> Actor:
        """The actor of a token of ours, if it was not ended and the request has its key."""
        acting = await self._acting(known)
        actor = await self._standing_actor(known, acting)
        await self._check_key(shown, known.key)
        return actor if known.key else self._let_pass(shown.authorization, known, actor, acting)

    async def _check_key(self, shown: _Shown, key: str | None) -> None:
        """Raises ProofRefused unless scheme and proof are those that the token wants (RFC 9449 section 7)."""
        if key is None:
            if shown.scheme == "dpop":
                raise ProofRefused(
                    "This token is not bound to a key. Send it in the header `Authorization: Bearer ...`."
                )
            return
        if shown.scheme != "dpop" or shown.possession is None:
            raise ProofRefused(
                "This token is bound to a key. Send it in the header `Authorization: DPoP ...`, with a proof of "
                "possession for each request in the header `DPoP`."
            )
        await self._proofs.check(shown.possession, shown.token, key)

    def _let_pass(self, authorization: str, known: _Known, actor: Actor, acting: Acting) -> Actor:
        """Notes how long this header needs no look at anything: at most until the registry has to be asked again."""
        user = None if actor.kind is ActorKind.CLIENT else uuid.UUID(actor.subject)
        until = self._standing.until(actor.client_id, user)
        if until is not None:
            if len(self._passes) >= _MOST_ACTORS:
                self._passes.clear()
            ends_at = min(dt.datetime.fromtimestamp(known.ends_at, dt.UTC), known.again_at)
            longer = acting if user is None else None
            self._passes[authorization] = _Pass(actor, min(until, ends_at), ends_at, known.ids, longer, known.keys)
        return actor

    def _own(self, tokens: AccessTokens, token: str) -> _Known:
        """What the token itself says; raises for one that does not hold."""
        claims = tokens.read_valid(token)
        if claims["tenant"] != self._tenant:
            raise Unauthenticated("This token belongs to another district. Ask that district's hub.")
        ids = str(claims["jti"]), str(claims.get("grant", ""))
        return _Known(
            own_actor(claims, None),
            float(claims["exp"]),
            ids,
            binding(claims),
            float(claims["iat"]),
            self._clock() + _KEPT,
            self._keys_version,
        )

    async def _standing_actor(self, known: _Known, acting: Acting) -> Actor:
        """The actor with what the registry says of her: a user's NIK, a client's agreement.

        Raises when token, user or client were ended meanwhile.
        """
        actor = known.actor
        user = None if actor.kind is ActorKind.CLIENT else await self._user(actor)
        # Others may have asked meanwhile, and a pass counts from what was said last.
        if self._standing.was_revoked(*known.ids):
            raise Unauthenticated(_ENDED)
        if user is None:
            return dataclasses.replace(actor, agreement=acting.agreement) if acting.agreement else actor
        if actor.nik == user.nik and actor.opened == user.opened:
            return actor
        return dataclasses.replace(actor, nik=user.nik, opened=user.opened)

    async def _acting(self, known: _Known) -> Acting:
        """The client of a token that was not ended. Raises like `_standing_actor`."""
        if await self._standing.is_revoked(*known.ids):
            raise Unauthenticated(_ENDED)
        acting = await self._standing.client(known.actor.client_id)
        if acting is None:
            raise Unauthenticated("The client of this token is not registered any more. Ask the administrator.")
        if not acting.client.still_is(dt.datetime.fromtimestamp(known.signed_at, dt.UTC)):
            raise Unauthenticated(f"What this client may do was changed. {_AGAIN}")
        return acting

    async def _user(self, actor: Actor) -> User:
        """Who she is. Raises like `_standing_actor`."""
        user = await self._standing.user(uuid.UUID(actor.subject))
        if user is None:
            raise Unauthenticated("This account was closed. Ask the administrator.")
        return user


def _shown(authorization: str, possession: Possession | None) -> _Shown:
    scheme, _, token = authorization.strip().partition(" ")
    scheme, token = scheme.lower(), token.strip()
    if scheme not in ("bearer", "dpop") or not token:
        raise Unauthenticated("Send the access token in the header `Authorization: Bearer ...`, or `DPoP ...`.")
    return _Shown(authorization, scheme, token, possession)


def _about(error: InvalidClaimError) -> str:
    if error.claim in ("nbf", "iat"):
        return "This token does not hold yet. Compare the clock of your machine with ours."
    return f"This token was not issued for this hub (its {error.claim} is another one). {_AGAIN}"

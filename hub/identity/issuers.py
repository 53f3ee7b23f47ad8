"""Other issuers whose tokens are accepted: found by OpenID Connect Discovery, their keys kept and renewed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from hub.core.errors import SourceUnavailable, Unauthenticated
from hub.core.ports import Clock
from hub.identity.claims import ClaimNames
from hub.identity.jwt_checks import ASYMMETRIC, check_times, verified
from hub.telemetry import logger

_log = logger(__name__)
_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_MOST_BYTES: Final = 256 * 1024
_KEEP: Final = dt.timedelta(minutes=10)
"""Keys are asked for again after this time, so that one that was withdrawn ends here too."""
_PAUSE: Final = dt.timedelta(seconds=10)
"""Between two questions to one issuer, so that tokens with made-up key ids cost it nothing."""
_LEAST_RSA_BITS: Final = 2048
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class ExternalIssuer:
    """`url` is compared letter by letter with `iss`; `audience` must stand in `aud`."""

    url: str
    audience: str
    names: ClaimNames = field(default_factory=ClaimNames)


class IssuerKeys:
    """The keys of one issuer. A key id that is not known makes it ask again: issuers change their keys."""

    def __init__(self, issuer: ExternalIssuer, http: aiohttp.ClientSession, clock: Clock) -> None:
        self.issuer: Final = issuer
        self._http = http
        self._clock = clock
        self._keys: KeySet | None = None
        self._asked_at: dt.datetime | None = None
        self._got_at: dt.datetime | None = None
        self._lock = asyncio.Lock()

    async def claims(self, token: str, key_id: str) -> Mapping[str, Any]:
        """The claims of a token that holds now. Raises JoseError, ValueError, or SourceUnavailable without keys."""
        _, claims = verified(token, await self._for(key_id), ASYMMETRIC)
        if claims.get("iss") != self.issuer.url:
            raise ValueError("not a token of this issuer")
        # Keycloak writes the kind of token into the claims; an id token tells who logged in and opens nothing.
        if claims.get("typ") not in (None, "Bearer", "at+jwt"):
            raise ValueError("not an access token")
        check_times(claims, self.issuer.audience, self._clock())
        return claims

    async def _for(self, key_id: str) -> KeySet:
        if not self._is_good_for(key_id):
            async with self._lock:
                if not self._is_good_for(key_id) and self._may_ask():
                    await self._renew()
        if self._keys is None:
            raise SourceUnavailable("The issuer of this token does not answer now. Try again in a minute.")
        return self._keys

    def _is_good_for(self, key_id: str) -> bool:
        if self._keys is None or self._got_at is None or self._clock() - self._got_at > _KEEP:
            return False
        return any(key.kid == key_id for key in self._keys.keys)

    def _may_ask(self) -> bool:
        return self._asked_at is None or self._clock() - self._asked_at >= _PAUSE

    async def _renew(self) -> None:
        """Asks for the keys. When the issuer does not answer, the ones that are known go on to hold."""
        self._asked_at = self._clock()
        try:
            metadata = await self._json(f"{self.issuer.url.rstrip('/')}/.well-known/openid-configuration")
            if metadata.get("issuer") != self.issuer.url:
                raise ValueError("the metadata names another issuer")
            self._keys = _signing_keys(await self._json(str(metadata["jwks_uri"])))
            self._got_at = self._clock()
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, JoseError) as error:
            _log.warning("an issuer's keys cannot be read", extra={"error": type(error).__name__})

    async def _json(self, url: str) -> Mapping[str, Any]:
        if not is_safe(url):
            raise ValueError("neither https nor this machine")
        async with self._http.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            response.raise_for_status()
            body = await response.content.read(_MOST_BYTES)
            # `read` may give less than there is; the rest is asked for until the end or the limit.
            while len(body) < _MOST_BYTES and (more := await response.content.read(_MOST_BYTES - len(body))):
                body += more
        found = json.loads(body)
        if response.status != 200 or not isinstance(found, dict):
            raise ValueError("not a JSON object")
        return found


def is_safe(url: str) -> bool:
    """Whether keys may come from there: by TLS, or from this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _signing_keys(jwks: Mapping[str, Any]) -> KeySet:
    """The public keys for signatures; secrets, keys for encryption and short RSA keys are left out."""
    keys = [key for data in jwks["keys"] if (key := _signing_key(data)) is not None]
    if not keys:
        raise ValueError("no usable key")
    return KeySet([*keys])


def _signing_key(data: Mapping[str, Any]) -> ECKey | OKPKey | RSAKey | None:
    kinds: Mapping[str, type[ECKey | OKPKey | RSAKey]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    kind = kinds.get(str(data.get("kty")))
    if kind is None or data.get("use", "sig") != "sig" or not data.get("kid"):
        return None
    try:
        key = kind.import_key(dict(data))
    except (JoseError, ValueError, TypeError):
        return None
    if isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS:
        return None
    return key


def issuer_of(claims: Mapping[str, Any]) -> str:
    """The issuer that a token names, believed by nobody yet."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise Unauthenticated("This token does not say who issued it. Get one from the authorization server.")
    return issuer

"""Log-in at the issuer: authorization code with PKCE (RFC 6749, 7636, 9700), over HTTP like any other client."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from hub.console.base.refusals import refusal
from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, STAFF, STEP_UP, Role
from hub.core.errors import HubError, SourceUnavailable, Unauthenticated
from hub.core.texts import say

CLIENT_ID: Final = "satu-console"
SCOPE: Final = " ".join(sorted(set().union(*(ROLE_SCOPES[role] for role in (*STAFF, Role.HELPER, Role.CITIZEN)))))
"""All that anybody may have who logs in here; the issuer grants of it what this person has."""
_STEP_UP: Final = {"acr_values": MULTI_FACTOR, "max_age": str(int(STEP_UP.total_seconds()))}
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`refresh` is empty where the issuer gives none."""

    access: str = field(repr=False)
    refresh: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Challenge:
    """A log-in under way: where to send the browser, and what to remember until it comes back."""

    url: str
    state: str
    verifier: str = field(repr=False)


class Issuer:
    """A public OAuth client of one issuer. `redirect_uri` is the console's callback."""

    def __init__(self, issuer: str, redirect_uri: str, http: aiohttp.ClientSession) -> None:
        self._issuer = issuer.rstrip("/")
        self._redirect_uri = redirect_uri
        self._http = http
        self._endpoints: Mapping[str, Any] | None = None

    @property
    def address(self) -> str:
        """Who gives out tokens; its other addresses are told below it (RFC 8414)."""
        return self._issuer

    async def challenge(self, *, step_up: bool = False) -> Challenge:
        """Begins a log-in. `prompt=login`: at a shared counter everybody says who she is. `step_up`: with a second
        factor, now (RFC 9470 section 4)."""
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code", "client_id": CLIENT_ID, "redirect_uri": self._redirect_uri, "scope": SCOPE,
            "state": state, "code_challenge": hashed, "code_challenge_method": "S256", "prompt": "login",
            **(_STEP_UP if step_up else {}),
        }  # fmt: skip
        return Challenge(f"{await self._endpoint('authorization_endpoint')}?{urlencode(query)}", state, verifier)

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens for a code; raises Unauthenticated when the issuer does not take it."""
        given = {"code": code, "code_verifier": verifier, "redirect_uri": self._redirect_uri}
        return await self._token({"grant_type": "authorization_code", **given})

    async def refresh(self, token: str) -> Tokens:
        """New tokens; raises Unauthenticated when the old ones do not hold any more."""
        return await self._token({"grant_type": "refresh_token", "refresh_token": token})

    async def revoke(self, token: str) -> None:
        """Ends a token at the issuer (RFC 7009); an issuer that does not answer cannot keep anybody logged in here."""
        try:
            endpoint = await self._endpoint("revocation_endpoint")
            form = {"token": token, "client_id": CLIENT_ID}
            async with self._http.post(endpoint, data=form, timeout=_TIMEOUT) as response:
                await response.read()
        except (HubError, aiohttp.ClientError, TimeoutError):
            return

    async def _token(self, form: Mapping[str, str]) -> Tokens:
        endpoint = await self._endpoint("token_endpoint")
        try:
            async with self._http.post(endpoint, data={**form, "client_id": CLIENT_ID}, timeout=_TIMEOUT) as response:
                body = await response.json(content_type=None)
                if response.status != 200 or not isinstance(body, dict) or "access_token" not in body:
                    raise refusal(Unauthenticated, say("Upaya masuk tidak diterima. Silakan masuk lagi."))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise _silent() from error
        return Tokens(str(body["access_token"]), str(body.get("refresh_token") or ""))

    async def _endpoint(self, name: str) -> str:
        """An address out of the issuer's own metadata (RFC 8414, OpenID Connect Discovery)."""
        if self._endpoints is None:
            self._endpoints = await self._metadata()
        found = self._endpoints.get(name)
        if not isinstance(found, str):
            raise refusal(
                SourceUnavailable, say("Layanan masuk tidak menyebut di mana harus masuk. Beri tahu administrator.")
            )
        return found

    async def _metadata(self) -> Mapping[str, Any]:
        url = f"{self._issuer}/.well-known/openid-configuration"
        try:
            async with self._http.get(url, timeout=_TIMEOUT) as response:
                found = await response.json(content_type=None)
                if response.status != 200 or not isinstance(found, dict) or found.get("issuer") != self._issuer:
                    raise _silent()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise _silent() from error
        return found


def _silent() -> SourceUnavailable:
    return refusal(
        SourceUnavailable, say("Layanan masuk tidak menjawab. Coba lagi satu menit lagi, atau beri tahu administrator.")
    )

"""A certified OpenID provider (npm oidc-provider 9) as the other issuer: its own tokens reach a hub's graph.

By client credentials and by authorization code with PKCE, as Bearer and bound to a key; and its keys change.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.identifiers import new_id
from hub.identity import ClaimNames, ExternalIssuer, Verifier
from hub.identity.issuers import PAUSE
from tests.fixtures import npm
from tests.identity.district import AUDIENCE, TENANT
from tests.identity.forging import parsed
from tests.identity.registry import MemoryIdentity
from tests.web.rig import Clock, Rig, Told, rig

HERE = Path(__file__).parent / "provider"
PUBLIC_URL: Final = "http://hub.test"
CALLBACK: Final = "http://127.0.0.1/callback"
ACTION: Final = r'action="([^"]+)"'
PROMPT: Final = r'name="prompt" value="(\w+)"'
NAMES: Final = ClaimNames(roles="realm_access.roles resource_access.satu-hub.roles")
WHO = {"query": "{ viewer { displayName roles scopes } }"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a running provider: one process for all tests here."""
    folder = npm.installed(HERE / "npm")
    shutil.copyfile(HERE / "provider.mjs", folder / "provider.mjs")
    with subprocess.Popen(
        [npm.node(), folder / "provider.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["issuer"])
        process.stdin.close()
        process.wait(timeout=10)


@dataclass
class Peer:
    """The hub that trusts the provider, and a client of both. With `key` it asks for tokens bound to that key."""

    hub: Rig
    issuer: str
    clock: Clock
    key: ECKey | None = None

    @property
    def http(self) -> aiohttp.ClientSession:
        return self.hub.http

    def proof(self, url: str, token: str = "") -> dict[str, str]:
        """The header of a request to this address, if there is a key."""
        if self.key is None:
            return {}
        ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
        claims = {"jti": str(new_id()), "htm": "POST", "htu": url, "iat": int(self.clock().timestamp())}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        return {"DPoP": jwt.encode(header, {**claims, **({"ath": ath} if token else {})}, self.key)}

    async def token(self, form: dict[str, str], **headers: str) -> dict[str, Any]:
        url = f"{self.issuer}/token"
        async with self.http.post(url, data=form, headers={**headers, **self.proof(url)}) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == 200, body
            return body

    async def by_client_credentials(self) -> dict[str, Any]:
        basic = aiohttp.encode_basic_auth("agency-frontend", "rahasia%20contoh")
        return await self.token(
            {"grant_type": "client_credentials", "scope": "citizen:read audit:read"}, Authorization=basic
        )

    async def by_code(self) -> dict[str, Any]:
        """Logs Budi in on the provider's own page, with PKCE."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": "satu-console", "response_type": "code", "redirect_uri": CALLBACK, "state": "s",
            "scope": "openid citizen:read audit:read", "code_challenge": challenge, "code_challenge_method": "S256",
            "nonce": "n",
        }  # fmt: skip
        url = await self._through_the_pages(f"{self.issuer}/auth?{urlencode(asked)}")
        code = parse_qs(urlsplit(url).query)["code"][0]
        return await self.token(
            {
                "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
                "client_id": "satu-console", "code_verifier": verifier,
            }
        )  # fmt: skip

    async def _through_the_pages(self, url: str) -> str:
        """Logs in, consents, and gives the address to which the browser is sent in the end."""
        form: dict[str, str] = {}
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            for _ in range(12):
                method = "POST" if form else "GET"
                async with browser.request(method, url, data=form or None, allow_redirects=False) as response:
                    text, form = await response.text(), {}
                if (sent_on := response.headers.get("Location")) is None:
                    (sent_on,), (prompt,) = (re.findall(find, text) for find in (ACTION, PROMPT))
                    form = {"prompt": prompt, "login": "budi", "password": "apa saja"}
                url = urljoin(url, sent_on)
                if url.startswith(CALLBACK):
                    return url
        pytest.fail("the provider's pages have no end")

    async def ask(self, token: str, scheme: str = "Bearer") -> Told:
        return await self.hub.post(
            WHO, f"{scheme} {token}", **(self.proof(f"{PUBLIC_URL}/graphql", token) if scheme == "DPoP" else {})
        )


@pytest.fixture
async def peer(provider: str) -> AsyncIterator[Peer]:
    registry, clock = MemoryIdentity(), Clock()
    trusted = ExternalIssuer(provider, AUDIENCE, NAMES, clients=frozenset({"satu-console", "agency-frontend"}))
    async with aiohttp.ClientSession() as http:
        verifier = Verifier(TENANT, registry, clock, external=[trusted], http=http, public_url=PUBLIC_URL)
        async with rig(verifier=verifier) as hub:
            yield Peer(hub, provider, clock)


AGENCY = {"displayName": "Aplikasi Contoh", "roles": ["agency_client"], "scopes": ["audit:read", "citizen:read"]}
BUDI = {"displayName": "Budi (DATA CONTOH)", "roles": ["operator"], "scopes": ["citizen:read"]}


@pytest.mark.parametrize(("grant", "who"), [("by_client_credentials", AGENCY), ("by_code", BUDI)])
async def test_a_bearer_token_reaches_the_graph(peer: Peer, grant: str, who: dict[str, Any]) -> None:
    body = await getattr(peer, grant)()
    assert body["token_type"] == "Bearer"
    assert parsed(body["access_token"])[0]["typ"] == "at+jwt"
    told = await peer.ask(body["access_token"])
    assert told.payload == {"data": {"viewer": who}}


@pytest.mark.parametrize(("grant", "who"), [("by_client_credentials", AGENCY), ("by_code", BUDI)])
async def test_a_bound_token_reaches_the_graph_with_its_key_alone(peer: Peer, grant: str, who: dict[str, Any]) -> None:
    peer.key = ECKey.generate_key("P-256")
    body = await getattr(peer, grant)()
    assert body["token_type"] == "DPoP"
    token = body["access_token"]
    assert (await peer.ask(token, "DPoP")).payload == {"data": {"viewer": who}}
    assert (await peer.ask(token)).status == 401
    peer.key = ECKey.generate_key("P-256")
    stolen = await peer.ask(token, "DPoP")
    assert (stolen.status, stolen.codes) == (401, ["UNAUTHENTICATED"])


async def test_its_id_token_opens_nothing(peer: Peer) -> None:
    body = await peer.by_code()
    assert (await peer.ask(body["id_token"])).status == 401


async def test_its_new_key_is_picked_up_and_a_withdrawn_one_ends(peer: Peer) -> None:
    old = (await peer.by_client_credentials())["access_token"]
    assert (await peer.ask(old)).status == 200
    await _rotate(peer)
    new = (await peer.by_client_credentials())["access_token"]
    assert parsed(new)[0]["kid"] != parsed(old)[0]["kid"]
    assert (await peer.ask(new)).status == 200
    assert (await peer.ask(old)).status == 200, "still published"
    await _rotate(peer, "?withdraw")
    assert (await peer.ask((await peer.by_client_credentials())["access_token"])).status == 200
    assert [(await peer.ask(token)).status for token in (old, new)] == [401, 401]


async def _rotate(peer: Peer, how: str = "") -> None:
    """Also lets the pause between two questions to the issuer go by."""
    async with peer.http.post(f"{peer.issuer}/rotate{how}") as response:
        assert response.status == 200
    peer.clock.ahead += PAUSE + dt.timedelta(seconds=1)

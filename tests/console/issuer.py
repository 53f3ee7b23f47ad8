"""A small authorization server on loopback: code with PKCE for the console, who logs in is said beforehand."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class FakeIssuer:
    """`person` is the role that logs in next; `refreshed` tokens replace old ones; revoked ones are kept."""

    person: str = "operator"
    redirect_uri: str = ""
    base: str = ""
    refuse: bool = False
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: list[dict[str, str]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    refreshes: list[str] = field(default_factory=list)
    refresh_answer: str | None = None

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self.metadata)
        app.router.add_get("/oauth/authorize", self.authorize)
        app.router.add_post("/oauth/token", self.token)
        app.router.add_post("/oauth/revoke", self.revoke)
        return app

    async def metadata(self, _request: web.Request) -> web.Response:
        endpoints = {"authorization": "authorize", "token": "token", "revocation": "revoke"}
        body = {f"{name}_endpoint": f"{self.base}/oauth/{path}" for name, path in endpoints.items()}
        return web.json_response({"issuer": self.base, **body})

    async def authorize(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.seen.append(query)
        assert query["code_challenge_method"] == "S256"
        if self.refuse:
            return _back(query, f"error=access_denied&state={query['state']}")
        code = secrets.token_urlsafe(8)
        self.codes[code] = (query["code_challenge"], self.person)
        return _back(query, f"code={code}&state={query['state']}")

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form["grant_type"] == "refresh_token":
            self.refreshes.append(str(form["refresh_token"]))
            if self.refresh_answer is None:
                return web.json_response({"error": "invalid_grant"}, status=400)
            return web.json_response({"access_token": self.refresh_answer, "refresh_token": "refresh-2"})
        challenge, person = self.codes.pop(str(form["code"]), ("", ""))
        hashed = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if base64.urlsafe_b64encode(hashed).decode().rstrip("=") != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": f"token-{person}", "refresh_token": f"refresh-{person}"})

    async def revoke(self, request: web.Request) -> web.Response:
        self.revoked.append(str((await request.post())["token"]))
        return web.Response()


def _back(query: dict[str, str], answer: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{query['redirect_uri']}?{answer}"})

"""The emulator of an agency that describes itself: it answers one operation as its OpenAPI document says."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from hub.exchange.emulation.control import Control
from hub.exchange.emulation.people import People
from hub.exchange.openapi.document import OpenApi, Scheme
from hub.exchange.openapi.shape import Shape, answer_for, example

_TOKEN = "contoh-token"  # noqa: S105  an emulator's


class DescribedService:
    """Answers about the people whom it holds, for one account; `facet` is the key of a person's items."""

    def __init__(
        self,
        document: OpenApi,
        shape: Shape,
        people: People,
        control: Control,
        *,
        facet: str,
        account: Mapping[str, str],
    ) -> None:
        self._document = document
        self._shape = shape
        self._people = people
        self._control = control
        self._facet = facet
        self._account = account

    def add_to(self, application: web.Application) -> None:
        """Adds the operation, and the token's address where it has one; any other path is unknown (404)."""
        known = self._shape.operation
        path = known.path.replace(f"{{{self._shape.parameter}}}", "{nik}")
        application.router.add_route(known.method, path, self.answer)
        if known.account.scheme is Scheme.CLIENT_CREDENTIALS:
            application.router.add_post(known.account.token_path, self.token)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What the document says of a person."""
        nik = await self._asked(request)
        fault = await self._control.called(request, self._shape.operation.id, nik)
        if fault is not None:
            return fault
        if not self._is_known(request):
            return web.json_response({}, status=401)
        if self._control.faults.quota_exhausted:
            return web.json_response({}, status=429)
        person = self._people.get(self._control.aimed(nik))
        if person is None or not person[self._facet]:
            return self._nobody()
        return web.json_response(answer_for(self._document, self._shape, person, person[self._facet]))

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Client credentials."""
        given = await request.post()
        fault = await self._control.called(request, "token", "account")
        if fault is not None:
            return fault
        if any(given.get(name) != value for name, value in self._account.items()):
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response({"access_token": _TOKEN, "token_type": "Bearer", "expires_in": 3600})

    async def _asked(self, request: web.Request) -> str:
        name = self._shape.parameter
        if self._shape.in_body:
            return str((await request.json()).get(name))
        return request.match_info.get("nik") or request.query.get(name) or request.headers.get(name) or ""

    def _is_known(self, request: web.Request) -> bool:
        account, given = self._shape.operation.account, request.headers.get("Authorization")
        if account.scheme is Scheme.API_KEY:
            return request.headers.get(account.header) == self._account["api_key"]
        if account.scheme is Scheme.BASIC:
            pair = f"{self._account['username']}:{self._account['password']}".encode()
            return given == f"Basic {base64.b64encode(pair).decode()}"
        if account.scheme is Scheme.NONE:
            return True
        return given == f"Bearer {self._account.get('token', _TOKEN)}"

    def _nobody(self) -> web.Response:
        schema = self._shape.operation.answers["404"]
        told: Any = {} if schema is None else example(self._document, schema)
        return web.json_response(told, status=404)

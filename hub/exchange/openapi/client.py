"""Asks operations of an OpenAPI document, through the client of all connectors, with its limits.

Question and answer are held against the document. An answer that does not fit is unreadable; one whose status the
document does not have is an error of the agency. Neither error quotes anything of it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from hub.core.ports import Clock
from hub.exchange.client import HttpClient, Question, Reply, Tokens
from hub.exchange.failures import Reason, unavailable
from hub.exchange.oauth import ClientCredentials
from hub.exchange.openapi.document import Account, DocumentError, OpenApi, Operation, Parameter, Scheme, Where
from hub.exchange.settings import ConnectorSettings

_REPEATABLE: Final = frozenset({"GET", "HEAD"})
_NO_PART: Final = frozenset({"", ".", ".."})


@dataclass(frozen=True, slots=True)
class Answered:
    """A documented answer, and its JSON if it has any. A status of 4xx is the agency's word."""

    status: int
    value: Any = field(repr=False)


class OpenApiAgency:
    """Asks one agency by its document. Makes a client for each account that its operations want."""

    def __init__(
        self, document: OpenApi, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock
    ) -> None:
        self._document = document
        self._settings = settings
        self._session = session
        self._clock = clock
        self._clients: dict[Account, HttpClient] = {}

    async def ask(
        self, operation: str, given: Mapping[str, Any], body: Any = None, *, repeatable: bool | None = None
    ) -> Answered:
        """The answer of an operation. `given` are its parameters; `repeatable` says that asking twice does no harm.

        Left out, that is so for GET and HEAD. Raises SourceUnavailable or QuotaExhausted, and DocumentError for a
        question that is none of the document's.
        """
        known = self._document.operation(operation)
        question = self._question(known, given, body, known.method in _REPEATABLE if repeatable is None else repeatable)
        return self._read(known, await self._client(known.account).ask(question))

    async def reach(self) -> None:
        """Whether anything answers at the agency's address; asks about nobody, and costs no quota."""
        await HttpClient(self._settings, self._session).reach()

    def _question(self, known: Operation, given: Mapping[str, Any], body: Any, repeatable: bool) -> Question:
        self._check(known, given, body)
        parts: dict[Where, dict[str, str]] = {where: {} for where in Where}
        for each in known.parameters:
            if each.name in given:
                parts[each.where][each.name] = _plain(given[each.name])
        path = known.path
        for name, value in parts[Where.PATH].items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return Question(
            operation=known.id,
            method=known.method,
            path=path,
            idempotent=repeatable,
            query=parts[Where.QUERY],
            headers={**parts[Where.HEADER], **_headers(known.account, self._settings.credentials)},
            json=body,
        )

    def _check(self, known: Operation, given: Mapping[str, Any], body: Any) -> None:
        """Raises DocumentError, which names what does not fit and quotes nothing."""
        named, fits = {each.name: each for each in known.parameters}, self._document.fits
        wrong = [
            *(name for name in given if name not in named),
            *(name for name, each in named.items() if each.required and name not in given),
            *(name for name in given if name in named and not fits(given[name], named[name].schema)),
            *(name for name in given if name in named and _leads_elsewhere(named[name], given[name])),
        ]
        if (body is None) != (known.body is None) or (known.body is not None and not fits(body, known.body)):
            wrong.append("the body")
        if wrong:
            raise DocumentError(f"A question to {known.id} is not as its document says: {', '.join(wrong)}.")

    def _read(self, known: Operation, reply: Reply) -> Answered:
        name = known.answer_of(reply.status)
        if name is None:
            raise unavailable(self._settings.manifest, Reason.ERROR_STATUS)
        schema = known.answers[name]
        value = None if schema is None else reply.json()
        if schema is not None and not self._document.fits(value, schema):
            raise unavailable(self._settings.manifest, Reason.UNREADABLE)
        return Answered(reply.status, value)

    def _client(self, account: Account) -> HttpClient:
        if account not in self._clients:
            self._clients[account] = HttpClient(self._settings, self._session, tokens=self._tokens(account))
        return self._clients[account]

    def _tokens(self, account: Account) -> Tokens | None:
        if account.scheme is not Scheme.CLIENT_CREDENTIALS:
            return None
        credentials = self._settings.credentials
        form = {
            "grant_type": "client_credentials",
            **{name: credentials[name] for name in ("client_id", "client_secret")},
        }
        question = Question(
            operation="token",
            method="POST",
            path=account.token_path,
            idempotent=True,
            counts=False,
            form={**form, "scope": " ".join(account.scopes)} if account.scopes else form,
        )
        return ClientCredentials(
            HttpClient(self._settings, self._session), question, self._settings.manifest, self._clock
        )


def _leads_elsewhere(parameter: Parameter, value: Any) -> bool:
    """Whether it would not be a part of the path, but the way to another place."""
    return parameter.where is Where.PATH and _plain(value) in _NO_PART


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _headers(account: Account, credentials: Mapping[str, str]) -> dict[str, str]:
    if account.scheme is Scheme.API_KEY:
        return {account.header: credentials["api_key"]}
    if account.scheme is Scheme.BEARER:
        return {"Authorization": f"Bearer {credentials['token']}"}
    if account.scheme is Scheme.BASIC:
        pair = f"{credentials['username']}:{credentials['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return {}

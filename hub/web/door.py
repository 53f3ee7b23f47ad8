"""The one door: from the parameters of a request, however they came, to the engine's answer.

POST, GET, an event stream and a socket differ in framing only. What stands here holds on all of them: which parameters
there are, which documents are trusted, who asks, and that nothing but the engine answers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.actor import Actor
from hub.core.errors import BadInput, ErrorCode, HubError, OperationNotRegistered
from hub.core.trusted import PREFIX, id_of
from hub.engine import Answer, Engine, GraphQLRequest, Register, Registered
from hub.engine.answer import refused_by
from hub.engine.registered import not_registered
from hub.engine.subscribed import Subscribed
from hub.identity import Possession, Verifier
from hub.telemetry import count_unknown
from hub.web.errors import Refusal
from hub.web.settings import Settings

MAX_BODY_BYTES: Final = 256 * 1024
"""Of one request, and of one message of a socket."""
_SUBSCRIPTION: Final = "subscription"
"""The word without which a document has none."""
_REGISTER: Final = (
    "Ask the hub's operator or the office's administrator to register this one{whose}, then send its identifier as "
    "`documentId`."
)
_ONLY_REGISTERED: Final = "This hub runs registered documents only. " + _REGISTER.format(whose="")
_BOUND: Final = (
    "This client is bound to registered documents; that is a setting of this client, not of the hub. "
    + _REGISTER.format(whose=" for your client")
)


class _Counting:
    """Around each request, so it is no generator: that would take several times as long."""

    __slots__ = ("_actor", "_engine")

    def __init__(self, engine: Engine, actor: Actor | None) -> None:
        self._engine = engine
        self._actor = actor

    def __enter__(self) -> None:
        """Nothing is counted yet."""

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _at: object) -> None:
        if error is None:
            return
        code = _code_of(error)
        if code is None:
            return
        if self._actor is None or not self._actor.client_id:
            count_unknown(code.value)
        else:
            self._engine.gave(self._actor, {code})


def _code_of(error: BaseException) -> ErrorCode | None:
    if isinstance(error, HubError):
        return error.code
    if isinstance(error, Refusal):
        return error.error.code
    return ErrorCode.BAD_INPUT if isinstance(error, web.RequestPayloadError) else None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the actor, and the header `Hub-Purpose`."""

    actor: Actor
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """`documents` are those of the hub's own folder, `register` those that clients registered while it runs.

    `trusted_only` refuses documents that are in neither, for `trusted_clients` at least; `batch` is the most operations
    of one request.
    """

    engine: Engine
    verifier: Verifier
    documents: Registered = field(default_factory=Registered)
    trusted_only: bool = False
    batch: int = 0
    trusted_clients: frozenset[str] = frozenset()
    register: Register | None = None

    async def knows(self, request: web.Request) -> Actor:
        """Who asks elsewhere than here, by the token that a request shows; it counts as one operation of hers.

        Raises Unauthenticated or RateLimited.
        """
        with self.counting():
            actor = await self.verifier.actor(request.headers.get("Authorization"), shown_by(request))
        with self.counting(actor):
            self.engine.count(actor)
        return actor

    def counting(self, actor: Actor | None = None) -> _Counting:
        """Counts what is refused inside, before there is an operation: for her client, or where none is known for the
        whole hub by its code alone. What an operation is refused with, the engine counts."""
        return _Counting(self.engine, actor)

    def request(self, parameters: Any, idempotency_key: str | None = None) -> GraphQLRequest:
        """The operation that the parameters describe. Raises BadInput or OperationNotRegistered.

        A document that is named and not in the folder may be the client's own; who that is, `answer` knows.
        """
        given = _checked(parameters)
        query, document_id = given.get("query"), _document_id(given)
        return GraphQLRequest(
            self._document(query, document_id),
            given.get("variables") or {},
            given.get("operationName"),
            idempotency_key,
            query is None,
            document_id,
        )

    async def answer(self, request: GraphQLRequest, caller: Caller) -> Answer:
        """The engine's answer, to a document that this client may send; never raises."""
        if not self._is_free(request, caller.actor.client_id):
            try:
                request = await self._used(request, caller)
            except HubError as error:
                return refused_by(error)
        return await self.engine.run(request, caller.actor, caller.purpose)

    async def subscribe(self, request: GraphQLRequest, caller: Caller) -> Subscribed | None:
        """What a subscription waits for; None for any other operation, and `answer` tells of it. Raises a HubError."""
        if _SUBSCRIPTION not in request.query and request.document_id is None:
            return None
        known = request if self._is_free(request, caller.actor.client_id) else await self.trusted(request, caller)
        found = await self.engine.subscribe(known, caller.actor, caller.purpose)
        if found is not None:
            self._count(known, caller)
        return found

    async def check_still(self, request: GraphQLRequest, caller: Caller) -> None:
        """Raises OperationNotRegistered where this client may not send a document any more that it sent before."""
        if not self._is_free(request, caller.actor.client_id):
            await self.trusted(request, caller, again=True)

    async def _used(self, request: GraphQLRequest, caller: Caller) -> GraphQLRequest:
        """The request with its document, whose use is counted. Raises OperationNotRegistered."""
        known = await self.trusted(request, caller)
        self._count(known, caller)
        return known

    def _count(self, known: GraphQLRequest, caller: Caller) -> None:
        """Of a document that this client registered."""
        if self.register is not None and known.document_id is not None:
            self.register.used(caller.actor.client_id, known.document_id)

    async def trusted(self, request: GraphQLRequest, caller: Caller, *, again: bool = False) -> GraphQLRequest:
        """The request with its document, and with the identifier of one that this client registered.

        What the database has to be asked for counts as one more operation, unless the hub asks `again` by itself: else
        a client could have it read as often as it thinks of another identifier.

        Raises OperationNotRegistered for a document that this client may not send, and RateLimited.
        """
        with self.counting(caller.actor):
            return await self._known(request, caller, again=again)

    async def _known(self, request: GraphQLRequest, caller: Caller, *, again: bool) -> GraphQLRequest:
        client_id, query = caller.actor.client_id, request.query
        if query and self.documents.knows(query, client_id):
            return dataclasses.replace(request, document_id=None)
        is_held = self.trusted_only or client_id in self.trusted_clients or await self._is_bound(client_id)
        if self.register is not None and (is_held or request.document_id is not None):
            document_id = request.document_id or id_of(query)
            if not again and not self.register.holds(client_id, document_id):
                self.engine.count(caller.actor)
            text = await self.register.text(client_id, document_id)
            if text is not None:
                return dataclasses.replace(request, query=text, document_id=document_id)
        if request.by_id:
            raise not_registered()
        if is_held:
            raise OperationNotRegistered(_ONLY_REGISTERED if self.trusted_only else _BOUND)
        return dataclasses.replace(request, document_id=None)

    def _is_free(self, request: GraphQLRequest, client_id: str) -> bool:
        """Whether nothing has to be asked about the document."""
        if request.document_id is not None or self.trusted_only or client_id in self.trusted_clients:
            return False
        return self.register is None or self.register.is_free(client_id)

    async def _is_bound(self, client_id: str) -> bool:
        return self.register is not None and await self.register.is_bound(client_id)

    def _document(self, query: str | None, document_id: str | None) -> str:
        if query is None and document_id is None:
            raise BadInput(
                "Send `query`, a text with one GraphQL document, or `documentId`, the identifier of a registered one."
            )
        if query is None:
            assert document_id is not None
            return self.documents.text(document_id) if self.register is None else self.documents.find(document_id) or ""
        if document_id is not None and document_id != id_of(query):
            raise BadInput("`query` and the identifier sent with it are two documents. Send one of them.")
        return query


def open_door(settings: Settings, engine: Engine, verifier: Verifier, register: Register | None = None) -> Door:
    """The door that the settings describe. Raises BadInput for a trusted document that does not compile."""
    documents = Registered.load(settings.documents_dir, engine.warm)
    clients = frozenset(settings.trusted_clients)
    return Door(engine, verifier, documents, settings.trusted_only, settings.batch, clients, register)


def shown_by(request: web.Request) -> Possession:
    """What a request shows of the key that its token is bound to (RFC 9449)."""
    return Possession(request.method, request.rel_url.raw_path, tuple(request.headers.getall("DPoP", ())))


def parsed(body: bytes | str) -> Any:
    """The JSON of a body or message; raises BadInput."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadInput("The body is not JSON. Send an object with `query` and, if needed, `variables`.") from None


_KINDS: Final[Mapping[str, tuple[type[Any], str]]] = {
    "query": (str, "a text"),
    "documentId": (str, "a text"),
    "operationName": (str, "a text"),
    "variables": (dict, "an object"),
    "extensions": (dict, "an object"),
}


def _checked(parameters: Any) -> Mapping[str, Any]:
    """The parameters: those that GraphQL over HTTP names are of their kind, null or absent; others stay unread."""
    if not isinstance(parameters, dict):
        raise BadInput("The body must be an object with `query` or `documentId`. Batches are not accepted here.")
    for name, value in parameters.items():
        if value is not None and name in _KINDS and not isinstance(value, _KINDS[name][0]):
            raise BadInput(f"`{name}` must be {_KINDS[name][1]}, or be left out.", path=name)
    return parameters


def _document_id(given: Mapping[str, Any]) -> str | None:
    """`documentId`, or the hash that Apollo's clients send as an extension."""
    document_id: str | None = given.get("documentId")
    persisted = (given.get("extensions") or {}).get("persistedQuery")
    if document_id is not None or persisted is None:
        return document_id
    sha256 = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(sha256, str):
        raise BadInput("`extensions.persistedQuery` must be an object with `sha256Hash`.", path="extensions")
    return PREFIX + sha256

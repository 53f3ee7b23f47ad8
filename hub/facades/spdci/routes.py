"""The addresses: a message is checked, its sender known, and it is acknowledged, or answered at once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.actor import Actor, ActorKind
from hub.core.errors import HubError
from hub.core.identifiers import new_id
from hub.engine.answer import refused_by as answer_to
from hub.facades import Adds, Given, Knows
from hub.facades.spdci import answers, envelope, signature
from hub.facades.spdci.asking import Asker
from hub.facades.spdci.callbacks import check_callback
from hub.facades.spdci.desk import Answered, Desk
from hub.facades.spdci.domains import DOMAINS, Domain
from hub.facades.spdci.envelope import CallbackHeader, Header, Search, TxnStatus, Unsubscribe
from hub.facades.spdci.words import Err, Refused, refused_by
from hub.store.spdci import Message, PgSpdci, Sender
from hub.store.spdci_subscriptions import PgSpdciSubscriptions
from hub.telemetry import span

LATER: Final[Mapping[str, str]] = {
    "search": "search",
    "subscribe": "subscribe",
    "unsubscribe": "unsubscribe",
    "txn/status": "txn-status",
}
"""Address -> action of what is acknowledged now and answered by the worker."""
AT_ONCE: Final[Mapping[str, str]] = {"sync/search": "search", "sync/txn/status": "txn-status"}
TOLD: Final[Mapping[str, str]] = {
    "on-search": "on-search",
    "on-subscribe": "on-subscribe",
    "on-unsubscribe": "on-unsubscribe",
    "txn/on-status": "txn-on-status",
    "notify": "notify",
}
Taken = Callable[[web.Request, Actor, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


def routes(given: Given, who: Knows) -> Adds:
    """Gives the function that adds the addresses of both registries."""

    def add(application: web.Application) -> None:
        for domain in DOMAINS.values():
            counter = Counter(given, who, domain)
            for paths, take in ((LATER, counter.later), (AT_ONCE, counter.at_once), (TOLD, counter.told)):
                for path, action in paths.items():
                    handler = partial(counter.handle, take, action)
                    application.router.add_post(f"/dci/{domain.name}/registry/{path}", handler)

    return add


@dataclass(frozen=True)
class Counter:
    """One registry's."""

    given: Given
    who: Knows
    domain: Domain

    @property
    def messages(self) -> PgSpdci:
        return PgSpdci(self.given.database, self.given.tenant)

    async def handle(self, take: Taken, action: str, request: web.Request) -> web.Response:
        """The answer to one message; a refusal in the standard's own form."""
        with span("spdci", operation=action):
            try:
                actor = await self._client(request)
                return _response(200, await take(request, actor, await _body(request)))
            except HubError as error:
                return self._refused(refused_by(error), error)
            except Refused as error:
                return self._refused(error)

    async def later(self, request: web.Request, actor: Actor, given: Mapping[str, Any]) -> Mapping[str, Any]:
        action = LATER[_path(request)]
        header, body = envelope.request(given, action)
        sender = await self._sender(actor, header, given)
        callback = check_callback(header.sender_uri, sender, sandbox=self.given.sandbox)
        message = self._message(request, actor, header, body, action)
        message = dataclasses.replace(message, state="WAITING", asked=given["message"], callback=callback)
        return answers.acknowledged((await self._kept(message)).id, self.given.clock())

    async def at_once(self, request: web.Request, actor: Actor, given: Mapping[str, Any]) -> Mapping[str, Any]:
        action = AT_ONCE[_path(request)]
        header, body = envelope.request(given, action)
        sender = await self._sender(actor, header, given)
        message = self._message(request, actor, header, body, action)
        desk = self._desk(actor, message)
        answered: Answered
        if isinstance(body, Search):
            message = await self._kept(message)
            answered = await desk.search(message, body, self.given.clock())
            await self.messages.note(message.id, answered.outcome)
            await self.messages.settle(message.id, "DONE", self.given.clock())
        else:
            assert isinstance(body, TxnStatus)
            answered = await desk.status(message, body, self.given.clock())
        parties = (sender.sender_id, header.receiver_id or answers.our_name(sender, self.given.public_url))
        at = self.given.clock()
        on = answers.ON[action]
        return answers.envelope(on, answered.message, id_=str(new_id()), at=at, parties=parties, counts=answered.count)

    async def told(self, request: web.Request, actor: Actor, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The hub has asked nobody: what it is told is acknowledged, and nothing of it is kept."""
        header = envelope.told(given, TOLD[_path(request)])
        await self._sender(actor, header, given)
        return answers.acknowledged(new_id(), self.given.clock())

    async def _client(self, request: web.Request) -> Actor:
        actor = await self.who(request)
        if actor.is_anonymous:
            raise Refused(Err.UNAUTHORIZED, "Send an access token of this hub as `Authorization: Bearer ...`.")
        if actor.kind is not ActorKind.CLIENT:
            raise Refused(Err.FORBIDDEN, "Registries are asked by clients in their own name, not by people.")
        return actor

    async def _sender(self, actor: Actor, header: Header | CallbackHeader, given: Mapping[str, Any]) -> Sender:
        """Who sent it: one that is registered for this client. Raises Refused."""
        sender = await self.messages.sender(header.sender_id or "")
        if sender is None or sender.client_id != actor.client_id:
            raise Refused(Err.SENDER_ID, "This sender_id is not registered for the client of this token.")
        if header.receiver_id and sender.receivers and header.receiver_id not in sender.receivers:
            raise Refused(Err.RECEIVER_ID, "The message is for another receiver than this registry.")
        signature.check(given, sender)
        return sender

    async def _kept(self, message: Message) -> Message:
        """The message as it is kept: once, however often it comes. Raises Refused for another of the same id."""
        before = await self.messages.take(message)
        if before is None:
            return message
        if before.digest != message.digest or before.action != message.action:
            raise Refused(Err.BAD, "Another message came under this message_id (rjct.message_id.duplicate).", 409)
        return before

    def _message(self, request: web.Request, actor: Actor, header: Header, body: envelope.Body, action: str) -> Message:
        return Message(
            id=new_id(),
            domain=self.domain.name,
            sender_id=header.sender_id,
            client_id=actor.client_id,
            message_id=header.message_id,
            digest=_digest(request, body),
            action=action,
            transaction_id=body.transaction_id,
            reference_ids=body.references,
            codes=tuple(body.subscription_codes) if isinstance(body, Unsubscribe) else (),
            scopes=tuple(sorted(actor.scopes)),
            purpose=request.headers.get("Hub-Purpose"),
            received_at=self.given.clock(),
        )

    def _desk(self, actor: Actor, message: Message) -> Desk:
        asker = Asker(self.given, self.domain, actor, message.purpose)
        return Desk(asker, self.messages, PgSpdciSubscriptions(self.given.database, self.given.tenant))

    def _refused(self, error: Refused, cause: HubError | None = None) -> web.Response:
        headers = dict(answer_to(cause).headers) if cause is not None else {}
        return _response(error.status, answers.refused(error, new_id(), self.given.clock()), headers)


async def _body(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise Refused(Err.BAD, "Send the message as JSON, with `Content-Type: application/json`.", 415)
    try:
        return envelope.parsed(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise Refused(Err.TOO_MANY, "The message is too large. Ask for less in one.", 413) from None


def _digest(request: web.Request, body: envelope.Body) -> bytes:
    """By which a repeat is known: the address and the message; a repeat has another moment in its header."""
    return hashlib.sha256(orjson.dumps([_path(request), body.model_dump()], option=orjson.OPT_SORT_KEYS)).digest()


def _path(request: web.Request) -> str:
    return request.path.partition("/registry/")[2]


def _response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )

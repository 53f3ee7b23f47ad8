"""The GraphQL endpoint over HTTP (GraphQL-over-HTTP): POST with JSON, GET for what may stand in an address."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from graphql import OperationType

from hub.core.actor import Actor
from hub.core.errors import BadInput, CostExceeded, ErrorCode, HubError
from hub.engine import Answer, GraphQLRequest
from hub.engine.answer import refused_by
from hub.web.accept import Media, chosen
from hub.web.connections import Held
from hub.web.door import MAX_BODY_BYTES, Caller, Door, parsed, shown_by
from hub.web.errors import Refusal
from hub.web.events import stream
from hub.web.followed import Asking, follow
from hub.web.in_address import check_address, parameters_of
from hub.web.socket import CONNECTIONS, socket

DOOR: Final = web.AppKey("door", Door)
_JSON: Final = frozenset({"application/json", Media.GRAPHQL.value})


async def graphql(request: web.Request) -> web.StreamResponse:
    """Answers one operation, or a batch where the hub takes them. The token is verified before the body is read."""
    if request.method == "GET" and request.headers.get("Upgrade", "").lower() == "websocket":
        return await socket(request, request.app[DOOR])
    media, door = chosen(request.headers.get("Accept")), request.app[DOOR]
    try:
        if media is None:
            with door.counting():
                raise Refusal(_not_acceptable(), HTTPStatus.NOT_ACCEPTABLE)
        return await _answered(request, door, media)
    except HubError as error:
        return _response(refused_by(error), media)
    except Refusal as refusal:
        answer = refused_by(refusal.error)
        return _response(Answer(refusal.status, answer.payload, refusal.headers), media)


async def _answered(request: web.Request, door: Door, media: Media) -> web.StreamResponse:
    who = partial(door.verifier.actor, request.headers.get("Authorization"), shown_by(request))
    with door.counting():
        caller = Caller(await who(), request.headers.get("Hub-Purpose"))
    key = request.headers.get("Idempotency-Key")
    with door.counting(caller.actor):
        parameters = parameters_of(request.query) if request.method == "GET" else parsed(await _body(request))
        if isinstance(parameters, list) and door.batch:
            _check_batch(door, parameters, media, key)
            return await _batch(door, parameters, caller, media)
        operation = door.request(parameters, key)
    if request.method == "GET":
        operation = await _check_get(door, operation, caller)
    if media is Media.EVENTS:
        return await _events(request, door, operation, Asking(caller, who))
    return plainly(await door.answer(operation, caller), media)


def plainly(answer: Answer, media: Media) -> web.Response:
    """An answer of the engine in its media type, with the status that this type asks for.

    In `application/json` a document or value that cannot be used is answered with 200, as the specification wants it
    of a well-formed request; whoever may not ask, asks too much, or meets a failure of ours learns it from the status.
    """
    return _written(answer.body, status_of(answer, media), media, answer.headers)


def status_of(answer: Answer, media: Media) -> int:
    """The status of an answer in this media type."""
    return HTTPStatus.OK if media is Media.JSON and _code(answer) is ErrorCode.BAD_INPUT else answer.status


def headers_of(media: Media | None, own: Mapping[str, str]) -> dict[str, str]:
    """The fields of an answer, with those of its own. Refusals of an event stream, and of a caller who takes nothing of
    ours, are told in plain JSON."""
    type_ = (Media.GRAPHQL if media is Media.GRAPHQL else Media.JSON).value
    return {"Content-Type": f"{type_}; charset=utf-8", "Cache-Control": "no-store", "Vary": "Accept", **own}


def _check_batch(door: Door, parameters: list[Any], media: Media, key: str | None) -> None:
    """Raises a HubError for what is no batch here."""
    if not 0 < len(parameters) <= door.batch:
        raise CostExceeded(
            f"A batch holds 1 to {door.batch} operations here. Send the others in a request of their own."
        )
    if media is Media.EVENTS:
        raise BadInput("A batch is answered as JSON. Ask for `application/json`, or send its operations one by one.")
    if key is not None:
        raise BadInput("The header Idempotency-Key serves one mutation. In a batch, put a key into each input.")


async def _batch(door: Door, parameters: list[Any], caller: Caller, media: Media) -> web.Response:
    """The answers in the order of the questions; each was limited, decided and recorded for itself."""
    answers = await asyncio.gather(*(_one(door, one, caller) for one in parameters))
    statuses = {plainly(answer, media).status for answer in answers}
    body = b"[" + b",".join(answer.body for answer in answers) + b"]"
    alike = len(statuses) == 1
    # What one of the headers asks of the client (to log in, to wait) holds for a request that failed as a whole.
    asked = next((answer.headers for answer in answers if answer.headers), {}) if alike else {}
    return _written(body, statuses.pop() if alike else HTTPStatus.OK, media, asked)


async def _events(request: web.Request, door: Door, operation: GraphQLRequest, asking: Asking) -> web.StreamResponse:
    """One answer, or those of a subscription; what cannot begin is told as any refusal is. Raises RateLimited."""
    caller = asking.caller
    answer = partial(door.answer, operation, caller)
    try:
        if (found := await door.subscribe(operation, caller)) is not None:
            return await follow(request, found, asking)
    except HubError as error:
        answer = partial(_told, refused_by(error))
    return await _streamed(request, answer(), caller.actor, asking.actor)


async def _told(answer: Answer) -> Answer:
    return answer


async def _streamed(
    request: web.Request, answer: Coroutine[Any, Any, Answer], actor: Actor, who: Callable[[], Awaitable[Actor]]
) -> web.StreamResponse:
    """The answer as events, for as long as `who` says that the token holds. Raises RateLimited."""
    answering = asyncio.create_task(answer)
    held = Held(actor, request.headers.get("Authorization"), who, answering.cancel)
    try:
        with request.app[CONNECTIONS].hold(held):
            return await stream(request, answering, plainly)
    finally:
        answering.cancel()


async def _one(door: Door, parameters: Any, caller: Caller) -> Answer:
    try:
        with door.counting(caller.actor):
            operation = door.request(parameters)
    except HubError as error:
        return refused_by(error)
    return await door.answer(operation, caller)


async def _body(request: web.Request) -> bytes:
    """The body, cut off as soon as it is too large, so that a large one costs nothing."""
    if request.content_type not in _JSON or (request.charset or "utf-8").lower() != "utf-8":
        message = "Send the operation as JSON in UTF-8, with `Content-Type: application/json`."
        raise Refusal(BadInput(message), HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"Accept": "application/json"})
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise _too_large()
    if request.content_length is not None:
        return await request.read()
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
    return bytes(body)


async def _check_get(door: Door, asked: GraphQLRequest, caller: Caller) -> GraphQLRequest:
    """The operation with its document. Refuses what must not be asked by an address; what cannot run at all is left to
    the engine to explain."""
    operation = await door.trusted(asked, caller)
    plan = await door.engine.foresee(operation, caller.actor)
    if plan is None:
        return operation
    with door.counting(caller.actor):
        if plan.kind is not OperationType.QUERY:
            message = f"A {plan.kind.value} is not run by GET. Send it by POST."
            raise Refusal(BadInput(message), HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "POST"})
        check_address(operation, plan)
    return operation


def _response(answer: Answer, media: Media | None) -> web.Response:
    return _written(answer.body, answer.status, media, answer.headers)


def _written(body: bytes, status: int, media: Media | None, headers: Mapping[str, str]) -> web.Response:
    return web.Response(body=body, status=status, headers=headers_of(media, headers))


def _code(answer: Answer) -> ErrorCode | None:
    """The code of an operation that was refused as a whole."""
    if answer.status == HTTPStatus.OK:
        return None
    return ErrorCode(answer.payload["errors"][0]["extensions"]["code"])


def _too_large() -> CostExceeded:
    return CostExceeded(f"The request has more than {MAX_BODY_BYTES // 1024} KB. Ask for less in one operation.")


def _not_acceptable() -> BadInput:
    types = ", ".join(f"`{media.value}`" for media in Media)
    return BadInput(f"Nothing that this endpoint answers is in the header Accept. Take one of {types}.")

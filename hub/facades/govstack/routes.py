"""The addresses: a request is checked, the caller known, and answered at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.actor import Actor, ActorKind
from hub.core.errors import HubError
from hub.core.identifiers import parse_uuid
from hub.engine.answer import refused_by as answer_to
from hub.facades import Adds, Given, Knows
from hub.facades.govstack import answers
from hub.facades.govstack.asking import MOST, Asker
from hub.facades.govstack.words import NO_RECORD, Refused, refused_by
from hub.store.govstack import PgRegistries, Registry
from hub.telemetry import span

PREFIX: Final = "/govstack/registries"
_DATA: Final = f"{PREFIX}/data/{{registry}}/{{version}}"
_WRITES: Final = (
    ("POST", f"{_DATA}/create"),
    ("PUT", f"{_DATA}/update"),
    *(("PUT", f"{_DATA}/{each}") for each in ("update-entries", "updateEntries")),
    *(("POST", f"{_DATA}/{each}") for each in ("update-or-create", "updateOrCreate")),
    ("DELETE", f"{_DATA}/{{id}}/delete"),
)
_DECLARES: Final = (("POST", f"{PREFIX}/database/modify"), ("DELETE", f"{PREFIX}/database/{{id}}"))
_READ_ONLY: Final = (
    "This registry shows the citizen record and is not written. The record changes by an application or by a"
    " correction with its papers: see `submitApplication` and `correctCitizen` of the graph."
)
_DECLARED: Final = "Registries are declared by this hub's operator, with `hub govstack declare`."
Answers = Callable[[web.Request, Actor], Awaitable[Any]]


def routes(given: Given, who: Knows) -> Adds:
    """Gives the function that adds them. Fixed names go first: `{registry}` would take them."""

    def add(application: web.Application) -> None:
        counter = Counter(given, who)
        reads: tuple[tuple[str, str, Answers], ...] = (
            *(
                ("GET", f"{PREFIX}/data/{each}", counter.usage)
                for each in ("MyPersonalDataUsage/1.0", "myPersonalDataUsage")
            ),
            ("GET", f"{PREFIX}/databases", counter.databases),
            ("GET", f"{PREFIX}/database/{{id}}", counter.database),
            ("GET", _DATA, counter.search),
            ("POST", f"{_DATA}/read", counter.read),
            ("POST", f"{_DATA}/exists", counter.exists),
            *(
                ("GET", f"{_DATA}/{{uuid}}/{each}/{{field}}.{{ext}}", counter.value)
                for each in ("read-value", "readValue")
            ),
        )
        for method, path, answer in reads:
            application.router.add_route(method, path, partial(counter.handle, answer))
        for why, writes in ((_READ_ONLY, _WRITES), (_DECLARED, _DECLARES)):
            for method, path in writes:
                application.router.add_route(method, path, partial(counter.handle, partial(_not_here, why)))

    return add


@dataclass(frozen=True)
class Counter:
    """Answers for all registries of this hub."""

    given: Given
    who: Knows

    @property
    def registries(self) -> PgRegistries:
        return PgRegistries(self.given.database, self.given.tenant)

    async def handle(self, answer: Answers, request: web.Request) -> web.Response:
        """One request; a refusal in the standard's own form."""
        with span("govstack", operation=f"{request.method} {_last(request)}"):
            try:
                return _response(200, await answer(request, await self._caller(request)))
            except HubError as error:
                return _refused(refused_by(error), answer_to(error).headers)
            except Refused as error:
                return _refused(error)

    async def read(self, request: web.Request, actor: Actor) -> Any:
        asker = await self._asker(request, actor)
        found = await asker.find(answers.query(await _body(request)))
        if not found:
            raise Refused(NO_RECORD, 404)
        return {"content": found[0]}

    async def exists(self, request: web.Request, actor: Actor) -> Any:
        asker = await self._asker(request, actor)
        return answers.exists(bool(await asker.find(answers.query(await _body(request)))))

    async def search(self, request: web.Request, actor: Actor) -> Any:
        """Who has exactly this value in this field: `search` and `filter` of the standard."""
        asker = await self._asker(request, actor)
        word, field = request.query.get("search", ""), request.query.get("filter", "")
        page, size = answers.page(request.query, MOST)
        found = await asker.find({field: word} if field and word else {})
        return answers.listed(found, request.query, field, page, size)

    async def value(self, request: web.Request, actor: Actor) -> Any:
        asker = await self._asker(request, actor)
        if request.match_info["ext"] != "json":
            raise Refused("Values are given as `json`.", 404)
        found = await asker.value(parse_uuid(request.match_info["uuid"], path="uuid"), request.match_info["field"])
        if found is None:
            raise Refused(NO_RECORD, 404)
        return found

    async def usage(self, request: web.Request, actor: Actor) -> Any:
        """The access receipts of somebody, in the words of the standard."""
        number, database = (_either(request, name) for name in (("userID", "userId"), ("DatabaseID", "databaseId")))
        every = await self.registries.registries()
        registry = next((one for one in every if database in {one.name, str(one.number)}), None)
        if registry is None:
            raise Refused("There is no such database. `databases` lists those that there are.")
        if not number.isalnum():
            raise Refused("userID is the number of a person.")
        asker = Asker(self.given, registry, actor, request.headers.get("Hub-Purpose"))
        return [answers.used(each) for each in await asker.usage(number)]

    async def databases(self, _request: web.Request, _actor: Actor) -> Any:
        return answers.databases(self.given, await self.registries.registries())

    async def database(self, request: web.Request, _actor: Actor) -> Any:
        every = await self.registries.registries()
        found = next((one for one in every if str(one.number) == request.match_info["id"]), None)
        if found is None:
            raise Refused(NO_RECORD, 404)
        return answers.database(found)

    async def _caller(self, request: web.Request) -> Actor:
        actor = await self.who(request)
        if actor.is_anonymous:
            raise Refused("Send an access token of this hub as `Authorization: Bearer ...`.", 401)
        if actor.kind is not ActorKind.CLIENT:
            raise Refused("Registries are asked by clients in their own name, not by people.", 403)
        return actor

    async def _asker(self, request: web.Request, actor: Actor) -> Asker:
        return Asker(self.given, await self._registry(request), actor, request.headers.get("Hub-Purpose"))

    async def _registry(self, request: web.Request) -> Registry:
        found = await self.registries.registry(request.match_info["registry"], request.match_info["version"])
        if found is None:
            raise Refused("There is no such registry. `databases` lists those that there are.", 404)
        return found


async def _not_here(why: str, _request: web.Request, _actor: Actor) -> Any:
    raise Refused(why, 403)


async def _body(request: web.Request) -> Mapping[str, Any]:
    try:
        found = orjson.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise Refused("The request is too large.", 413) from None
    except orjson.JSONDecodeError:
        raise Refused("Send an object as JSON.") from None
    if not isinstance(found, dict):
        raise Refused("Send an object as JSON.")
    return found


def _last(request: web.Request) -> str:
    """The last part of the address as it is declared: values in it may be somebody's numbers."""
    resource = request.match_info.route.resource
    return resource.canonical.rpartition("/")[2] if resource is not None else ""


def _either(request: web.Request, names: tuple[str, str]) -> str:
    return next((request.query[name] for name in names if name in request.query), "")


def _refused(error: Refused, headers: Mapping[str, str] | None = None) -> web.Response:
    return _response(error.status, {"detail": error.message}, headers)


def _response(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )

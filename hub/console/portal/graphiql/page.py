"""GraphiQL over the sandbox's invented people: what is sent runs as whoever is logged in, through the same engine.

Her token stays in the session on the server. Outside a sandbox the page is not there.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from graphql import GraphQLError, parse, print_ast
from graphql.utilities import separate_operations

from hub.console import assets
from hub.console.base.forms import text_of
from hub.console.base.pages import POLICY, Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.portal.mistakes import Mistake, mistakes
from hub.core.actor import Role
from hub.core.errors import BadInput, NotFound
from hub.core.texts import say
from hub.engine.limits import Limits, check_text

_EXAMPLES: Final = Path(__file__).with_name("examples")
_OF: Final = {
    "citizen": (say("Tentang saya", context="portal"), "{}"),
    "clerk": (say("Cari warga"), '{"nik": ""}'),
    "administrator": (say("Klien"), "{}"),
    "public": (say("Layanan"), "{}"),
}
"""Name of an example's file -> what it shows, and the variables that it begins with."""
_STYLES: Final = "style-src 'self'"
_OWN_POLICY: Final = (
    POLICY.replace(_STYLES, f"{_STYLES} 'unsafe-inline'").replace("img-src 'self'", "img-src 'self' data:")
    + "; font-src 'self' data:; worker-src 'self'"
)
"""The editor writes styles into the page, and its signs are in its style sheet; scripts are the hub's own files."""


async def graphiql(visit: Visit) -> web.Response:
    """The editor with an example of her role, or the one that she chose."""
    _in_sandbox(visit)
    chosen = visit.request.query.get("example", "")
    name = chosen if chosen in _OF else _fitting(visit)
    query = (_EXAMPLES / f"{name}.graphql").read_text(encoding="utf-8")
    response = visit.render(
        "portal/graphiql/template.html", example=name, examples=_OF, query=query, variables=_OF[name][1],
        is_built=assets.version() != "none",
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = _OWN_POLICY
    return response


async def run(visit: Visit) -> web.Response:
    """One operation as this visitor; the answer as the graph gives it."""
    _in_sandbox(visit)
    try:
        query, variables = _operation(visit), _variables(visit)
    except BadInput as error:
        wrong = {"message": error.message, "extensions": {"code": error.code.value}}
        return web.json_response({"errors": [wrong]})
    answer = await visit.console.graph(visit.actor, query, variables)
    return web.json_response(answer if "data" in answer else await _in_both(visit, query, answer))


async def _in_both(visit: Visit, query: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is wrong with a text, with its Indonesian sentence where there is one, as errors of an input have it."""
    found = await asyncio.to_thread(mistakes, visit.contract.schema, query)
    return {**answer, "errors": [_told(error, found) for error in answer["errors"]]}


def _told(error: Mapping[str, Any], found: Iterable[Mistake]) -> Mapping[str, Any]:
    """An error with the sentence of what is the same at the same place; a hub may keep what it guesses to itself."""
    places = [(one["line"], one["column"]) for one in error.get("locations", ())]
    same = (one for one in found if one.at in places[:1] and one.english.startswith(error["message"]))
    mistake = next(same, None)
    return {**error, "extensions": {**error["extensions"], "messageId": mistake.said[0]}} if mistake else error


def _in_sandbox(visit: Visit) -> None:
    if not visit.console.office.sample:
        raise refusal(
            NotFound, say("Operasi dicoba di kotak pasir. Di sini simulasi memberi tahu apa yang akan Anda dapat.")
        )


def _fitting(visit: Visit) -> str:
    roles = visit.actor.roles
    if Role.CITIZEN in roles:
        return "citizen"
    if "client:manage" in visit.actor.scopes:
        return "administrator"
    return "clerk" if "citizen:read" in visit.actor.scopes else "public"


def _operation(visit: Visit) -> str:
    """The text of the one operation that is meant; the text as it came, where it says what is wrong itself."""
    text, name = text_of(visit.form, "query"), text_of(visit.form, "operationName")
    try:
        check_text(text, Limits())
        return print_ast(separate_operations(parse(text))[name]) if name else text
    except (GraphQLError, KeyError):
        return text


def _variables(visit: Visit) -> dict[str, Any]:
    try:
        found = json.loads(text_of(visit.form, "variables") or "{}")
    except ValueError as error:
        raise refusal(BadInput, say("Variabelnya bukan JSON. Tulis sebagai objek.")) from error
    if not isinstance(found, dict):
        raise refusal(BadInput, say("Variabelnya bukan objek. Tulis sebagai objek."))
    return found


PAGES = (Page("GET", "/portal/graphiql", graphiql), Page("POST", "/portal/graphiql", run, fragment=True))

"""Signing a client up: at once in the sandbox, where a key that is made here is shown once and kept nowhere.

Elsewhere it is a request, with a key of the client's own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from hub.console.admin.forms import chosen
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal import words
from hub.core.sign_up import ALWAYS, OFFERED
from hub.identity.client_keys import new_pair
from hub.identity.scope_texts import SCOPE_TEXTS

_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "portal/sign_up/template.html"
_HERE: Final = "/portal/sign-up"
_TYPED: Final = ("name", "unit", "intent", "region", "keys")
_FIELDS: Final = {**{name: name for name in _TYPED}, "office": "unit", "scopes": "scopes"}
_FIRST_QUESTION: Final = Path(__file__).with_name("first_question.txt").read_text(encoding="utf-8")
_CHOICES: Final = [(scope, SCOPE_TEXTS[scope], None) for scope in OFFERED if scope != ALWAYS]


async def form(visit: Visit) -> web.Response:
    """The empty form."""
    return _form(visit, {"scopes": [], **dict.fromkeys(_TYPED, "")})


async def sign_up(visit: Visit) -> web.Response:
    """The client with its key, where that was made for it; the request; or the form with what was wrong."""
    typed: dict[str, Any] = {name: text_of(visit.form, name) for name in _TYPED}
    typed["scopes"] = chosen(visit.form, "scopes")
    is_made = visit.console.office.sample and not typed["keys"]
    private, public = new_pair() if is_made else (None, None)
    given = {
        "name": typed["name"], "office": typed["unit"], "intent": typed["intent"], "scopes": typed["scopes"],
        "region": typed["region"] or None, "keys": json.dumps(public) if is_made else typed["keys"],
    }  # fmt: skip
    reply = await visit.ask(_MUTATION, {"input": given}, key=text_of(visit.form, "key") or None)
    reply.check_pace()
    payload, problems = payload_of(reply, "signUpClient")
    if problems or not payload.get("clientId"):
        return _form(visit, typed, field_errors(problems, _FIELDS, words.ASKED))
    if payload["state"] == "WAITING":
        return visit.go(f"/portal/request/{payload['clientId']}")
    ends_on = dt.date.fromisoformat(payload["endsOn"])
    shown = json.dumps(private, indent=2) if private else ""
    first = _first_question(visit, payload["clientId"])
    return visit.render(_TEMPLATE, made=payload, ends_on=ends_on, private=shown, first=first, errors=())


def _first_question(visit: Visit, client: str) -> str:
    """What somebody types who has Satu's folder: for a token, and for the first answer by it."""
    places = {"ISSUER": visit.console.issuer.address, "CLIENT_ID": client, "HUB": visit.console.hub_url}
    text = _FIRST_QUESTION
    for name, place in places.items():
        text = text.replace(f" {name}", f" {place}")
    return text


def _form(visit: Visit, typed: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> web.Response:
    return visit.render(
        _TEMPLATE, status=422 if errors else 200, typed=typed, errors=errors, choices=_CHOICES, key=new_key()
    )


PAGES = (Page("GET", _HERE, form, login=False), Page("POST", _HERE, sign_up, login=False))

"""Signing a client up in the sandbox. A key that is made here is shown once and kept nowhere."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.admin.forms import chosen
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.errors import ErrorCode, Forbidden, RateLimited
from hub.core.sign_up import ALWAYS, OFFERED
from hub.identity.client_keys import new_pair
from hub.identity.scope_texts import SCOPE_TEXTS

_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "portal/sign_up/template.html"
_HERE: Final = "/portal/sign-up"
_TYPED: Final = ("name", "unit", "intent", "region", "keys")
_FIELDS: Final = {**{name: name for name in _TYPED}, "office": "unit", "scopes": "scopes"}
_CHOICES: Final = [(scope, SCOPE_TEXTS[scope], None) for scope in OFFERED if scope != ALWAYS]


async def form(visit: Visit) -> web.Response:
    """The empty form."""
    _check_sandbox(visit)
    return _form(visit, {"scopes": [], **dict.fromkeys(_TYPED, "")})


async def sign_up(visit: Visit) -> web.Response:
    """The client with its key, where that was made for it; or the form with what was wrong."""
    _check_sandbox(visit)
    typed: dict[str, Any] = {name: text_of(visit.form, name) for name in _TYPED}
    typed["scopes"] = chosen(visit.form, "scopes")
    private, public = (None, None) if typed["keys"] else new_pair()
    given = {
        "name": typed["name"], "office": typed["unit"], "intent": typed["intent"], "scopes": typed["scopes"],
        "region": typed["region"] or None, "keys": typed["keys"] or json.dumps(public),
    }  # fmt: skip
    reply = await visit.ask(_MUTATION, {"input": given}, key=text_of(visit.form, "key") or None)
    payload, problems = payload_of(reply, "signUpClient")
    if reply.has(ErrorCode.RATE_LIMITED):
        raise RateLimited("So many have signed up lately that there is no place now. Try again in an hour.")
    if problems or not payload.get("clientId"):
        return _form(visit, typed, field_errors(problems, _FIELDS))
    ends_on = dt.date.fromisoformat(payload["endsOn"])
    shown = json.dumps(private, indent=2) if private else ""
    return visit.render(_TEMPLATE, made=payload, ends_on=ends_on, private=shown, errors=())


def _check_sandbox(visit: Visit) -> None:
    if not visit.console.office.sample:
        raise Forbidden(
            "Applications sign themselves up in the sandbox alone. Here an administrator of the office registers them.",
            rule="sandbox-only",
        )


def _form(visit: Visit, typed: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> web.Response:
    return visit.render(
        _TEMPLATE, status=422 if errors else 200, typed=typed, errors=errors, choices=_CHOICES, key=new_key()
    )


PAGES = (Page("GET", _HERE, form, login=False), Page("POST", _HERE, sign_up, login=False))

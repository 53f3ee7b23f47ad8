"""A new key in the place of the one that holds, for whoever can sign with that. No private key is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal import words

_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "portal/own_key/template.html"
_HERE: Final = "/portal/mine/key"
_FIELDS: Final = {"key": "jwk", "proof": "proof", "overlapHours": "hours"}
_EMPTY: Final = {"jwk": "", "proof": "", "hours": "24"}
_NO_NUMBER: Final = -1


async def form(visit: Visit) -> web.Response:
    """The empty form."""
    return _form(visit, _EMPTY)


async def rotate(visit: Visit) -> web.Response:
    """The keys that hold now; or the form with what was wrong."""
    typed = {name: text_of(visit.form, name) for name in _EMPTY}
    hours = typed["hours"]
    given = {
        "key": typed["jwk"], "proof": typed["proof"],
        "overlapHours": int(hours) if hours.isascii() and hours.isdecimal() and len(hours) < 4 else _NO_NUMBER,
    }  # fmt: skip
    reply = await visit.ask(_MUTATION, {"input": given}, key=text_of(visit.form, "key") or None)
    reply.check_pace()
    payload, problems = payload_of(reply, "rotateClientKey")
    if problems:
        return _form(visit, typed, field_errors(problems, _FIELDS, words.ASKED))
    return visit.render(_TEMPLATE, held=payload["keys"], errors=())


def _form(visit: Visit, typed: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> web.Response:
    status = 422 if errors else 200
    return visit.render(_TEMPLATE, status=status, typed=typed, errors=errors, key=new_key())


PAGES = (Page("GET", _HERE, form, login=False), Page("POST", _HERE, rotate, login=False))

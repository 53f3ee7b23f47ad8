"""What is registered of a client, shown to whoever holds a token of it. The token is used once, and kept nowhere."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from aiohttp import web

from hub.console.admin import agreement_words, texts
from hub.console.base.charts import number
from hub.console.base.dates import moment, span
from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.mine.words import REMEDIES
from hub.core.errors import HubError
from hub.core.texts import say
from hub.identity.dpop import ProofRefused

_QUERY: Final = document(__file__)
_TEMPLATE: Final = "portal/mine/template.html"
_HERE: Final = "/portal/mine"
_BEARER: Final = "Bearer "
_SCHEMES: Final = (_BEARER, "DPoP ")
_NOT_HERS: Final = say("Token ini tidak berlaku. Minta token baru dengan kunci klien Anda, lalu tempel seluruhnya.")
_BOUND: Final = say(
    "Token ini terikat pada kunci (DPoP): hanya bersama bukti dari kunci itu ia berlaku, dan halaman ini tidak dapat "
    "membuatnya. Minta token tanpa DPoP, atau tanyakan viewer dan client di GraphQL dengan bukti Anda sendiri."
)
_A_PERSONS: Final = say("Ini token seseorang, bukan token klien. Minta token dengan client_credentials.")


async def form(visit: Visit) -> web.Response:
    """Asks for the token."""
    return visit.render(_TEMPLATE, errors=())


async def mine(visit: Visit) -> web.Response:
    """The client that the token is of."""
    token = text_of(visit.form, "bearer")
    for scheme in _SCHEMES:
        token = token.removeprefix(scheme).strip()
    try:
        actor = await visit.console.actor_of(_BEARER + token) if token else None
    except ProofRefused:
        return _wrong(visit, _BOUND)
    except HubError:
        actor = None
    if actor is None:
        return _wrong(visit, _NOT_HERS)
    reply = await dataclasses.replace(visit, actor=actor).ask(_QUERY, {})
    client = (reply.data.get("viewer") or {}).get("client")
    if client is None:
        return _wrong(visit, _A_PERSONS)
    return visit.render(
        _TEMPLATE, client=client, keys=_aged(visit, client["keys"]), errors=(), words=texts, terms=agreement_words,
        remedies=REMEDIES, grouped=number,
    )  # fmt: skip


def _aged(visit: Visit, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    now = visit.console.clock()
    return [{**key, "age": span(now - since) if (since := moment(key["since"])) else None} for key in keys]


def _wrong(visit: Visit, text: tuple[str, str]) -> web.Response:
    return visit.render(_TEMPLATE, status=422, errors=(FieldError("bearer", text),))


PAGES = (Page("GET", _HERE, form, login=False), Page("POST", _HERE, mine, login=False))

"""Following an application: the number comes in the form's body, so it stays out of logs and histories."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.console.public.track.promise import prediction_words, promise_words
from hub.console.public.track.steps import steps_of
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import parse_tracking_number
from hub.core.texts import say

_QUERY: Final = document(__file__)
_TEMPLATE: Final = "public/track/template.html"
_UNKNOWN: Final = say(
    "Nomor ini tidak kami temukan. Periksa lagi pada tanda terima, atau tanyakan di tempat Anda mendaftar."
)


async def form(visit: Visit) -> web.Response:
    """The empty form."""
    return visit.render(_TEMPLATE, number="", errors=())


async def track(visit: Visit) -> web.Response:
    """Where the application stands and what comes next; no name, no paper, no reason."""
    given = text_of(visit.form, "number")
    try:
        number = parse_tracking_number(given)
    except BadInput as error:
        return _again(visit, given, FieldError("number", error_pair(error.code.value, error.message, "trackingNumber")))
    reply = await visit.ask(_QUERY, {"number": number})
    application = reply.data.get("application")
    if application is None:
        problem = next(iter(reply.problems), None)
        silent = problem is not None and problem.code != ErrorCode.NOT_FOUND.value
        text = error_pair(problem.code, problem.message) if problem is not None and silent else _UNKNOWN
        return _again(visit, given, FieldError("number", text))
    return visit.render(
        _TEMPLATE,
        number=number,
        errors=(),
        application=application,
        steps=steps_of(application["state"]),
        promise_words=promise_words(application["promise"]),
        prediction=prediction_words(application["promise"]),
    )


def _again(visit: Visit, given: str, error: FieldError) -> web.Response:
    return visit.render(_TEMPLATE, status=400, number=given[:40], errors=(error,))


PAGES = (
    Page("GET", "/track", form, login=False),
    Page("POST", "/track", track, login=False),
)

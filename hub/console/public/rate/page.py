"""The survey of PermenPANRB 14/2017, for whoever has the number: nine questions, no name, only if she likes."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.console.public.rate.words import QUESTIONS
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import parse_tracking_number
from hub.core.satisfaction import ELEMENTS, WORDS_MOST
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "public/rate/template.html"
_HERE: Final = "/penilaian"
_FIELDS: Final = {**{name: f"{name}-4" for name in ELEMENTS}, "words": "words", "trackingNumber": "number"}
_UNKNOWN: Final[Pair] = say("Nomor ini tidak kami temukan. Periksa lagi pada tanda terima.")
_NOT_NOW: Final[Pair] = say("Belum dapat dinilai: suratnya belum terbit, atau sudah ada yang menilai. Terima kasih.")
_CHOOSE: Final[Pair] = say("Pertanyaan {number}: pilih satu jawaban.")
_TOO_LONG: Final[Pair] = say("Tulis paling banyak {words_most} huruf.", words_most=WORDS_MOST)


async def begin(visit: Visit) -> web.Response:
    """The number is asked first; it comes in a form's body, as on the page that follows an application."""
    return _asked(visit, "")


async def survey(visit: Visit) -> web.Response:
    """The nine questions, or the answers to them."""
    given = text_of(visit.form, "number")
    try:
        number = parse_tracking_number(given)
    except BadInput as error:
        return _asked(visit, given, FieldError("number", error_pair(error.code.value, error.message, "trackingNumber")))
    reply = await visit.ask(_QUERY, {"number": number})
    found = reply.data.get("application")
    if found is None:
        return _asked(visit, given, FieldError("number", _UNKNOWN))
    if not found["rateable"]:
        return _asked(visit, given, FieldError("number", _NOT_NOW), status=409)
    return await _sent(visit, found) if text_of(visit.form, "send") else _questions(visit, found)


async def _sent(visit: Visit, found: dict[str, Any]) -> web.Response:
    missing = [number for number, name in enumerate(ELEMENTS, 1) if _score(visit, name) is None]
    wrong = [FieldError(f"u{one}-4", (_CHOOSE[0].format(number=one), _CHOOSE[1].format(number=one))) for one in missing]
    if len(text_of(visit.form, "words")) > WORDS_MOST:
        wrong.append(FieldError("words", _TOO_LONG))
    if wrong:
        return _questions(visit, found, tuple(wrong))
    given: dict[str, Any] = {name: _score(visit, name) for name in ELEMENTS}
    key, words = text_of(visit.form, "key"), text_of(visit.form, "words") or None
    given |= {"trackingNumber": found["trackingNumber"], "words": words, "idempotencyKey": key}
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": given}), "rateService")
    if payload.get("taken"):
        return visit.render(_TEMPLATE, errors=(), thanks=True)
    if any(problem.code == ErrorCode.CONFLICT.value for problem in problems):
        return _asked(visit, found["trackingNumber"], FieldError("number", _NOT_NOW), status=409)
    return _questions(visit, found, field_errors(problems, _FIELDS))


def _score(visit: Visit, name: str) -> int | None:
    given = text_of(visit.form, name)
    return int(given) if given in {"1", "2", "3", "4"} else None


def _questions(visit: Visit, found: dict[str, Any], errors: tuple[FieldError, ...] = ()) -> web.Response:
    return visit.render(
        _TEMPLATE,
        status=422 if errors else 200,
        errors=errors,
        application=found,
        questions=QUESTIONS,
        answers={name: text_of(visit.form, name) for name in ELEMENTS},
        words=text_of(visit.form, "words"),
        key=text_of(visit.form, "key") or new_key(),
    )


def _asked(visit: Visit, given: str, *errors: FieldError, status: int = 400) -> web.Response:
    return visit.render(_TEMPLATE, status=status if errors else 200, number=given[:40], errors=errors)


PAGES = (Page("GET", _HERE, begin, login=False), Page("POST", _HERE, survey, login=False))

"""Asking for what is missing: one or several things, each with the reason the applicant reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from multidict import MultiDictProxy

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE, MISSING_REASONS
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.missing_reason import MissingReason
from hub.core.texts import say

_MUTATION: Final = document(__file__, "mutation.graphql")
_NO_REASON: Final = say("Tulis mengapa ini diperlukan.")
_NOTHING: Final = say("Pilih sedikitnya satu hal yang perlu dilengkapi.")


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of the form: a kind of paper or a form field, why it is asked for, and the officer's words."""

    what: str
    chosen: bool
    code: str
    reason: str

    @property
    def untouched(self) -> bool:
        """As the form shows it at first."""
        return self == _blank(self.what)

    def errors(self) -> list[FieldError]:
        """What is wrong with this line; nothing when it was not chosen."""
        if not self.chosen or self.reason:
            return []
        return [FieldError(f"reason-{self.what}", _NO_REASON)]

    def missing(self) -> dict[str, str]:
        """The line as the graph wants it."""
        return {"what": self.what, "code": self.code, "reason": self.reason}


async def form(visit: Visit) -> web.Response:
    """The form, with the papers and the fields that the service knows."""
    loaded = await load(visit)
    return _show(visit, loaded, _wishes(visit.form, loaded))


async def ask_for(visit: Visit) -> web.Response:
    """Returns the application to its applicant."""
    loaded = await load(visit)
    wishes = _wishes(visit.form, loaded)
    chosen = [wish for wish in wishes if wish.chosen]
    errors = [error for wish in wishes for error in wish.errors()]
    if not chosen:
        errors.append(FieldError("missing", _NOTHING))
    if errors:
        return _show(visit, loaded, wishes, errors, 422)
    variables = {
        "key": text_of(visit.form, "key"),
        "number": visit.request.match_info["number"],
        "version": version_of(visit.form),
        "missing": [wish.missing() for wish in chosen],
    }
    _, problems = payload_of(await visit.ask(_MUTATION, variables), "returnApplication")
    if problems:
        fields = {"missing": "missing"}
        return _show(visit, loaded, wishes, field_errors(problems, fields), status_of(problems))
    await visit.tell(DONE["returnApplication"])
    return visit.go(f"/console/applications/{visit.request.match_info['number']}")


def _wishes(given: MultiDictProxy[Any], loaded: Loaded) -> list[Wish]:
    chosen = set(given.getall("missing", []))
    names = [thing["what"] for thing in loaded.things]
    return [Wish(one, one in chosen, _code(given, one), text_of(given, f"reason-{one}")) for one in names]


def _blank(what: str = "") -> Wish:
    return Wish(what, chosen=False, code=MissingReason.OTHER.name, reason="")


def _code(given: MultiDictProxy[Any], what: str) -> str:
    code = text_of(given, f"code-{what}")
    return code if code in MISSING_REASONS else MissingReason.OTHER.name


def _show(
    visit: Visit,
    loaded: Loaded,
    wishes: Sequence[Wish],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    have = {paper["kind"] for paper in loaded.application["documents"] or ()}
    changes = loaded.changes_since(version_of(visit.form)) if status == 409 else ()
    return visit.render(
        "clerk/missing/template.html", status=status, a=loaded.application, loaded=loaded, have=have,
        wishes={wish.what: wish for wish in wishes}, blank=_blank(), reasons=MISSING_REASONS,
        errors=errors, changes=changes, key=new_key(),
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/applications/{number}/missing", form),
    Page("POST", "/console/applications/{number}/missing", ask_for),
)

"""Several rows of a list together: each by the mutation that a single one takes, and told one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.step.page import MUTATIONS
from hub.core.absence import LEADING
from hub.core.actor import Role
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import parse_tracking_number
from hub.core.texts import Pair, indonesian, say

_TEAM: Final = document(__file__, "team.graphql")
_QUERIES: Final[Mapping[str, tuple[str, str]]] = {
    "claim": ("claimApplication", MUTATIONS["claimApplication"]),
    "takeOver": ("takeOverApplication", document(__file__)),
    "assign": ("assignApplication", document(__file__, "assign.graphql")),
}
"""What is done to each, by the button's value: its mutation, and the document."""
_MOST: Final = 20
_LONGEST_REASON: Final = 2000
_LISTS: Final = ("/console?", "/console/team")
"""How the addresses of the pages begin whose rows are ticked."""
_NOBODY: Final = FieldError("", say("Pilih dahulu satu baris atau lebih."))
_REASON: Final = FieldError("reason", say("Tulis alasannya dalam satu kalimat.", context="selected"))
_OFFICER: Final = FieldError("officer", say("Pilih seorang rekan dari daftar."))
_DESKS: Final = (Role.OPERATOR.name, Role.VERIFIER.name)
_REFUSED: Final[Mapping[str, Pair]] = {
    "workflow-be-assigned": say(
        "Bukan giliran peran rekan ini, sudah dipegangnya, atau ia tidak boleh menanganinya. Pilih rekan lain."
    ),
    "workflow-absent-is-given-nothing": say("Rekan ini tercatat tidak hadir hari ini. Pilih rekan lain."),
    "who-entered-is-given-nothing-to-verify": say(
        "Rekan ini ikut mengerjakan permohonan ini, jadi orang lain yang memeriksanya."
    ),
    "workflow-assign": say("Permohonan ini tidak sedang di meja operator atau verifikator."),
    "own-family": say("Permohonan ini menyebut Anda atau keluarga Anda. Mintalah rekan menanganinya."),
}
"""What a rule's refusal is told as."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one of them; `why` is None where it was done."""

    number: str
    why: Pair | None


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent. `answers` go with each mutation; `asked` says that a form with questions was answered already."""

    does: str
    numbers: tuple[str, ...]
    answers: Mapping[str, str]
    asked: bool

    @classmethod
    def of(cls, visit: Visit) -> Form:
        does = text_of(visit.form, "do")
        does = does if does in _QUERIES else "claim"
        names = {"claim": (), "takeOver": ("reason",), "assign": ("officer", "reason")}[does]
        answers = {name: text_of(visit.form, name) for name in names}
        return cls(does, tuple(_numbers(visit)), answers, any(name in visit.form for name in names))

    def lacking(self) -> tuple[FieldError, ...]:
        """What has to be answered before anything is done."""
        reason = self.answers.get("reason")
        lacks_reason = reason is not None and not 0 < len(reason) <= _LONGEST_REASON
        lacks_officer = self.answers.get("officer") == ""
        return (*((_OFFICER,) if lacks_officer else ()), *((_REASON,) if lacks_reason else ()))


async def selected(visit: Visit) -> web.Response:
    """Claims them at once, or asks for a reason first. One that fails does not keep the others back."""
    form = Form.of(visit)
    if not form.numbers:
        return _show(visit, form, errors=(_NOBODY,), status=422)
    if lacking := form.lacking():
        officers = await _officers(visit) if form.does == "assign" else ()
        errors, status = (lacking, 422) if form.asked else ((), 200)
        return _show(visit, form, errors=errors, status=status, officers=officers)
    return _show(visit, form, [await _one(visit, form, number) for number in form.numbers])


async def _officers(visit: Visit) -> Sequence[Mapping[str, Any]]:
    """Colleagues at a desk to which cases are given, and who are there today."""
    team = (await visit.ask(_TEAM, {})).data.get("team") or ()
    return [one for one in team if not one["viewer"] and not one["away"] and set(one["roles"]) & set(_DESKS)]


async def _one(visit: Visit, form: Form, number: str) -> Told:
    """The key is that of the form with the number: sent twice, each acts once."""
    mutation, query = _QUERIES[form.does]
    given = {"key": f"{text_of(visit.form, 'key')}-{number}", "number": number, **form.answers}
    _, problems = payload_of(await visit.ask(query, given), mutation)
    return Told(number, _why(problems) if problems else None)


def _why(problems: tuple[Problem, ...]) -> Pair:
    told = next((_REFUSED[one.rule] for one in problems if one.rule in _REFUSED), None)
    if told is not None:
        return told
    if any(problem.code == ErrorCode.CONFLICT.value for problem in problems):
        return indonesian("Sudah dikerjakan rekan, atau keadaannya berubah."), problems[0].message
    return field_errors(problems, {})[0].text


def _numbers(visit: Visit) -> list[str]:
    """Each once, in the order of the page; what is no tracking number is left out."""
    found = []
    for given in visit.form.getall("number", []):
        try:
            found.append(parse_tracking_number(str(given)))
        except BadInput:
            continue
    return list(dict.fromkeys(found))[:_MOST]


def gives(visit: Visit) -> bool:
    """Whether she may give cases to colleagues."""
    return bool(visit.actor.roles & LEADING)


def _back(visit: Visit) -> str:
    """The page of the console that she came from."""
    given = text_of(visit.form, "back")
    return given if given == "/console" or given.startswith(_LISTS) else "/console"


def _show(
    visit: Visit,
    form: Form,
    told: Sequence[Told] = (),
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    officers: Sequence[Mapping[str, Any]] = (),
) -> web.Response:
    return visit.render(
        "clerk/selected/template.html", status=status, numbers=form.numbers, told=told, errors=errors,
        does=form.does, done=DONE[_QUERIES[form.does][0]], officers=officers, desks=_DESKS,
        key=text_of(visit.form, "key"), reason=form.answers.get("reason", ""),
        officer=form.answers.get("officer", ""), succeeded=sum(one.why is None for one in told), back=_back(visit),
    )  # fmt: skip


PAGES = (Page("POST", "/console/queue/selected", selected, form_at="/console"),)

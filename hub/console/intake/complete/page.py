"""What an officer asked for is sent from where the application was handed in: its papers, and its fields once more."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from hub.console.base.areas import FIND, Areas, settle
from hub.console.base.forms import FieldError, field_errors, text_of, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.uploads import MOST_BYTES
from hub.console.base.visit import Visit
from hub.console.intake import form as form_pages
from hub.console.intake.complete.stored import answers_from
from hub.console.intake.form import papers, texts
from hub.console.intake.form.answers import Answers, answers_of, clean, row_at
from hub.console.intake.form.desk import Desk, desk_of
from hub.console.intake.form.shape import Form, Paper, form_of
from hub.core.errors import NotFound
from hub.core.texts import say

_FORM: Final = document(form_pages.__file__)
_QUERY: Final = document(__file__)
_RESUBMIT: Final = document(__file__, "resubmit.graphql")
_SENT: Final = say("Yang diminta sudah dikirim. Petugas memeriksanya lagi.")


@dataclass
class Completion:
    """One application that was returned: what is asked of it, with what was answered before."""

    visit: Visit
    desk: Desk
    application: Mapping[str, Any]
    answers: Answers
    errors: list[FieldError] = field(default_factory=list)
    areas: Areas = field(default_factory=Areas)

    @property
    def wanted(self) -> frozenset[str]:
        """Papers by kind and fields by path."""
        return frozenset(one["what"] for one in self.application["missing"] or ())

    def fields(self) -> list[tuple[str, Any]]:
        """(id, field) of every field that is asked for once more."""
        return [(at, one) for at, one, _ in self.answers.answered() if one.path in self.wanted]


async def form(visit: Visit) -> web.Response:
    """What is asked for, and why."""
    return _show(await _opened(visit))


async def send(visit: Visit) -> web.Response:
    """Sends it; what is still missing is said beside it, and nothing that was typed is lost."""
    opened = await _opened(visit)
    if text_of(visit.form, "go").startswith(FIND):
        opened.errors = opened.areas.errors
        return _show(opened)
    opened.errors = [*_wrong(opened), *opened.areas.errors, *await papers.take_in(visit, opened.answers, visit.form)]
    opened.errors += papers.errors(opened.answers)
    if opened.errors:
        return _show(opened)
    return await _resubmitted(opened)


async def _opened(visit: Visit) -> Completion:
    """The application of this address. Raises NotFound where nothing is asked of this person."""
    desk, match = desk_of(visit), visit.request.match_info
    found = (await visit.ask(_QUERY, {"number": match["number"]})).data.get("application")
    if (
        not found
        or found["service"] != match["service"]
        or "resubmitApplication" not in (found["allowedActions"] or ())
    ):
        raise refusal(
            NotFound, say("Saat ini tidak ada yang perlu Anda lengkapi untuk permohonan ini. Ikuti dengan nomornya.")
        )
    asked = await visit.ask(_FORM, {"channel": desk.channels[0]})
    service = next(one for one in asked.data["services"] if one["name"] == found["service"])
    answers = answers_from(_asking(form_of(service, asked.data), found), found["form"] or {})
    typed = answers_of(answers.form, visit.form)
    answers = dataclasses.replace(answers, values={**answers.values, **typed.values}, key=typed.key)
    answers.values["channel"] = desk.channels[0]
    opened = Completion(visit, desk, found, answers)
    for at, one in opened.fields() if visit.request.method == "POST" else ():
        if one.kind == "YES_NO" and at not in typed.values:
            answers.values.pop(at, None)  # a box without its tick is not sent
    here = dict(opened.fields())
    sought = {at: one for at, one in answers.sought().items() if at in here}
    opened.areas = await settle(visit, answers.values, sought)
    return opened


def _asking(form: Form, application: Mapping[str, Any]) -> Form:
    """The form with the papers alone that an officer asked for: each of them is needed now."""
    wanted = {one["what"] for one in application["missing"] or ()}
    return dataclasses.replace(form, papers=tuple(_needed(one) for one in form.papers if _kinds(one) & wanted))


def _needed(paper: Paper) -> Paper:
    return dataclasses.replace(paper, required=True, condition=None, when=None, is_asked_here=True)


def _kinds(paper: Paper) -> set[str]:
    return {paper.kind} | ({paper.instead.kind} if paper.instead else set())


def _wrong(opened: Completion) -> Iterator[FieldError]:
    """What cannot be sent as it stands, of the fields that are asked for."""
    here = {at for at, _ in opened.fields()}
    return (error for error in opened.answers.errors() if error.field in here)


async def _resubmitted(opened: Completion) -> web.Response:
    answers, number = opened.answers, opened.application["trackingNumber"]
    made = answers.input()
    given: dict[str, Any] = {
        "idempotencyKey": answers.key,
        "trackingNumber": number,
        "expectedVersion": version_of(opened.visit.form),
        "documents": papers.listed(answers),
    }
    if opened.fields():
        given["application"] = {opened.application["service"]: clean(made)}
    _, problems = payload_of(await opened.visit.ask(_RESUBMIT, {"input": given}), "resubmitApplication")
    if problems:
        opened.errors = [_error(opened, made, problem) for problem in problems]
        return _show(opened)
    await opened.visit.tell(_SENT)
    return opened.visit.go(f"{opened.desk.path(opened.application['service'])}/slip/{number}")


def _error(opened: Completion, made: Mapping[str, Any], problem: Problem) -> FieldError:
    """Beside what it is about where that is asked for here, else above all of it."""
    start, _, rest = problem.path.partition(".")
    (said,) = field_errors([problem], {})
    if start == "documents":
        return FieldError(f"paper.{rest}", (texts.NO_PAPER[0], problem.message))
    at = row_at(rest.partition(".")[2], made) if start == "application" else ""
    return FieldError(at if at in {at for at, _ in opened.fields()} else "", said.text)


def _show(opened: Completion) -> web.Response:
    answers, version = opened.answers, version_of(opened.visit.form) or opened.application["version"]
    scans = {name: value for name, value in answers.values.items() if name.startswith("doc.")}
    return opened.visit.render(
        "intake/complete/template.html", status=422 if opened.errors else 200, a=opened.application, form=answers.form,
        answers=answers, desk=opened.desk, errors=tuple(dict.fromkeys(opened.errors)), papers=answers.form.papers,
        fields=opened.fields(), scans=scans, version=version, areas=opened.areas, sought=answers.sought(),
    )  # fmt: skip


_END: Final = "/{service}/complete/{number}"
PAGES = tuple(
    page
    for base in ("/console/intake", "/console/me/apply")
    for page in (Page("GET", base + _END, form), Page("POST", base + _END, send, most_bytes=MOST_BYTES))
)

"""A form in four steps: who, what the record does not know, papers, and a look at all of it before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from hub.console.base.areas import PICK, Areas, settle
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.uploads import MOST_BYTES
from hub.console.base.visit import Visit
from hub.console.intake.form import papers, persons, texts
from hub.console.intake.form.answers import Answers, answers_of, clean, row_at
from hub.console.intake.form.desk import Desk, desk_of
from hub.console.intake.form.further import go_on
from hub.console.intake.form.shape import Field, Form, form_of
from hub.core.errors import NotFound
from hub.core.identifiers import is_nik
from hub.core.texts import say

_QUERY: Final = document(__file__)
_SUBMIT: Final = document(__file__, "submit.graphql")
_CONTEST: Final = document(__file__, "contest.graphql")
_STEPS: Final = tuple(texts.STEPS)
_LANGUAGES: Final = ("ID", "EN")
_CONTEST_SCOPE: Final = "citizen:contest"


Group = tuple[str, str, list[tuple[str, Field]]]
"""(path of the heading, the list whose rows they are, (id, field) in order)."""


@dataclass
class Intake:
    """One request at a form: who asks, where, with what answered so far, and what is wrong with it."""

    visit: Visit
    desk: Desk
    answers: Answers
    errors: list[FieldError] = field(default_factory=list)
    people: list[persons.Person] = field(default_factory=list)
    areas: Areas = field(default_factory=Areas)

    @property
    def form(self) -> Form:
        return self.answers.form


async def first(visit: Visit) -> web.Response:
    """The first step, with what is known of a citizen who applies for herself, or from the application before."""
    intake = await _opened(visit)
    if intake.desk.is_own and visit.actor.nik:
        intake.answers.values["reporter.nik"] = visit.actor.nik
    if number := visit.request.query.get("after"):
        await go_on(visit, intake.answers, number)
    return await _show(intake, "who")


async def turn(visit: Visit) -> web.Response:
    """The next step, the one before, another row, or the end."""
    intake = await _opened(visit)
    step = text_of(visit.form, "step")
    step = step if step in _STEPS else _STEPS[0]
    go, _, what = text_of(visit.form, "go").partition(":")
    if go in ("add", "drop"):
        _change_rows(intake.answers, go, what)
        return await _show(intake, step)
    if go == "look":
        return await _show(intake, step, names_of=(what,))
    if go == "find":
        intake.errors = intake.areas.errors
        return await _show(intake, step)
    if go == "back":
        return await _show(intake, what if what in _STEPS else _STEPS[max(_STEPS.index(step) - 1, 0)])
    return await _onward(intake, step)


async def _onward(intake: Intake, step: str) -> web.Response:
    """What is wrong with a step is said there; nothing that was typed is lost."""
    intake.errors = await _CHECKS[step](intake)
    if intake.errors:
        return await _show(intake, step)
    if step == "form" and _opens(intake.answers):
        return await _show(intake, step)
    if step != _STEPS[-1]:
        return await _show(intake, _STEPS[_STEPS.index(step) + 1])
    return await _submit(intake)


async def _opened(visit: Visit) -> Intake:
    """The form of the address. Raises NotFound."""
    desk = desk_of(visit)
    given = text_of(visit.form, "channel")
    channel = given if given in desk.channels else desk.channels[0]
    reply = await visit.ask(_QUERY, {"channel": channel})
    name = visit.request.match_info["service"]
    found = next((one for one in reply.data.get("services") or () if one["name"] == name), None)
    if found is None:
        raise refusal(NotFound, say("Layanan ini tidak ada. Lihat daftar layanan."))
    answers = answers_of(form_of(found, reply.data), visit.form)
    answers.values["channel"] = channel
    return Intake(visit, desk, answers, areas=await settle(visit, answers.values, answers.sought()))


def _change_rows(answers: Answers, go: str, what: str) -> None:
    rows, _, row = what.rpartition(".")
    if go == "add" and what in answers.form.lists_of(answers.choice):
        answers.add(what)
    elif go == "drop" and rows in answers.form.lists_of(answers.choice) and row.isdecimal():
        answers.drop(rows, int(row))


async def _check_who(intake: Intake) -> list[FieldError]:
    return [*_wrong(intake, persons_only=True), *_wrong_niks(intake.answers)]


async def _check_form(intake: Intake) -> list[FieldError]:
    in_lists = [(at, nik) for at, one, nik in intake.answers.answered() if one.names_in_list]
    no_niks = [FieldError(at, texts.NIK_FORM) for at, nik in in_lists if nik and not is_nik(nik)]
    return [*_wrong(intake, persons_only=False), *no_niks, *intake.areas.errors]


async def _check_papers(intake: Intake) -> list[FieldError]:
    wrong = await papers.take_in(intake.visit, intake.answers, intake.visit.form)
    return wrong or list(papers.errors(intake.answers))


async def _nothing(_intake: Intake) -> list[FieldError]:
    return []


_CHECKS: Final = {"who": _check_who, "form": _check_form, "papers": _check_papers, "check": _nothing}


def _wrong(intake: Intake, *, persons_only: bool) -> list[FieldError]:
    here = {at for at, one, _ in intake.answers.answered() if one.is_person is persons_only}
    return [error for error in intake.answers.errors() if error.field in here]


def _wrong_niks(answers: Answers) -> list[FieldError]:
    named = {one.path: answers.text(one.path, one) for one in answers.fields if one.is_person}
    return [FieldError(path, texts.NIK_FORM) for path, nik in named.items() if nik and not is_nik(nik)]


def _opens(answers: Answers) -> bool:
    """Opens what the record gave and somebody said is wrong; whether there was any."""
    wrong = [one.path for one in answers.fields if answers.values.pop(f"wrong.{one.path}", "")]
    for path in wrong:
        answers.values[f"open.{path}"] = "1"
    return bool(wrong)


async def _submit(intake: Intake) -> web.Response:
    """Hands it in; what the rules find lands beside the fields that it is about."""
    answers = intake.answers
    made = answers.input()
    given = {
        "idempotencyKey": answers.key,
        "channel": answers.channel,
        "documents": papers.listed(answers),
        "noticeLanguage": answers.values.get("language") if answers.values.get("language") in _LANGUAGES else "ID",
        "prefilled": sorted(one.path for one in answers.fields if answers.values.get(f"known.{one.path}")),
        "application": {intake.form.name: clean(made)},
        **intake.desk.told(answers.values.get("reporter.nik", "")),
    }
    payload, problems = payload_of(await intake.visit.ask(_SUBMIT, {"input": given}), "submitApplication")
    if not payload.get("application"):
        return await _refused(intake, made, problems)
    await _contest(intake)
    number = payload["application"]["trackingNumber"]
    return intake.visit.go(f"{intake.desk.path(intake.form.name)}/slip/{number}")


async def _refused(intake: Intake, made: Mapping[str, Any], problems: Sequence[Problem]) -> web.Response:
    """Back to the first step that something is wrong with, under another key: it will be another form."""
    intake.errors = [_error(intake, made, problem) for problem in problems]
    intake.answers.key = new_key()
    who = {one.path for one in intake.answers.fields if one.is_person}
    steps = {_step_of(error.field, who) for error in intake.errors}
    return await _show(intake, min(steps, key=_STEPS.index, default="check"))


def _step_of(at: str, who: set[str]) -> str:
    return "check" if not at else "papers" if at.startswith("paper.") else "who" if at in who else "form"


def _error(intake: Intake, made: Mapping[str, Any], problem: Problem) -> FieldError:
    start, _, rest = problem.path.partition(".")
    (said,) = field_errors([problem], {})
    if start == "documents":
        return FieldError(f"paper.{rest}", (problem.message_id or texts.NO_PAPER[0], problem.message))
    at = row_at(rest.partition(".")[2], made) if start == "application" else ""
    here = {name for name, _, _ in intake.answers.answered()}
    within = next((name for name in sorted(here) if at and name.startswith(f"{at}.")), "")
    return FieldError(at if at in here else within, said.text)


async def _contest(intake: Intake) -> None:
    """What somebody said is wrong in the record goes to whoever decides on that; the form changed nothing there."""
    values = intake.answers.values
    for one in intake.answers.fields:
        attribute, claim = values.get(f"contest.{one.person}", ""), values.get(f"claim.{one.person}", "").strip()
        if one.is_person and attribute and claim and _CONTEST_SCOPE in intake.visit.actor.scopes:
            nik = intake.answers.text(one.path, one)
            key = f"{intake.answers.key}-{one.person}"
            said = {"idempotencyKey": key, "nik": nik, "attribute": attribute, "claim": claim}
            await intake.visit.ask(_CONTEST, {"input": said})


async def _show(intake: Intake, step: str, *, names_of: Sequence[str] = ()) -> web.Response:
    """A step. `names_of` are lists whose rows are looked up now; before anything is sent all of them are."""
    answers, visit = intake.answers, intake.visit
    lists = answers.form.lists_of(answers.choice) if step == _STEPS[-1] else names_of
    if step == "form":
        intake.people = await persons.look_up(visit, answers)
        persons.fill_in(answers, intake.people)
    known = {one.path for one in answers.fields if answers.values.get(f"known.{one.path}")}
    groups = _groups(answers, step, known)
    here = {at for _, _, fields in groups for at, _ in fields}
    return visit.render(
        f"intake/form/{step}.html", status=_status(intake), form=intake.form, answers=answers, desk=intake.desk,
        errors=tuple(dict.fromkeys(intake.errors)), people=intake.people, step=step, steps=texts.STEPS, groups=groups,
        known=known, papers=papers.asked(answers), group=texts.group, carried=_carried(answers, here, step),
        may_contest=_CONTEST_SCOPE in visit.actor.scopes,
        areas=intake.areas, sought=answers.sought(),
        named=await persons.look_up_rows(visit, answers, lists), may_look=persons.may_look(visit),
    )  # fmt: skip


def _groups(answers: Answers, step: str, known: set[str]) -> list[Group]:
    """The fields of a step under their headings, in the order of the definition; a list without rows stands there too,
    so that one can be added."""
    found: dict[str, Group] = {}
    for one in answers.fields:
        if step not in ("who", "form") or one.is_person is not (step == "who") or one.path in known:
            continue
        heading = "" if step == "who" else one.group
        fields = found.setdefault(heading, (heading, one.rows, []))[2]
        fields.extend((at, one) for at in one.ids(answers.counts))
    return list(found.values())


def _status(intake: Intake) -> int:
    return 422 if intake.errors else 200


def _carried(answers: Answers, here: set[str], step: str) -> dict[str, str]:
    """What this page does not ask and the next one needs: it goes along in hidden fields."""
    asked = {f"{at}.{part}" for at in here for part in ("day", "month", "year")} | here
    asked |= {
        "who": {"channel", "choice", "language"},
        "papers": {f"paper.{one.kind}" for one in papers.asked(answers)},
    }.get(step, set())
    starts = ("contest.", "claim.", "wrong.", PICK) if step == "form" else ("wrong.", PICK)
    return {name: value for name, value in answers.values.items() if name not in asked and not name.startswith(starts)}


def _pages(base: str) -> tuple[Page, Page]:
    path = base + "/{service}"
    return Page("GET", path, first), Page("POST", path, turn, most_bytes=MOST_BYTES)


PAGES = (*_pages("/console/intake"), *_pages("/console/me/apply"))

"""What became of a step of a bundle: done, not possible, not needed, or taken back, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, unusable, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.application import StepOutcome
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_MUTATION: Final = document(__file__, "mutation.graphql")
_FIELDS: Final = {"outcome": "outcome", "reason": "reason", "step": ""}
OUTCOMES: Final[Mapping[str, Pair]] = {
    StepOutcome.DONE.name: say("Sudah dilakukan"),
    StepOutcome.FAILED.name: say("Tidak berhasil", context="bundle"),
    StepOutcome.NOT_NEEDED.name: say("Tidak perlu"),
    StepOutcome.UNDONE.name: say("Dibatalkan kembali"),
}


async def form(visit: Visit) -> web.Response:
    """The step and what can be said of it."""
    return _show(visit, await load(visit))


async def settle(visit: Visit) -> web.Response:
    """Stores what became of it; whatever is not done needs a reason that the applicant reads."""
    number, outcome, reason = (
        visit.request.match_info["number"],
        text_of(visit.form, "outcome"),
        text_of(visit.form, "reason"),
    )
    problems: tuple[Problem, ...] = tuple(_unusable(outcome, reason))
    if not problems:
        variables = {
            "key": text_of(visit.form, "key"), "number": number, "version": version_of(visit.form),
            "step": visit.request.match_info["step"], "outcome": outcome, "reason": reason or None,
        }  # fmt: skip
        _, problems = payload_of(await visit.ask(_MUTATION, variables), "settleBundleStep")
    if problems:
        return _show(visit, await load(visit), outcome, reason, field_errors(problems, _FIELDS), status_of(problems))
    await visit.tell(DONE["settleBundleStep"])
    return visit.go(f"/console/applications/{number}")


def _unusable(outcome: str, reason: str) -> list[Problem]:
    if outcome not in OUTCOMES:
        return [unusable("outcome", say("Pilih apa yang terjadi dengan langkah ini."))]
    if outcome != StepOutcome.DONE.name and not reason:
        return [unusable("reason", say("Tulis alasannya dalam satu kalimat: pemohon membacanya."))]
    return []


def _show(
    visit: Visit,
    loaded: Loaded,
    outcome: str = "",
    reason: str = "",
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    step = _step(visit, loaded)
    choices = {name: pair for name, pair in OUTCOMES.items() if name != StepOutcome.UNDONE.name or step["undo"]}
    return visit.render(
        "clerk/bundle/template.html", status=status, a=loaded.application, step=step, choices=choices, outcome=outcome,
        reason=reason, errors=errors, changes=loaded.changes_since(version_of(visit.form)) if status == 409 else (),
        key=new_key(),
    )  # fmt: skip


def _step(visit: Visit, loaded: Loaded) -> Mapping[str, Any]:
    for step in loaded.application["bundle"] or ():
        if step["key"] == visit.request.match_info["step"] and loaded.may_settle(step):
            found: Mapping[str, Any] = step
            return found
    raise refusal(
        NotFound,
        say("Permohonan ini tidak punya langkah seperti ini yang dapat Anda catat sekarang. Kembali ke permohonannya."),
    )


PAGES = (
    Page("GET", "/console/applications/{number}/bundle/{step}", form),
    Page("POST", "/console/applications/{number}/bundle/{step}", settle),
)

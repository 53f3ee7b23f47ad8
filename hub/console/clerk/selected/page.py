"""Several rows of the queue together: each by the mutation that a single one takes, and told one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.step.page import MUTATIONS
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import parse_tracking_number
from hub.core.texts import Pair, indonesian, say

_TAKE_OVER: Final = document(__file__)
_MOST: Final = 20
_LONGEST_REASON: Final = 2000
_LISTS: Final = ("/console?", "/console/team")
"""How the addresses of the pages begin whose rows are ticked."""
_NOBODY: Final = FieldError("", say("Pilih dahulu satu baris atau lebih."))
_REASON: Final = FieldError("reason", say("Tulis alasannya dalam satu kalimat.", context="selected"))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one of them; `why` is None where it was done."""

    number: str
    why: Pair | None


async def selected(visit: Visit) -> web.Response:
    """Claims them at once, or asks for a reason first. One that fails does not keep the others back."""
    numbers, does = _numbers(visit), text_of(visit.form, "do")
    if not numbers:
        return _show(visit, numbers, errors=(_NOBODY,), status=422)
    if does != "takeOver":
        query, reason = MUTATIONS["claimApplication"], ""
        return _show(visit, numbers, [await _one(visit, "claimApplication", query, one, reason) for one in numbers])
    reason = text_of(visit.form, "reason")
    if not 0 < len(reason) <= _LONGEST_REASON:
        is_asked = "reason" in visit.form
        return _show(visit, numbers, errors=(_REASON,) if is_asked else (), status=422 if is_asked else 200)
    done = [await _one(visit, "takeOverApplication", _TAKE_OVER, one, reason) for one in numbers]
    return _show(visit, numbers, done)


async def _one(visit: Visit, mutation: str, query: str, number: str, reason: str) -> Told:
    """The key is that of the form with the number: sent twice, each acts once."""
    given = {"key": f"{text_of(visit.form, 'key')}-{number}", "number": number}
    given |= {"reason": reason} if reason else {}
    _, problems = payload_of(await visit.ask(query, given), mutation)
    if not problems:
        return Told(number, None)
    if any(problem.code == ErrorCode.CONFLICT.value for problem in problems):
        return Told(number, (indonesian("Sudah dikerjakan rekan, atau keadaannya berubah."), problems[0].message))
    return Told(number, field_errors(problems, {})[0].text)


def _numbers(visit: Visit) -> list[str]:
    """Each once, in the order of the page; what is no tracking number is left out."""
    found = []
    for given in visit.form.getall("number", []):
        try:
            found.append(parse_tracking_number(str(given)))
        except BadInput:
            continue
    return list(dict.fromkeys(found))[:_MOST]


def _show(
    visit: Visit,
    numbers: Sequence[str],
    told: Sequence[Told] = (),
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> web.Response:
    takes_over = text_of(visit.form, "do") == "takeOver"
    back = text_of(visit.form, "back")
    return visit.render(
        "clerk/selected/template.html", status=status, numbers=numbers, told=told, errors=errors,
        takes_over=takes_over, done=DONE["takeOverApplication" if takes_over else "claimApplication"],
        key=text_of(visit.form, "key"), reason=text_of(visit.form, "reason"),
        succeeded=sum(one.why is None for one in told),
        back=back if back == "/console" or back.startswith(_LISTS) else "/console",
    )  # fmt: skip


PAGES = (Page("POST", "/console/queue/selected", selected, form_at="/console"),)

"""Steps that need a reason: refuse, withdraw, take over, delay, resume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE, Pair
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.errors import ErrorCode, NotFound
from hub.core.promise_texts import DISTURBANCES

_NO_CHOICE: Final[Mapping[str, Pair]] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A step with a reason: its mutation, the page's words, and what the officer should know before.

    `choices` are kinds of reasons, by value, of which the officer names one beside her words.
    """

    mutation: str
    query: str
    title: Pair
    hint: Pair
    advice: Pair
    choices: Mapping[str, Pair]


def _kind(name: str, title: Pair, hint: Pair, advice: Pair, choices: Mapping[str, Pair] = _NO_CHOICE) -> Kind:
    return Kind(f"{name}Application", document(__file__, f"{name}.graphql"), title, hint, advice, choices)


KINDS: Final[Mapping[str, Kind]] = {
    "refuse": _kind(
        "refuse",
        ("Permohonan belum dapat diproses", "Refuse the application"),
        (
            "Tulis: belum dapat diproses karena apa, dan apa yang dapat dilakukan pemohon.",
            "Say why, and what the applicant can do.",
        ),
        (
            (
                "Pemohon berhak mengajukan keberatan atau mendaftar lagi, keduanya gratis. Hak ini disampaikan bersama "
                "alasan Anda. Bila hanya ada surat yang kurang, gunakan “Minta dilengkapi”."
            ),
            (
                "The applicant may object or apply again, both free of charge, and is told so with your reason. If "
                "only a paper is missing, return the application instead."
            ),
        ),
    ),
    "withdraw": _kind(
        "withdraw",
        ("Batalkan atas permintaan pemohon", "Withdraw on the applicant's request"),
        ("Tulis siapa yang meminta dan kapan.", "Say who asked, and when."),
        ("Pemohon dapat mendaftar lagi kapan saja, gratis.", "The applicant can apply again at any time."),
    ),
    "takeOver": _kind(
        "takeOver",
        ("Ambil alih dari rekan", "Take over from a colleague"),
        ("Tulis mengapa, misalnya rekan Anda sakit atau pindah tugas.", "Say why, such as a colleague who fell ill."),
        (
            "Semua yang sudah dikerjakan tetap tersimpan. Rekan Anda melihat siapa yang mengambil alih, dan alasannya.",
            "All that was done is kept. Your colleague sees who took it over, and why.",
        ),
    ),
    "delay": _kind(
        "delay",
        ("Tunda karena gangguan", "Delay"),
        ("Tulis gangguannya, misalnya jaringan SIAK putus.", "Name the disturbance."),
        (
            "Pemohon diberi tahu bahwa gangguan ada di pihak kami.",
            "The applicant is told that the disturbance is on our side.",
        ),
        {kind.name: words for kind, words in DISTURBANCES.items()},
    ),
    "resume": _kind(
        "resume",
        ("Lanjutkan permohonan", "Resume"),
        ("Tulis bahwa gangguan sudah selesai, dan bagaimana.", "Say how the disturbance ended."),
        ("Permohonan kembali ke keadaan sebelum ditunda.", "It goes back to where it was."),
    ),
}
_FIELDS: Final = {"reason": "reason", "disturbance": "disturbance"}


async def form(visit: Visit) -> web.Response:
    """The form with what the officer should know before."""
    return _show(visit, await load(visit), _of(visit))


async def take(visit: Visit) -> web.Response:
    """Takes the step with its reason."""
    kind, number = _of(visit), visit.request.match_info["number"]
    reason, choice = text_of(visit.form, "reason"), text_of(visit.form, "disturbance")
    problems = tuple(_lacking(kind, reason, choice))
    if not problems:
        key, version = text_of(visit.form, "key"), version_of(visit.form)
        variables = {"key": key, "number": number, "version": version, "reason": reason}
        variables |= {"disturbance": choice} if kind.choices else {}
        _, problems = payload_of(await visit.ask(kind.query, variables), kind.mutation)
    if problems:
        errors = field_errors(problems, _FIELDS)
        return _show(visit, await load(visit), kind, reason, errors, status_of(problems), choice=choice)
    await visit.tell(DONE[kind.mutation])
    return visit.go(f"/console/applications/{number}")


def _lacking(kind: Kind, reason: str, choice: str) -> Iterator[Problem]:
    """What the officer has to write before anything is asked of the graph."""
    if kind.choices and choice not in kind.choices:
        yield Problem(ErrorCode.BAD_INPUT.value, "Choose what kind of disturbance it is.", "disturbance")
    if not reason:
        text = "Write the reason in a sentence that the applicant understands."
        yield Problem(ErrorCode.BAD_INPUT.value, text, "reason")


def _of(visit: Visit) -> Kind:
    kind = KINDS.get(visit.request.match_info["kind"])
    if kind is None:
        raise NotFound("There is no such step. Go back to the application.")
    return kind


def _show(
    visit: Visit,
    loaded: Loaded,
    kind: Kind,
    reason: str = "",
    errors: Sequence[FieldError] = (),
    status: int = 200,
    choice: str = "",
) -> web.Response:
    changes = loaded.changes_since(version_of(visit.form)) if status == 409 else ()
    return visit.render(
        "clerk/reason/template.html", status=status, a=loaded.application, kind=kind, reason=reason,
        errors=errors, changes=changes, key=new_key(), choice=choice,
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/applications/{number}/reason/{kind}", form),
    Page("POST", "/console/applications/{number}/reason/{kind}", take),
)

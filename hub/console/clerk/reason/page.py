"""Steps that need a reason: refuse, withdraw, take over, delay, resume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, unusable, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.errors import NotFound
from hub.core.promise_texts import DISTURBANCES
from hub.core.texts import Pair, say

_NO_CHOICE: Final[Mapping[str, Pair]] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A step with a reason: its mutation, the page's words, and what the officer should know before.

    Where `choice` names a field, the officer chooses a kind of reason beside her words: one of `choices`, by value;
    what a service may be refused for, its own file says.
    """

    mutation: str
    query: str
    title: Pair
    hint: Pair
    advice: Pair
    choice: str
    choices: Mapping[str, Pair]

    def offered(self, loaded: Loaded) -> Mapping[str, Pair]:
        """What there is to choose from for an application."""
        if self.choice != "code":
            return self.choices
        return {one["code"]: (one["sentence"], one["sentenceEn"]) for one in loaded.service["refusals"]}


def _kind(
    name: str, title: Pair, hint: Pair, advice: Pair, choice: str = "", choices: Mapping[str, Pair] = _NO_CHOICE
) -> Kind:
    return Kind(f"{name}Application", document(__file__, f"{name}.graphql"), title, hint, advice, choice, choices)


KINDS: Final[Mapping[str, Kind]] = {
    "refuse": _kind(
        "refuse",
        say("Permohonan belum dapat diproses"),
        say("Tulis: belum dapat diproses karena apa, dan apa yang dapat dilakukan pemohon."),
        say(
            "Pemohon berhak mengajukan keberatan atau mendaftar lagi, keduanya gratis. Hak ini disampaikan bersama "
            "alasan Anda. Bila hanya ada surat yang kurang, gunakan “Minta dilengkapi”."
        ),
        "code",
    ),
    "withdraw": _kind(
        "withdraw",
        say("Batalkan atas permintaan pemohon"),
        say("Tulis siapa yang meminta dan kapan."),
        say("Pemohon dapat mendaftar lagi kapan saja, gratis."),
    ),
    "takeOver": _kind(
        "takeOver",
        say("Ambil alih dari rekan"),
        say("Tulis mengapa, misalnya rekan Anda sakit atau pindah tugas."),
        say(
            "Semua yang sudah dikerjakan tetap tersimpan. Rekan Anda melihat siapa yang mengambil alih, dan alasannya."
        ),
    ),
    "delay": _kind(
        "delay",
        say("Tunda karena gangguan"),
        say("Tulis gangguannya, misalnya jaringan SIAK putus."),
        say("Pemohon diberi tahu bahwa gangguan ada di pihak kami."),
        "disturbance",
        {kind.name: words for kind, words in DISTURBANCES.items()},
    ),
    "resume": _kind(
        "resume",
        say("Lanjutkan permohonan"),
        say("Tulis bahwa gangguan sudah selesai, dan bagaimana."),
        say("Permohonan kembali ke keadaan sebelum ditunda."),
    ),
}
_FIELDS: Final = {"reason": "reason", "disturbance": "disturbance", "code": "code"}
_NOT_CHOSEN: Final = {
    "disturbance": say("Pilih jenis gangguannya."),
    "code": say("Pilih alasannya. Ambil yang terakhir bila tidak ada yang cocok."),
}


async def form(visit: Visit) -> web.Response:
    """The form with what the officer should know before."""
    return _show(visit, await load(visit), _of(visit))


async def take(visit: Visit) -> web.Response:
    """Takes the step with its reason."""
    kind, number, loaded = _of(visit), visit.request.match_info["number"], await load(visit)
    reason, choice = text_of(visit.form, "reason"), text_of(visit.form, kind.choice)
    problems = tuple(_lacking(kind, kind.offered(loaded), reason, choice))
    if not problems:
        key, version = text_of(visit.form, "key"), version_of(visit.form)
        variables = {"key": key, "number": number, "version": version, "reason": reason}
        variables |= {kind.choice: choice} if kind.choice else {}
        _, problems = payload_of(await visit.ask(kind.query, variables), kind.mutation)
    if problems:
        errors = field_errors(problems, _FIELDS)
        return _show(visit, await load(visit), kind, reason, errors, status_of(problems), choice=choice)
    await visit.tell(DONE[kind.mutation])
    return visit.go(f"/console/applications/{number}")


def _lacking(kind: Kind, offered: Mapping[str, Pair], reason: str, choice: str) -> Iterator[Problem]:
    """What the officer has to write before anything is asked of the graph."""
    if kind.choice and choice not in offered:
        yield unusable(kind.choice, _NOT_CHOSEN[kind.choice])
    if not reason:
        yield unusable("reason", say("Tulis alasannya dengan kalimat yang jelas bagi pemohon."))


def _of(visit: Visit) -> Kind:
    kind = KINDS.get(visit.request.match_info["kind"])
    if kind is None:
        raise refusal(NotFound, say("Langkah ini tidak ada. Kembali ke permohonannya."))
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
        "clerk/reason/template.html", status=status, a=loaded.application, loaded=loaded, kind=kind, reason=reason,
        errors=errors, changes=changes, key=new_key(), choice=choice, choices=kind.offered(loaded),
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/applications/{number}/reason/{kind}", form),
    Page("POST", "/console/applications/{number}/reason/{kind}", take),
)

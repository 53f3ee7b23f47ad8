"""Loads an application for the officer's page, and answers for steps that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from hub.console.base.dates import moment
from hub.console.base.forms import FieldError, new_key
from hub.console.base.graph import Problem, Reply, document
from hub.console.base.refusals import refusal
from hub.console.base.texts import ACTIONS, FIELD_HELP
from hub.console.base.visit import Visit
from hub.console.clerk.application.beside import Beside, Person, persons_of, sections_of
from hub.console.clerk.queue.clock import clock_of
from hub.core.bundle import SETTLED_BY_HAND
from hub.core.desks import LEASE_TIME
from hub.core.errors import BadInput, ErrorCode, NotFound, SourceUnavailable
from hub.core.identifiers import parse_tracking_number
from hub.core.texts import say

_QUERY: Final = document(__file__)
_RECORD: Final = document(__file__, "record.graphql")

_MINUTE: Final = dt.timedelta(minutes=1)
_BY_HAND: Final = frozenset(kind.name for kind in SETTLED_BY_HAND)
_NOTHING_DECLARED: Final[Mapping[str, Any]] = {
    "requirements": [], "formFields": [], "refusals": [], "siakGives": [], "siakMayGive": [], "effects": [],
    "effectsEn": [],
}  # fmt: skip
OWN_PAGES: Final[Mapping[str, str]] = {
    "returnApplication": "missing",
    "recordSiakResult": "siak",
    "signApplication": "sign",
    "takeOverApplication": "reason/takeOver",
    "refuseApplication": "reason/refuse",
    "withdrawApplication": "reason/withdraw",
    "delayApplication": "reason/delay",
    "resumeApplication": "reason/resume",
}
"""Steps that need words or a look first, and their page below the application's address."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An application as the graph gave it, with what was refused of it."""

    application: Mapping[str, Any]
    reply: Reply

    @property
    def mark(self) -> str:
        """What stands for the application as it was loaded."""
        return str((self.reply.data.get("stand") or {}).get("mark") or "")

    @property
    def actions(self) -> list[str]:
        """What this viewer may do now, in the order of the buttons."""
        allowed = self.application["allowedActions"] or ()
        return [name for name in ACTIONS if name in allowed]

    @property
    def service(self) -> Mapping[str, Any]:
        """What this application's service declares."""
        services = self.reply.data.get("services") or ()
        return next((one for one in services if one["name"] == self.application["service"]), _NOTHING_DECLARED)

    @property
    def requirements(self) -> list[Mapping[str, Any]]:
        """The papers that this application's service knows."""
        papers: list[Mapping[str, Any]] = self.service["requirements"]
        return papers

    @property
    def may_hold(self) -> bool:
        """Whether to offer that she works on it: what is to be claimed is held by claiming it."""
        waits = self.application["state"] in {"SUBMITTED", "RESUBMITTED"}
        return bool(self.actions) and self.application["workedOn"] is None and not waits

    def lease_is_used(self, now: dt.datetime) -> bool:
        """Whether this viewer works on it, and a minute or more of her time is gone."""
        lease = self.application["workedOn"]
        until = moment(lease["until"]) if lease and lease["mine"] else None
        return until is not None and until - now < LEASE_TIME - _MINUTE

    def may_settle(self, step: Mapping[str, Any]) -> bool:
        """Whether this viewer says what became of a step of the bundle."""
        return step["kind"] in _BY_HAND and "settleBundleStep" in (self.application["allowedActions"] or ())

    @property
    def things(self) -> list[Mapping[str, Any]]:
        """All that may be asked for again, papers first, each with its name in the graph as `what`."""
        papers = [{**paper, "what": paper["kind"]} for paper in self.requirements]
        return papers + [{**field, "what": field["path"]} for field in self.service["formFields"]]

    def note_of(self, entry: Mapping[str, Any]) -> str:
        """A timeline entry's note, with papers and fields by name."""
        parts = str(entry["note"] or "").split("; ")
        labels = {thing["what"]: thing["label"] for thing in self.things}
        named = (part.partition(": ") for part in parts)
        return "; ".join(f"{labels.get(what, what)}{colon}{words}" for what, colon, words in named)

    def address_of(self, action: str) -> str:
        """Where a step is taken: a page of its own where words or a look are needed, the step itself otherwise."""
        base = f"/console/applications/{self.application['trackingNumber']}"
        return f"{base}/{OWN_PAGES[action]}" if action in OWN_PAGES else f"{base}/step/{action}"

    def has_page(self, action: str) -> bool:
        """Whether a step has a page of its own."""
        return action in OWN_PAGES

    def changes_since(self, version: int | None) -> list[Mapping[str, Any]]:
        """What others did since somebody looked at `version`."""
        timeline = self.application["timeline"] or ()
        return [entry for entry in timeline if version is not None and entry["seq"] > version]


async def load(visit: Visit) -> Loaded:
    """The application of this address; raises NotFound when there is none for this person."""
    try:
        number = parse_tracking_number(visit.request.match_info["number"])
    except BadInput as error:
        raise refusal(NotFound, (FIELD_HELP["trackingNumber"], error.message)) from error
    reply = await visit.ask(_QUERY, {"number": number})
    application = reply.data.get("application")
    if application is None:
        if reply.has(ErrorCode.INTERNAL) or reply.has(ErrorCode.SOURCE_UNAVAILABLE):
            raise refusal(
                SourceUnavailable, say("Permohonan belum dapat ditampilkan saat ini. Coba lagi satu menit lagi.")
            )
        raise refusal(NotFound, say("Tidak ada permohonan dengan nomor ini, atau permohonan itu di luar wilayah Anda."))
    return Loaded(application, reply)


async def show(
    visit: Visit, loaded: Loaded, *, errors: Sequence[FieldError] = (), version: int | None = None, status: int = 200
) -> web.Response:
    """The officer's page. `version` is the one that a failed step was based on."""
    application = loaded.application
    form, fields = application["form"] or {}, loaded.service["formFields"]
    persons, beside = await _beside(visit, persons_of(form, fields))
    return visit.render(
        "clerk/application/template.html",
        status=status,
        a=application,
        loaded=loaded,
        errors=errors,
        changes=loaded.changes_since(version) if errors else (),
        sections=sections_of(form, fields),
        beside=beside,
        beside_reply=persons,
        due=clock_of(application, visit.console.clock()),
        key=new_key(),
    )


async def _beside(visit: Visit, persons: Sequence[Person]) -> tuple[Reply, list[Beside]]:
    if not persons:
        return Reply({}), []
    niks = list(dict.fromkeys(person.nik for person in persons))
    reply = await visit.ask(_RECORD, {"niks": niks})
    records = dict(zip(niks, reply.data.get("citizens") or [None] * len(niks), strict=True))
    return reply, [Beside(person, records[person.nik]) for person in persons]


def status_of(problems: Sequence[Problem]) -> int:
    """The HTTP status for a step that failed."""
    codes = {problem.code for problem in problems}
    if ErrorCode.CONFLICT.value in codes:
        return 409
    return 403 if ErrorCode.FORBIDDEN.value in codes else 422

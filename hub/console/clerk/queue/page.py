"""The queue: what waits, how long already, and until when. It is the page that clerks sit in all day.

Whom a clerk looks for travels in the body of a form and never stands in an address. The list itself names no applicant:
whoever needs to know opens the case, and that is written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from hub.console.base.dates import moment, span
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import Reply, document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.clerk.queue.clock import clock_of
from hub.console.clerk.queue.filters import HOLDERS, ORDERS, QueueFilter, filter_of
from hub.console.clerk.selected.page import gives
from hub.core.actor import Role
from hub.core.errors import BadInput
from hub.core.identifiers import parse_tracking_number
from hub.core.promise_run import MOST_ALARMS
from hub.core.regions import within
from hub.core.texts import say

_QUERY: Final = document(__file__)
_GLANCE: Final = document(__file__, "glance.graphql")
_PLACES: Final = document(__file__, "places.graphql")
_TEMPLATE: Final = "clerk/queue/template.html"
_NOTHING: Final[Mapping[str, Any]] = {
    "edges": [],
    "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
}
ADMINISTRATION: Final = frozenset({"account:approve", "audit:read"})
"""Scopes of the office's people who keep accounts, or watch who does."""
_LEAST: Final = 3
_SHORT: Final = FieldError(
    "region",
    say("Tulis kode wilayah, atau tiga huruf namanya atau lebih."),
)
_NO_PLACE: Final = FieldError("region", say("Tidak ada wilayah dengan nama itu di daerah Anda."))
_WHICH: Final = FieldError("about", say("Tulis nomor permohonan, NIK, atau nama."))
_UNUSABLE: Final = say("Tulis nomor permohonan, 16 angka NIK, atau paling sedikit dua huruf sebuah nama.")
_ALL_ANEW: Final = dt.timedelta(minutes=5)
"""How often a page that stays open is made anew though nothing moved on: ages, clocks and the other numbers."""


@dataclass(frozen=True, slots=True)
class Selecting:
    """What this person may do with several rows together."""

    claims: bool
    takes_over: bool
    assigns: bool

    @classmethod
    def of(cls, visit: Visit) -> Selecting:
        roles, scopes = visit.actor.roles, visit.actor.scopes
        desks = {Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE}
        claims = Role.OPERATOR in roles and "application:process" in scopes
        return cls(claims, bool(roles & desks), gives(visit))

    @property
    def is_any(self) -> bool:
        return self.claims or self.takes_over or self.assigns


async def queue(visit: Visit) -> web.Response:
    """One page of the queue. Who has nothing to do with applications is led to the pages that are hers."""
    if visit.actor.roles == {Role.CITIZEN}:
        return visit.go("/console/me")
    if "application:read" not in visit.actor.scopes and ADMINISTRATION & visit.actor.scopes:
        return visit.go("/console/admin/users" if "account:approve" in visit.actor.scopes else "/console/admin/history")
    wanted = filter_of(visit.request.query, visit.actor.roles)
    errors, places = (await _places(visit, wanted.place)) if wanted.place else ((), [])
    if wanted.place and len(places) == 1:
        return visit.go(wanted.address(region=places[0]["code"]))
    reply = await _asked(visit, wanted)
    return _show(visit, wanted, reply, errors=errors, places=places)


async def search(visit: Visit) -> web.Response:
    """By tracking number straight to the case; by NIK or name to a list of those whom the form names."""
    wanted = filter_of({name: text_of(visit.form, name) for name in visit.form}, visit.actor.roles)
    about = text_of(visit.form, "about")
    number = _number(about)
    if number:
        return visit.go(f"/console/applications/{number}")
    if not about:
        return _show(visit, wanted, await _asked(visit, wanted), errors=(_WHICH,), status=422)
    reply = await _asked(visit, wanted, about)
    if reply.data.get("applications") is None and not reply.refused():
        said = next((one.message for one in reply.problems), _UNUSABLE[1])
        errors = (FieldError("about", (_UNUSABLE[0], said)),)
        return _show(visit, wanted, reply, about=about, errors=errors, status=422)
    return _show(visit, wanted, reply, about=about)


async def live(visit: Visit) -> web.Response:
    """The rows and numbers of a page that stays open; next to nothing while it is as the browser has it."""
    wanted = filter_of(visit.request.query, visit.actor.roles)
    given = {"filter": wanted.variables(_settled(visit)), "after": wanted.after, "before": wanted.before}
    seen = (await visit.ask(_GLANCE, given)).data.get("here")
    tag = _tag(visit, seen)
    if tag and visit.request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers={"ETag": tag})
    reply = await _asked(visit, wanted)
    if reply.data.get("applications") is None:
        return web.Response(status=204)  # what the browser shows stays
    return _show(visit, wanted, reply, template="clerk/queue/rows.html")


async def _asked(visit: Visit, wanted: QueueFilter, about: str = "") -> Reply:
    """What the page shows. Whoever is looked for is looked for in all of the queue, whatever the view is."""
    now = _settled(visit)
    watches = wanted.has_alarms() and not about
    chosen = wanted.variables(now) if not about else {"about": about, **_narrowed(wanted)}
    after, before = wanted.after, wanted.before
    if about:
        after, before = text_of(visit.form, "after") or None, text_of(visit.form, "before") or None
    given = {"filter": chosen, "after": after, "before": before, **wanted.counted(now, is_search=bool(about))}
    given |= {"watches": watches, "watched": wanted.watched() if watches else None}
    return await visit.ask(_QUERY, given | {"region": wanted.region, "hasRegion": bool(wanted.region)})


def _narrowed(wanted: QueueFilter) -> dict[str, Any]:
    given = {"regionCode": wanted.region, "service": wanted.service, "channel": wanted.channel}
    return {name: value for name, value in given.items() if value}


def _show(
    visit: Visit,
    wanted: QueueFilter,
    reply: Reply,
    *,
    about: str = "",
    errors: tuple[FieldError, ...] = (),
    places: list[Mapping[str, Any]] | None = None,
    template: str = _TEMPLATE,
    status: int = 200,
) -> web.Response:
    found, now = reply.data.get("applications") or _NOTHING, visit.console.clock()
    alarms = reply.data.get("promiseAlarms")
    counts = {view: _said(reply.data.get(view)) for view in ("turn", "due", "mine", "absent", "here")}
    counts["alarm"] = _alarmed(alarms["past"] + alarms["near"]) if alarms else ""
    if not about and (shown := wanted.counts_itself(now)):
        counts[shown] = counts["here"]
    named = next(iter(reply.data.get("regions") or ()), None)
    tag = _tag(visit, reply.data.get("here"))
    response = visit.render(
        template, status=status, reply=reply, wanted=wanted, errors=errors, about=about, places=places or [],
        rows=[row_of(edge["node"], now, visit.actor.subject) for edge in found["edges"]],
        page_info=found["pageInfo"], alarms=alarms, counted=_alarmed, counts=counts, tag=tag, key=new_key(),
        services=reply.data.get("services") or [], place=called(named) if named else wanted.region,
        holders=HOLDERS, orders=ORDERS, selecting=Selecting.of(visit), at=now,
    )  # fmt: skip
    if tag:
        response.headers["ETag"] = tag
    return response


def row_of(application: Mapping[str, Any], now: dt.datetime, me: str) -> dict[str, Any]:
    """An application with its age and its clock in words, and who goes on with it."""
    submitted, worked_on = moment(application["submittedAt"]), application.get("workedOn")
    return {
        **application,
        "age": span(now - submitted) if submitted else None,
        "due": clock_of(application, now),
        "is_mine": application["assignee"] == me and bool(application.get("assigneeName")),
        "place": application.get("region"),
        "holder": application.get("assigneeName") or (worked_on["by"] if worked_on else None),
    }


def called(region: Mapping[str, Any]) -> str:
    """The name of a region with what tells it from others of the same name."""
    above = (f"Kec. {region['district']}" if region.get("district") else None, region.get("regency"))
    return ", ".join(part for part in (region["name"], *above) if part)


def _alarmed(number: int) -> str:
    """A number of alarms, and from a hundred that there are many."""
    return str(number) if number < MOST_ALARMS else f"{MOST_ALARMS}+"


def _said(glance: Mapping[str, Any] | None) -> str:
    """A number, and beyond a thousand that there are more."""
    if not glance:
        return ""
    return f"{glance['number']:,}".replace(",", ".") + ("+" if glance["isMore"] else "")


def _settled(visit: Visit) -> dt.datetime:
    """The minute, so that a page that stays open asks for the same all the while."""
    return visit.console.clock().replace(second=0, microsecond=0)


def _tag(visit: Visit, seen: Mapping[str, Any] | None) -> str:
    """Of what the browser has; another one after a while, since ages and clocks go on."""
    while_ = int(visit.console.clock().timestamp() // _ALL_ANEW.total_seconds())
    return f'"{seen["mark"]}-{while_}"' if seen else ""


def _number(about: str) -> str:
    try:
        return parse_tracking_number(about.upper()) if about else ""
    except BadInput:
        return ""


async def _places(visit: Visit, name: str) -> tuple[tuple[FieldError, ...], list[Mapping[str, Any]]]:
    """Places of her area that are called like that; districts first."""
    if len(name) < _LEAST:
        return (_SHORT,), []
    reply = await visit.ask(_PLACES, {"name": name})
    both = [*(reply.data.get("districts") or ()), *(reply.data.get("villages") or ())]
    hers = [one for one in both if within(one["code"], visit.actor.region)]
    exact = [one for one in hers if one["name"].casefold() == name.casefold()]
    found = exact if len(exact) == 1 else hers
    return (() if found else (_NO_PLACE,)), found


PAGES = (
    Page("GET", "/console", queue),
    Page("POST", "/console", search),
    Page("GET", "/console/queue/live", live, fragment=True, background=True),
)

"""Where the pages of the console are measured: realistic addresses of each, over a multitude.

A page that is new needs a line here (`tests/console/test_measured_pages.py`). Each address is asked as everybody of the
office, of the counters and as a citizen, and measured for all who may see it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.core.identifiers import global_id
from hub.store import Database

TENANT: Final = "1901"
SERVICES: Final = (
    "birthCertificate", "childCard", "deathCertificate", "familyCard", "identityCard", "moveIn", "moveOut", "moveWithin"
)  # fmt: skip
OPEN: Final = (
    "SUBMITTED", "IN_REVIEW", "NEEDS_CORRECTION", "RESUBMITTED", "COMPLETE", "PROCESSING", "DELAYED",
    "AWAITING_SIGNATURE",
)  # fmt: skip
ELSEWHERE: Final = frozenset(
    {"/console/login", "/console/callback", "/console/bye", "/console/again", "/bahasa/{choice}", "/console/training"}
)
"""No pages of their own: they lead to the issuer and back, end a session, or remember a language; and lessons, which
are given where nobody waits."""


@dataclass(frozen=True, slots=True)
class On:
    """Addresses that stand as links on other pages."""

    pages: tuple[str, ...]


Place = str | On
_QUEUE: Final = {
    "": "/console", "view=all": "/console?view=all", "view=due": "/console?view=due",
    "view=alarm": "/console?view=alarm", "view=alarm, near": "/console?view=alarm&alarm=NEAR",
    "view=mine": "/console?view=mine", "a state": "/console?view=all&state=PROCESSING",
    "a kecamatan": "/console?view=all&region=19.01.03", "a village": "/console?view=all&region=19.01.03.2002",
    "a state, a kecamatan": "/console?view=turn&state=COMPLETE&region=19.01.05",
    "not there": "/console?view=all&region=19.01.09",
}  # fmt: skip
PLACES: Final[Mapping[str, Mapping[str, Place]]] = {
    "/": {"": "/"},
    "/layanan": {"": "/layanan"},
    "/layanan/{name}": {"": "/layanan/{service}"},
    "/kinerja": {"": "/kinerja"},
    "/track": {"": "/track"},
    "/v/{code}": {"": "/v/{code}", "unknown": "/v/AAAA-BBBB-CCCC"},
    "/verifikasi/luring": {"": "/verifikasi/luring"},
    "/portal/reference": {"": "/portal/reference", "a search": "/portal/reference?q=health:read"},
    "/portal/reference/{name}": {"": "/portal/reference/Citizen"},
    "/portal/schema.graphql": {"": "/portal/schema.graphql"},
    "/portal/simulator": {"": "/portal/simulator"},
    "/portal/graphiql": {"": "/portal/graphiql"},
    "/portal/changelog": {"": "/portal/changelog"},
    "/portal/webhooks": {"": "/portal/webhooks"},
    "/portal/webhooks/new": {"": "/portal/webhooks/new"},
    "/portal/webhooks/{id}": {"": On(("/portal/webhooks",))},
    "/antrean": {"": "/antrean"},
    "/antrean/nomor/{id}": {"": "/antrean/nomor/{ticket}"},
    "/antrean/janji": {"": "/antrean/janji"},
    "/antrean/janji/{code}": {"": "/antrean/janji/{appointment}"},
    "/antrean/janji/{code}/pindah": {"": "/antrean/janji/{appointment}/pindah"},
    "/display": {"": "/display"},
    "/penilaian": {"": "/penilaian"},
    "/portal": {"": "/portal"},
    "/portal/sign-up": {"": "/portal/sign-up"},
    "/portal/mine": {"": "/portal/mine"},
    "/portal/mine/key": {"": "/portal/mine/key"},
    "/portal/request/{id}": {"not there": "/portal/request/app-2222"},
    "/console": {**_QUEUE, "the second page": On(("/console?view=all",))},
    "/console/areas": {
        "a name": "/console/areas?at=r&r=Suka&level=VILLAGE",
        "a rare one": "/console/areas?at=r&r=Kenanga, Sungailiat",
        "here": "/console/areas?at=r&r=Desa&here=1",
        "a code": "/console/areas?at=r&r=19.01.03",
    },
    "/console/agencies": {"": "/console/agencies"},
    "/console/appointments": {"": "/console/appointments"},
    "/console/dashboard": {"": "/console/dashboard"},
    "/console/dashboard/{name}.csv": {"": "/console/dashboard/intake.csv"},
    "/console/print": {"": "/console/print"},
    "/console/queue/live": {"": "/console/queue/live"},
    "/console/team": {"": "/console/team"},
    "/console/team/{subject}": {"": On(("/console/team",))},
    "/console/tickets": {"": "/console/tickets"},
    "/console/applications/{number}": {
        **{state: f"/console/applications/{{{state}}}" for state in OPEN},
        "ISSUED": "/console/applications/{ISSUED}",
    },
    "/console/applications/{number}/changed": {"": "/console/applications/{IN_REVIEW}/changed?version=1"},
    "/console/applications/{number}/bundle/{step}": {"": On(("/console/applications/{ISSUED}",))},
    "/console/applications/{number}/missing": {"": "/console/applications/{IN_REVIEW}/missing"},
    "/console/applications/{number}/reason/{kind}": {
        kind: f"/console/applications/{{COMPLETE}}/reason/{kind}" for kind in ("refuse", "delay", "withdraw")
    },
    "/console/applications/{number}/siak": {"": "/console/applications/{PROCESSING}/siak"},
    "/console/applications/{number}/siak/state": {"": "/console/applications/{PROCESSING}/siak/state"},
    "/console/applications/{number}/sign": {"": "/console/applications/{AWAITING_SIGNATURE}/sign"},
    "/console/burials": {"": "/console/burials"},
    "/console/burials/{id}": {"": On(("/console/burials",))},
    "/console/burial-book": {"": "/console/burial-book"},
    "/console/citizens": {"": "/console/citizens"},
    "/console/citizens/{id}": {"": "/console/citizens/{citizen}", "busy": "/console/citizens/{busy}"},
    "/console/citizens/{id}/correct": {"": "/console/citizens/{citizen}/correct"},
    "/console/citizens/{id}/statement": {"": "/console/citizens/{busy}/statement"},
    "/console/deliveries": {"": "/console/deliveries"},
    "/console/deliveries/{id}": {"": On(("/console/deliveries",))},
    "/console/discrepancies": {"": "/console/discrepancies"},
    "/console/discrepancies/{id}": {"": On(("/console/discrepancies",))},
    "/console/documents/{id}": {"": "/console/documents/{document}"},
    "/console/duplicates": {"": "/console/duplicates"},
    "/console/duplicates/{first}/{second}": {"": On(("/console/duplicates",))},
    "/console/duplicates/{id}": {"": "/console/duplicates/{merged}"},
    "/console/emergency": {"": "/console/emergency"},
    "/console/intake": {"": "/console/intake"},
    "/console/intake/{service}": {"": "/console/intake/{service}"},
    "/console/intake/{service}/slip/{number}": {"": "/console/intake/familyCard/slip/{helped}"},
    "/console/intake/{service}/complete/{number}": {"": "/console/intake/familyCard/complete/{helped}"},
    "/console/me": {"": "/console/me"},
    "/console/me/apply": {"": "/console/me/apply"},
    "/console/me/apply/{service}": {"": "/console/me/apply/{service}"},
    "/console/me/apply/{service}/slip/{number}": {"": "/console/me/apply/familyCard/slip/{own}"},
    "/console/me/apply/{service}/complete/{number}": {"": "/console/me/apply/familyCard/complete/{own}"},
    "/console/me/correct": {"": "/console/me/correct"},
    "/console/me/data": {"": "/console/me/data"},
    "/console/me/object": {"": "/console/me/object"},
    "/console/me/object/{id}": {"": On(("/console/me",))},
    "/console/meter": {"": "/console/meter"},
    "/console/objections": {"": "/console/objections"},
    "/console/objections/{id}": {"": On(("/console/objections",))},
    "/console/sessions": {"": "/console/sessions"},
    "/console/admin/agreements": {"": "/console/admin/agreements"},
    "/console/admin/agreements/new": {"": "/console/admin/agreements/new"},
    "/console/admin/agreements/{id}": {"": On(("/console/admin/agreements",))},
    "/console/admin/agreements/{id}/change": {"": "/console/admin/agreements/contoh-luas/change"},
    "/console/admin/clients": {"": "/console/admin/clients"},
    "/console/admin/clients/new": {"": "/console/admin/clients/new"},
    "/console/admin/clients/{id}": {"": On(("/console/admin/clients",))},
    "/console/admin/clients/{id}/change": {"": "/console/admin/clients/client-7/change"},
    "/console/admin/history": {"": "/console/admin/history"},
    "/console/admin/keys": {"": "/console/admin/keys"},
    "/console/admin/requests": {"": "/console/admin/requests"},
    "/console/admin/requests/{id}": {"": On(("/console/admin/requests",))},
    "/console/admin/services": {"": "/console/admin/services"},
    "/console/admin/services/{name}": {"": "/console/admin/services/{service}"},
    "/console/admin/counters": {"": "/console/admin/counters"},
    "/console/admin/proposals": {"": "/console/admin/proposals"},
    "/console/admin/proposals/{id}": {"": On(("/console/admin/proposals",))},
    "/console/admin/users": {"": "/console/admin/users"},
    "/console/admin/users/new": {"": "/console/admin/users/new"},
    "/console/admin/users/{id}": {"": On(("/console/admin/users",))},
    "/console/admin/users/{id}/change": {"": "/console/admin/users/{user}/change"},
    "/console/oversight/breaches": {"": "/console/oversight/breaches"},
    "/console/oversight/breaches/new": {"": "/console/oversight/breaches/new"},
    "/console/oversight/breaches/{id}": {"": On(("/console/oversight/breaches",))},
    "/console/oversight/emergencies": {"": "/console/oversight/emergencies"},
    "/console/oversight/findings": {"": "/console/oversight/findings"},
    "/console/oversight/findings/{id}": {"": On(("/console/oversight/findings",))},
    "/console/oversight/processing": {"": "/console/oversight/processing"},
    "/console/log": {"": "/console/log"},
}
"""Route -> what is special about the address -> the address, in whose braces stand names of `samples`."""
_NUMBERS: Final = """
    select tracking_number from application where tenant = $1 and state = $2 and tracking_number like 'WT-%'
    order by md5(tracking_number) limit 16
"""
_MERGED: Final = "select low_id from duplicate_candidate where tenant = $1 and state = 'MERGED' order by low_id limit 8"
_OWN: Final = """
    select tracking_number from application where tenant = $1 and submitted_by = $2 and state = 'NEEDS_CORRECTION'
    order by id
"""
_PLAIN: Final = "select id from person where tenant = $1 and not sealed order by md5(id::text) limit 16"
_BUSY: Final = "select id, nik from person where tenant = $1 and not sealed order by id offset 49100 limit 16"


async def samples(database: Database, own: Mapping[str, str]) -> dict[str, list[str]]:
    """What the addresses name: some of each, over all services. `own` has the subjects of whoever handed something
    in."""
    found: dict[str, list[str]] = {"service": list(SERVICES)}
    for state in (*OPEN, "ISSUED"):
        rows = await database.fetch(_NUMBERS, TENANT, state)
        found[state] = [row["tracking_number"] for row in rows]
    for name, query in (("citizen", _PLAIN), ("busy", _BUSY)):
        found[name] = [global_id("Citizen", row["id"]) for row in await database.fetch(query, TENANT)]
    queries = {
        "ticket": "select id::text as it from ticket where tenant = $1 and state = 'WAITING' order by day desc limit 8",
        "appointment": "select code as it from appointment where tenant = $1 and begins > now() order by 1 limit 8",
        "code": "select code as it from certificate where tenant = $1 order by id desc limit 8",
        "document": "select id::text as it from document where tenant = $1 order by id limit 1",
    }
    for name, query in queries.items():
        found[name] = [row["it"] for row in await database.fetch(query, TENANT)]
    found["ticket"] = [global_id("Ticket", one) for one in found["ticket"]]
    users = await database.fetch("select id from identity_user where tenant = $1 limit 4", TENANT)
    found["user"] = [global_id("User", row["id"]) for row in users]
    merged = await database.fetch(_MERGED, TENANT)
    found["merged"] = [global_id("Citizen", row["low_id"]) for row in merged]
    for name in ("helped", "own"):
        found[name] = await _handed_in(database, own[name])
    return found


async def _handed_in(database: Database, subject: str) -> list[str]:
    rows = await database.fetch(_OWN, TENANT, subject)
    return [row["tracking_number"] for row in rows]


def filled(address: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The addresses of a place, in an order that is always the same."""
    names = re.findall(r"{(\w+)}", address)
    if not names:
        return [address]
    (name,) = names
    some = list(known[name])
    random.Random(address).shuffle(some)  # noqa: S311  an order, no secret
    return [address.replace(f"{{{name}}}", one) for one in some]


def linked(route: str, html: str) -> list[str]:
    """The links of a page that lead to a route."""
    wanted = re.compile(re.sub(r"\\{\w+\\}", "[^/?#]+", re.escape(route)) + r"(?:\?[^\"#]*after=[^\"#]*)?")
    links = [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)"', html)]
    found = [one for one in dict.fromkeys(links) if wanted.fullmatch(one) and (route != "/console" or "after=" in one)]
    return [one for one in found if not one.endswith(("/new", "/change"))][:8]

"""Every page of the console, with an address at which it has something to show, and who looks at it.

A new page needs a line here. Where it has an empty state, or a form that can be wrong, or shows something else once
something was typed, it has a line for each of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hub.core.actor import Role
from tests.walks import things, things_of_counters
from tests.walks.looks import (
    Then,
    answered,
    down_to,
    drawing,
    emptied,
    filled,
    menu,
    opened,
    simulated,
    still,
    ticked,
    typed_wrong,
)
from tests.walks.town import COUNTER, Town

At = Callable[[Town], Awaitable[str]]
NOBODY: Final = ""


@dataclass(frozen=True)
class Seen:
    """`path` is the router's; `at` makes what the page shows, and gives what stands in the path from its first brace
    on; `query` is what follows. `then` is done on the page before it is looked at; `wrong`: a form that is sent with
    nothing in it by this button. `main` are looked at whenever anything is tested; `picture` names the documentation's
    pictures of it."""

    path: str
    who: str
    at: At | None = None
    query: str = ""
    then: Then | None = None
    wrong: str = ""
    main: bool = False
    name: str = ""
    picture: str = ""

    @property
    def title(self) -> str:
        return " ".join(word for word in (self.path, self.query, self.name, self.wrong, str(self.who)) if word)

    async def address(self, town: Town) -> str:
        """Where it is, with what it needs in place."""
        before, brace, _ = self.path.partition("{")
        there = await made(town, self.at) if self.at else ""
        return f"{town.site}{before}{there if brace else ''}{self.query}"


async def made(town: Town, thing: At) -> str:
    """A thing that is made once, whichever pages show it."""
    return await town.once(f"{thing}", lambda: thing(town))


def desk(state: str, rest: str = "") -> At:
    """An application in a state, and what follows its number."""

    async def there(town: Town) -> str:
        return f"{await town.at_desk(state)}{rest}"

    return there


def under(thing: At, rest: str) -> At:
    """A thing's id, and what follows it."""

    async def there(town: Town) -> str:
        return f"{await made(town, thing)}{rest}"

    return there


def always(rest: str) -> At:
    async def there(_town: Town) -> str:
        return rest

    return there


_CITIZEN, _HELPER, _OPERATOR, _VERIFIER = Role.CITIZEN, Role.HELPER, Role.OPERATOR, Role.VERIFIER
_DIVISION, _OFFICE, _ADMIN, _AUDITOR = Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR
_APPLICATION: Final = "/console/applications/{number}"
_BIRTH: Final = always("birthCertificate")
_TAKES: Final = "Ambilkan nomor untuk seseorang"
_REVIEWED: Final = "?view=all&state=IN_REVIEW"
_OWN_CLIENT: Final = {"name": "Aplikasi Posyandu", "unit": "Desa Rebo", "intent": "Mencoba"}
_PUBLIC: Final = (
    Seen("/", NOBODY, main=True, picture="front"),
    Seen("/layanan", NOBODY),
    Seen("/layanan/{name}", NOBODY, _BIRTH),
    Seen("/kinerja", NOBODY),
    Seen("/antrean", NOBODY),
    Seen("/antrean", NOBODY, query="?loket=1", name="screen of the office"),
    Seen("/antrean", NOBODY, then=typed_wrong, name="wrong"),
    Seen("/antrean/nomor/{id}", NOBODY, things_of_counters.called, query="?diam=1"),
    Seen("/display", NOBODY, things_of_counters.called, then=still),
    Seen("/penilaian", NOBODY),
    Seen("/penilaian", NOBODY, wrong="Lanjut"),
    Seen("/penilaian", NOBODY, then=filled("Lanjut", {"number": "$issued"}), name="questions"),
    Seen("/penilaian", NOBODY, then=filled("Lanjut", {"number": "$issued"}), wrong="Kirim penilaian"),
    Seen("/portal", NOBODY),
    Seen("/portal/sign-up", NOBODY),
    Seen("/portal/sign-up", NOBODY, wrong="Daftarkan aplikasi"),
    Seen("/portal/sign-up", NOBODY, then=filled("Daftarkan aplikasi", _OWN_CLIENT), name="done"),
    Seen("/portal/request/{id}", NOBODY, things.client_request),
    Seen("/portal/mine", NOBODY),
    Seen("/portal/mine", NOBODY, wrong="Lihat klien saya"),
    Seen("/portal/mine/key", NOBODY),
    Seen("/portal/mine/key", NOBODY, wrong="Ganti kunci"),
    Seen("/track", NOBODY),
    Seen("/track", NOBODY, wrong="Lihat permohonan"),
    Seen("/track", NOBODY, then=filled("Lihat permohonan", {"number": "$number"}), name="found"),
    Seen("/v/{code}", NOBODY, things.certificate),
    Seen("/v/{code}", NOBODY, always("AAAA-BBBB-CCCC-DDDD"), name="unknown"),
    Seen("/verifikasi/luring", NOBODY),
    Seen("/antrean/janji", NOBODY),
    Seen("/antrean/janji", NOBODY, wrong="Buat janji"),
    Seen("/antrean/janji/{code}", NOBODY, things.appointment),
    Seen("/antrean/janji/{code}/pindah", NOBODY, under(things.appointment, "/pindah")),
    Seen("/console/bye", NOBODY),
    Seen("/portal/reference", NOBODY),
    Seen("/portal/reference", NOBODY, query="?q=health:read", name="found"),
    Seen("/portal/reference", NOBODY, query="?q=zzyzx", name="nothing"),
    Seen("/portal/reference/{name}", NOBODY, always("Citizen"), picture="reference"),
    Seen("/portal/changelog", NOBODY),
)
_OWN: Final = (
    Seen("/console/me", _CITIZEN, things.reading, then=down_to("section.day"), main=True, picture="me"),
    Seen("/console/me/correct", _CITIZEN),
    Seen("/console/me/correct", _CITIZEN, wrong="Kirim"),
    Seen("/console/me/object", _CITIZEN),
    Seen("/console/me/object", _CITIZEN, wrong="Kirim keberatan"),
    Seen("/console/me/object/{id}", _CITIZEN, things.reading),
    Seen("/console/me/data", _CITIZEN),
    Seen("/console/me/apply", _CITIZEN, things.own_application),
    Seen("/console/me/apply/{service}", _CITIZEN, always("identityCard"), picture="apply"),
    Seen("/console/me/apply/{service}", _CITIZEN, always("identityCard"), wrong="Lanjut"),
    Seen("/console/me/apply/{service}/slip/{number}", _CITIZEN, things.own_slip),
    Seen("/console/me/apply/{service}/complete/{number}", _CITIZEN, things.own_returned),
    Seen("/console/me/apply/{service}/complete/{number}", _CITIZEN, things.own_returned, wrong="Kirim yang diminta"),
)
_INTAKE: Final = (
    Seen("/console/intake", COUNTER, things.returned),
    Seen("/console/intake", _HELPER),
    Seen("/console/intake/{service}", COUNTER, _BIRTH, main=True, picture="intake"),
    Seen("/console/intake/{service}", COUNTER, _BIRTH, wrong="Lanjut"),
    Seen("/console/intake/{service}", _HELPER, always("familyCard")),
    Seen("/console/intake/{service}/slip/{number}", COUNTER, things.slip),
    Seen("/console/intake/{service}/complete/{number}", COUNTER, things.returned),
    Seen("/console/intake/{service}/complete/{number}", COUNTER, things.returned, wrong="Kirim yang diminta"),
    Seen("/console/burial-book", _HELPER),
    Seen("/console/burial-book", _HELPER, wrong="Kirim laporan"),
    Seen("/console/burial-book", _HELPER, then=filled("Cari", {"regionCode": "Kenanga"}), name="villages"),
    Seen("/console/tickets", _OPERATOR, things_of_counters.waiting, query="?loket=2", picture="tickets"),
    Seen("/console/tickets", _OPERATOR, things_of_counters.called, query="?loket=77"),
    Seen("/console/tickets", _OPERATOR, things_of_counters.called, query="?loket=77", wrong="Selesai"),
    Seen("/console/tickets", _OPERATOR, query="?loket=9", then=opened(_TAKES, filled("Ambil nomor", {"nik": "12"}))),
    Seen("/console/tickets", _HELPER, name="empty"),
    Seen("/console/print", _OPERATOR, desk("ISSUED")),
    Seen("/console/print", _OPERATOR, desk("ISSUED"), wrong="Cetak yang dipilih"),
    Seen("/console/print", _OPERATOR, query="?hari=2020-01-02", name="empty"),
)
_CASEWORK: Final = (
    Seen(
        "/console",
        _OPERATOR,
        desk("COMPLETE"),
        query="?view=all",
        then=down_to("#queue tbody"),
        main=True,
        picture="queue",
    ),
    Seen("/console", _OPERATOR, query="?view=all&state=WITHDRAWN", name="empty"),
    Seen("/console", _OPERATOR, desk("IN_REVIEW"), query=_REVIEWED, then=opened("Saring dan urutkan"), name="filters"),
    Seen("/console", _OPERATOR, query="?view=all&channel=ONLINE&order=OLDEST&region=19.01", name="filtered"),
    Seen("/console", _OPERATOR, query="?view=absent"),
    Seen("/console", _OPERATOR, wrong="Cari"),
    Seen("/console", _OPERATOR, then=filled("Cari", {"about": "$nik"}), name="found"),
    Seen("/console", _OPERATOR, desk("IN_REVIEW"), query=_REVIEWED, then=ticked("Ambil alih"), name="several"),
    Seen("/console", _OPERATOR, desk("IN_REVIEW"), query=_REVIEWED, then=ticked("Ambil alih"), wrong="Ambil alih"),
    Seen("/console", _OPERATOR, desk("IN_REVIEW"), query=_REVIEWED, then=ticked("Ambil dan periksa"), name="told"),
    Seen("/console", _OPERATOR, query="?view=turn", then=menu, name="menu", picture="menu"),
    Seen("/console/team", _OPERATOR),
    Seen("/console/team", _OPERATOR, wrong="Catat"),
    Seen("/console/team", _VERIFIER),
    Seen("/console/team/{subject}", _VERIFIER, things_of_counters.colleague),
    Seen("/console", _VERIFIER),
    Seen("/console", _OFFICE, query="?view=alarm"),
    Seen(_APPLICATION, _OPERATOR, desk("IN_REVIEW"), main=True, picture="application"),
    Seen(_APPLICATION, _VERIFIER, desk("COMPLETE")),
    Seen(_APPLICATION, _OPERATOR, desk("PROCESSING"), name="for SIAK"),
    Seen(_APPLICATION, _OPERATOR, desk("ISSUED"), name="issued"),
    Seen(_APPLICATION, _OPERATOR, always("AL-2222-2222"), name="unknown"),
    Seen(f"{_APPLICATION}/missing", _OPERATOR, desk("IN_REVIEW", "/missing")),
    Seen(f"{_APPLICATION}/missing", _OPERATOR, desk("IN_REVIEW", "/missing"), wrong="Kirim permintaan"),
    Seen(f"{_APPLICATION}/reason/{{kind}}", _OPERATOR, desk("PROCESSING", "/reason/delay")),
    Seen(f"{_APPLICATION}/reason/{{kind}}", _OPERATOR, desk("PROCESSING", "/reason/delay"), wrong="Tunda"),
    Seen(f"{_APPLICATION}/reason/{{kind}}", _DIVISION, desk("AWAITING_SIGNATURE", "/reason/refuse")),
    Seen(f"{_APPLICATION}/siak", _OPERATOR, desk("PROCESSING", "/siak")),
    Seen(f"{_APPLICATION}/sign", _OFFICE, desk("AWAITING_SIGNATURE", "/sign"), picture="sign"),
    Seen(f"{_APPLICATION}/sign", _OFFICE, desk("AWAITING_SIGNATURE", "/sign"), wrong="Tanda tangani"),
    Seen(f"{_APPLICATION}/bundle/{{step}}", _OPERATOR, things.bundle_step),
    Seen(f"{_APPLICATION}/bundle/{{step}}", _OPERATOR, things.bundle_step, wrong="Simpan"),
    Seen("/console/appointments", _OPERATOR, things.appointment),
    Seen("/console/sessions", _OPERATOR),
    Seen("/console/meter", _OPERATOR),
    Seen("/console/deliveries", _OPERATOR, things.delivery),
    Seen("/console/deliveries", _ADMIN, name="empty"),
    Seen("/console/deliveries/{id}", _OPERATOR, things.delivery),
    Seen("/console/agencies", _OPERATOR),
    Seen("/console/burials", _OPERATOR, things.burial),
    Seen("/console/burials/{id}", _OPERATOR, things.burial),
    Seen("/console/burials/{id}", _OPERATOR, things.burial, wrong="Tidak dilanjutkan"),
)
_PEOPLE: Final = (
    Seen("/console/citizens", _OPERATOR),
    Seen("/console/citizens", _OPERATOR, wrong="Cari"),
    Seen("/console/citizens", _OPERATOR, then=filled("Cari", {"nik": "$nik"}), name="found"),
    Seen("/console/citizens", _OPERATOR, then=filled("Cari", {"name": "Zzyzx Qwrtp"}), name="nobody"),
    Seen("/console/citizens/{id}", _OPERATOR, things.citizen),
    Seen("/console/citizens/{id}/correct", _OPERATOR, under(things.citizen, "/correct")),
    Seen("/console/citizens/{id}/correct", _OPERATOR, under(things.citizen, "/correct"), wrong="Lihat akibatnya"),
    Seen("/console/citizens/{id}/statement", _OPERATOR, under(things.citizen, "/statement")),
    Seen("/console/citizens/{id}/statement", _OPERATOR, under(things.citizen, "/statement"), wrong="Buat untuk"),
    Seen("/console/duplicates", _VERIFIER, things.pair),
    Seen("/console/duplicates", _VERIFIER, things.merged, query="?view=merged"),
    Seen("/console/duplicates/{id}", _VERIFIER, things.merged),
    Seen("/console/duplicates/{first}/{second}", _VERIFIER, things.another_pair),
    Seen("/console/duplicates/{first}/{second}", _VERIFIER, things.another_pair, wrong="Satu orang: gabungkan"),
    Seen("/console/discrepancies", _VERIFIER, things.difference),
    Seen("/console/discrepancies/{id}", _VERIFIER, things.difference, picture="difference"),
    Seen("/console/discrepancies/{id}", _VERIFIER, things.difference, wrong="Simpan putusan"),
    Seen("/console/objections", _DIVISION, things.objection),
    Seen("/console/objections/{id}", _AUDITOR, things.objection),
    Seen("/console/objections/{id}", _AUDITOR, things.objection, wrong="Simpan jawaban"),
)
_OVERSIGHT: Final = (
    Seen("/console/dashboard", _OFFICE, things.month, then=drawing, picture="dashboard"),
    Seen("/console/dashboard", _AUDITOR, query="?from=2026-11-24&until=2026-11-01", name="wrong"),
    Seen("/console/oversight/findings", _AUDITOR, things.finding),
    Seen("/console/oversight/findings/{id}", _AUDITOR, things.finding, picture="finding"),
    Seen("/console/oversight/findings/{id}", _AUDITOR, things.finding, wrong="Simpan putusan"),
    Seen("/console/oversight/breaches", _AUDITOR, things.breach),
    Seen("/console/oversight/breaches/new", _OFFICE),
    Seen("/console/oversight/breaches/new", _OFFICE, wrong="Simpan"),
    Seen("/console/oversight/breaches/{id}", _AUDITOR, things.breach),
    Seen("/console/oversight/emergencies", _AUDITOR, things.emergency),
    Seen("/console/oversight/emergencies", _AUDITOR, things.emergency, wrong="Simpan tinjauan"),
    Seen("/console/oversight/processing", _AUDITOR),
    Seen("/console/log", _AUDITOR),
    Seen("/console/log", _AUDITOR, wrong="Tampilkan bukti"),
    Seen("/console/emergency", _OPERATOR),
    Seen("/console/emergency", _OPERATOR, wrong="Buka selama satu jam"),
)
_ADMINISTRATION: Final = (
    Seen("/console/admin/users", _ADMIN),
    Seen("/console/admin/users/new", _ADMIN),
    Seen("/console/admin/users/new", _ADMIN, wrong="Simpan atau usulkan"),
    Seen("/console/admin/users/{id}", _ADMIN, things.user),
    Seen("/console/admin/users/{id}/change", _ADMIN, under(things.user, "/change")),
    Seen("/console/admin/clients", _ADMIN),
    Seen("/console/admin/clients/new", _ADMIN),
    Seen("/console/admin/clients/new", _ADMIN, wrong="Simpan atau usulkan"),
    Seen("/console/admin/clients/{id}", _ADMIN, things.client),
    Seen("/console/admin/clients/{id}/change", _ADMIN, under(things.client, "/change")),
    Seen("/console/admin/requests", _ADMIN, things.client_request),
    Seen("/console/admin/requests/{id}", _ADMIN, things.client_request),
    Seen("/console/admin/requests/{id}", _ADMIN, things.client_request, wrong="Tolak permintaan"),
    Seen("/console/admin/agreements", _ADMIN),
    Seen("/console/admin/agreements/new", _ADMIN),
    Seen("/console/admin/agreements/new", _ADMIN, wrong="Usulkan"),
    Seen("/console/admin/agreements/{id}", _ADMIN, things.agreement),
    Seen("/console/admin/agreements/{id}/change", _ADMIN, under(things.agreement, "/change")),
    Seen("/console/admin/proposals", _OFFICE, things.proposal),
    Seen("/console/admin/proposals/{id}", _OFFICE, things.proposal, picture="proposal"),
    Seen("/console/admin/proposals/{id}", _OFFICE, things.proposal, wrong="Setujui"),
    Seen("/console/admin/services", _ADMIN),
    Seen("/console/admin/services/{name}", _ADMIN, always("familyCard")),
    Seen("/console/admin/services/{name}", _OFFICE, always("moveOut")),
    Seen("/console/admin/services/{name}", _ADMIN, always("familyCard"), wrong="Simpan atau usulkan"),
    Seen("/console/admin/counters", _ADMIN),
    Seen("/console/admin/counters", _ADMIN, wrong="Simpan"),
    Seen("/console/admin/keys", _ADMIN),
    Seen("/console/admin/history", _ADMIN, things.proposal),
    Seen("/portal/graphiql", _ADMIN, then=answered, picture="graphiql"),
    Seen("/portal/webhooks", _ADMIN, things.webhook),
    Seen("/portal/webhooks/new", _ADMIN),
    Seen("/portal/webhooks/new", _ADMIN, wrong="Buat langganan"),
    Seen("/portal/webhooks/{id}", _ADMIN, things.told_webhook, picture="webhook"),
    Seen("/portal/webhooks/{id}", _ADMIN, things.webhook, then=filled("Hitung dulu", {}), name="counted"),
    Seen("/portal/simulator", _ADMIN),
    Seen("/portal/simulator", _ADMIN, then=simulated, name="told", picture="simulator"),
    Seen("/portal/simulator", _ADMIN, then=emptied("operation"), wrong="Simulasikan"),
)
SEEN: Final = (*_PUBLIC, *_OWN, *_INTAKE, *_CASEWORK, *_PEOPLE, *_OVERSIGHT, *_ADMINISTRATION)
NO_PAGES: Final[Mapping[str, str]] = {
    "/console/login": "sends the browser to the issuer",
    "/console/callback": "sends the browser to where it wanted to go",
    "/console/again": "sends the browser to the issuer",
    "/console/documents/{id}": "is a paper",
    "/portal/schema.graphql": "is the contract as text, for tools",
    "/console/dashboard/{name}.csv": "is a table for a spreadsheet",
    "/bahasa/{choice}": "remembers the language, and sends the browser to where it was",
    "/console/training": "answers in a training hub alone, whose violet strip would stand on all pages: "
    "tests/console/test_training.py goes through it there",
}
"""Addresses of the router that show nothing of the console's own here, and why."""
PICTURED: Final = {one.picture: one for one in SEEN if one.picture}

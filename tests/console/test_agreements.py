"""The administrators' pages of sharing agreements over the real graph and a real registry, without script."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from html import unescape
from typing import Final

import pytest

from hub.core.agreement import Agreement, Validity
from hub.core.calendar import local_date
from hub.store.agreements import PgAgreements
from hub.store.bulk import copy_citizens
from tests.console.agency import Agency
from tests.console.real_office import RealOffice, real_office
from tests.console.test_administration import fill, path_of
from tests.fakes.people_of_bangka import TENANT, person

SECOND: Final = dt.timedelta(seconds=1)
CLIENTS: Final = "/console/admin/clients"
LIST: Final = "/console/admin/agreements"
PAGE: Final = f"{LIST}/rsud-2026"
TERMS: Final = (
    ("number", "100/PKS/2026"), ("title", "Layanan rawat jalan"), ("provider", "Dinas Dukcapil Kabupaten Bangka"),
    ("recipient", "RSUD Contoh"), ("legalBasis", "UU 24/2013 Pasal 79\nPermendagri 102/2019"),
    ("purposes", "PUBLIC_SERVICE"), ("categories", "population"), ("categories", "family"), ("extent", "named"),
    ("fields", "Query.citizen"), ("fields", "Citizen.nik"), ("fields", "Citizen.fullName"),
    ("fields", "Citizen.familyCard"), ("masked", "Citizen.fullName"), ("region", "19.01"), ("dailyQuota", "500"),
    ("startsOn", "2026-01-01"), ("endsOn", "2029-12-31"), ("keepDays", "30"), ("disclosureDelayDays", "0"),
    ("reason", "Sesuai naskah."),
)  # fmt: skip


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        yield opened


def typed(**changes: str) -> list[tuple[str, str]]:
    """The form, with some fields otherwise; the boxes stay as they are."""
    return [(name, changes.get(name, value)) for name, value in TERMS]


async def stored(real: RealOffice) -> Agreement | None:
    return await PgAgreements(real.office.database, TENANT).agreement("rsud-2026")


async def test_two_administrators_agree_and_one_of_them_narrows_and_revokes(real: RealOffice) -> None:
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    page = await fill(ani, f"{LIST}/new", "/agreements/new", ("agreementId", "rsud-2026"), *typed())
    proposal = path_of(page)
    assert "/console/admin/proposals/" in proposal, unescape(page.text)
    assert "Usulan tersimpan" in page.text
    assert await stored(real) is None
    page = await budi.get(proposal)
    for words in ("RSUD Contoh", "Warga: Nama lengkap (Citizen.fullName)", "500 orang sehari", "31 Desember 2029"):
        assert words in page.text
    page = await fill(budi, proposal, "/approve", ("reason", "Sesuai naskah."))
    assert page.url.endswith(PAGE)
    assert "Berlaku" in page.text
    page = await fill(ani, f"{PAGE}/change", "/change", *typed(dailyQuota="50", keepDays="0"))
    assert page.url.endswith(PAGE), unescape(page.text)
    assert "berlaku sekarang" in page.text
    page = await fill(ani, f"{PAGE}/change", "/change", *typed(dailyQuota="900", keepDays="0", extent="all"))
    assert "/console/admin/proposals/" in page.url
    assert "semua isian jenis data itu" in page.text, "what is ticked below does not count then"
    assert "50 orang sehari" in page.text
    page = await fill(ani, PAGE, "/act/revoke", ("reason", "Ada kebocoran."))
    assert "Perjanjian dicabut" in page.text
    found = await stored(real)
    assert found is not None
    today = local_date(real.clock())
    assert (found.validity(today), found.daily_quota, found.version) == (Validity.REVOKED, 50, 3)
    page = await fill(budi, PAGE, "/act/reopen", ("reason", "Sudah diperbaiki."))
    assert "A proposal for this waits already" in page.text
    history = (await ani.get("/console/admin/history")).text
    assert "Ada kebocoran." in history
    assert "Dicabut" in history


async def test_an_error_stands_beside_its_field_and_what_was_ticked_stays(real: RealOffice) -> None:
    ani = await real.log_in("ani")
    for changes, field in (
        ({"dailyQuota": "banyak"}, "dailyQuota"),
        ({"endsOn": "31-12-2029"}, "endsOn"),
        ({"recipient": "Dinas Dukcapil Kabupaten Bangka"}, "recipient"),
        ({"disclosureDelayDays": "30"}, "disclosureDelayDays"),
    ):
        page = await fill(ani, f"{LIST}/new", "/agreements/new", ("agreementId", "rsud-2026"), *typed(**changes))
        assert page.status == 422
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
        assert 'value="Citizen.familyCard" checked' in page.text
        assert "Sesuai naskah." in page.text
    without = [(name, value) for name, value in TERMS if value != "Citizen.familyCard"]
    page = await fill(ani, f"{LIST}/new", "/agreements/new", ("agreementId", "rsud-2026"), *without)
    assert 'href="#fields"' in page.text, "nothing is named of the family card, whose category is chosen"


async def test_a_client_reads_under_it_until_it_is_revoked(real: RealOffice) -> None:
    """Two people agree, two people register the client; one person ends it, and a second later nothing is read."""
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    citizen = person("Rahmat Contoh")
    await copy_citizens(real.office.database, [citizen])
    assert citizen.nik is not None
    agency = Agency(real, "rsud-app")
    client = [
        ("clientId", "rsud-app"), ("name", "Aplikasi RSUD"), ("proof", "PRIVATE_KEY_JWT"), ("keys", agency.public_keys),
        ("redirectUris", ""), ("scopes", "citizen:read"), ("purposes", "PUBLIC_SERVICE"), ("region", "19.01"),
    ]  # fmt: skip
    page = await fill(ani, CLIENTS + "/new", "/clients/new", *client, ("agreement", ""), ("reason", "Uji coba."))
    await fill(budi, path_of(page), "/approve", ("reason", "Uji coba."))
    before = await agency.reads(await agency.token(), citizen.nik)
    assert before == (None, [("FORBIDDEN", "citizen")]), "no agreement, no data"
    page = await fill(ani, f"{LIST}/new", "/agreements/new", ("agreementId", "rsud-2026"), *typed())
    await fill(budi, path_of(page), "/approve", ("reason", "Sesuai naskah."))
    assert "Layanan rawat jalan – RSUD Contoh" in (await ani.get(CLIENTS + "/new")).text
    under = [("agreement", "rsud-2026"), ("reason", "Sesuai PKS.")]
    page = await fill(ani, CLIENTS + "/rsud-app/change", "/change", *client[1:2], *client[4:], *under)
    await fill(budi, path_of(page), "/approve", ("reason", "Sesuai PKS."))
    assert f'href="{PAGE}"' in (await ani.get(CLIENTS + "/rsud-app")).text
    assert "Aplikasi RSUD" in (await ani.get(PAGE)).text
    real.clock.ahead += SECOND
    token = await agency.token()
    shown = {"nik": citizen.nik, "fullName": None}
    assert await agency.reads(token, citizen.nik) == (shown, [("MASKED", "citizen.fullName")])
    assert "1 orang dari 500 orang sehari (0 %)" in (await ani.get(PAGE)).text, "what is used of the day's quota"
    await fill(ani, PAGE, "/act/revoke", ("reason", "Ada kebocoran."))
    real.clock.ahead += SECOND
    assert await agency.reads(token, citizen.nik) == (None, [("AGREEMENT_EXPIRED", "citizen")])


async def test_head_and_auditor_look_and_change_nothing(real: RealOffice) -> None:
    ani, kadis, auditor = [await real.log_in(name) for name in ("ani", "kadis", "auditor")]
    page = await fill(ani, f"{LIST}/new", "/agreements/new", ("agreementId", "rsud-2026"), *typed())
    await fill(kadis, path_of(page), "/approve", ("reason", "Sesuai naskah."))
    for visitor in (kadis, auditor):
        page = await visitor.get(PAGE)
        assert "RSUD Contoh" in page.text
        assert "/act/revoke" not in page.text
        assert "/agreements/new" not in (await visitor.get(LIST)).text
    siti = await real.log_in("siti")
    assert (await siti.get(PAGE)).status == 404
    assert "tidak berwenang" in (await siti.get(LIST)).text

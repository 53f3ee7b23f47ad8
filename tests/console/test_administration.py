"""The administrators' pages over the real graph and a real registry, without script."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from hub.core.actor import STEP_UP
from tests.console.real_office import RealOffice, real_office
from tests.console.visitor import Response, Visitor

NIK = "1901014101909001"
NEW = [
    ("displayName", "Hendra Contoh"),
    ("region", "19.01"),
    ("purposes", "CIVIL_REGISTRATION"),
    ("reason", "Menggantikan yang pensiun."),
]


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        yield opened


async def fill(visitor: Visitor, path: str, ending: str, *fields: tuple[str, str], follow: bool = True) -> Response:
    """Opens a page, fills one of its forms in and sends it."""
    form = (await visitor.get(path)).form(ending)
    names = {name for name, _ in fields}
    kept = [(name, value) for name, value in form.fields if name not in names]
    return await visitor.post(form.action, [*kept, *fields], follow=follow)


def word_of(page: Response) -> str:
    found = re.search(r'id="word">\s*([a-z0-9-]+)', page.text)
    assert found is not None, page.text
    return found[1]


def path_of(page: Response) -> str:
    return "/" + page.url.split("/", 3)[3]


async def test_a_verifier_is_made_by_two_administrators_and_logs_in(real: RealOffice) -> None:
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    page = await fill(
        ani, "/console/admin/users/new", "/users/new", ("username", "hendra"), ("roles", "VERIFIER"), *NEW
    )
    proposal = path_of(page)
    assert "/console/admin/proposals/" in proposal
    assert "Usulan tersimpan" in page.text
    assert "Setujui" not in page.text, "nobody is offered to approve what she proposed"
    page = await budi.get(proposal)
    assert "Hendra Contoh" in page.text
    assert "Verifikator" in page.text
    page = await fill(budi, proposal, "/approve", ("reason", "Saya kenal orangnya."))
    first = word_of(page)
    assert "Separuh pertama" in page.text
    account = page.text.split('href="/console/admin/users/')[1].split('"')[0]
    page = await fill(ani, f"/console/admin/users/{account}", "/act/word", ("reason", "Diserahkan langsung."))
    assert "Separuh kedua" in page.text
    hendra = await real.log_in("hendra", f"{first}-{word_of(page)}")
    page = await hendra.get("/console")
    assert page.status == 200
    assert "Giliran saya" in page.text
    assert "Administrasi" not in page.text
    assert (await hendra.get("/console/admin/users")).text.count("Hendra Contoh") == 1, "her own name in the header"


async def test_who_logged_in_long_ago_comes_back_to_what_she_decides(real: RealOffice) -> None:
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    page = await fill(
        ani, "/console/admin/users/new", "/users/new", ("username", "hendra"), ("roles", "VERIFIER"), *NEW
    )
    proposal, account = path_of(page), f"/console/admin/users/{real.office.id_of('siti')}"
    real.clock.ahead += STEP_UP
    for name, visitor, path, ending in (("budi", budi, proposal, "/approve"), ("ani", ani, account, "/act/word")):
        asked = await fill(visitor, path, ending, ("reason", "Saya kenal orangnya."))
        assert asked.status == 401
        assert "Masuk sekali lagi" in asked.text
        made = await real.office.identity.user_by_name("hendra")
        assert (made is None) is (name == "budi"), "nothing was done yet; ani comes after budi has approved"
        link = re.search(r'href="(/console/again[^"]+)"', asked.text)
        assert link is not None
        page = await real.prove(name, await visitor.get(unescape(link[1])))
        assert path_of(page) == path
        assert "Anda sudah masuk lagi" in page.text
        assert word_of(await fill(visitor, path, ending, ("reason", "Saya kenal orangnya.")))


async def test_an_error_stands_beside_its_field_and_what_was_typed_stays(real: RealOffice) -> None:
    ani = await real.log_in("ani")
    page = await fill(
        ani, "/console/admin/users/new", "/users/new", ("username", "1901014101909001"), ("roles", "OPERATOR"), *NEW
    )
    assert page.status == 422
    assert 'href="#username"' in page.text
    assert 'id="username-error"' in page.text
    assert "Menggantikan yang pensiun." in page.text
    page = await fill(ani, "/console/admin/users/new", "/users/new", ("username", "baru"), *NEW)
    assert 'href="#roles"' in page.text
    assert 'id="roles"' in page.text


async def test_sent_twice_it_acts_once_and_the_word_is_not_told_again(real: RealOffice) -> None:
    ani = await real.log_in("ani")
    form = (await ani.get(f"/console/admin/users/{real.office.id_of('siti')}")).form("/act/word")
    first, second = [await ani.send(form, reason="Lupa kata sandi.") for _ in range(2)]
    assert word_of(first)
    assert 'id="word"' not in second.text
    assert "sudah ditampilkan satu kali" in second.text


async def test_ended_sessions_end_at_once(real: RealOffice) -> None:
    siti, ani = await real.log_in("siti"), await real.log_in("ani")
    assert "Giliran saya" in (await siti.get("/console")).text
    page = await fill(
        ani, f"/console/admin/users/{real.office.id_of('siti')}", "/act/sessions", ("reason", "Laptop hilang.")
    )
    assert "Semua sesi diakhiri" in page.text
    async with asyncio.timeout(5):
        # What the registry said a moment ago is believed for a second.
        while "/oauth/authorize" not in (await siti.get("/console")).url:
            await asyncio.sleep(0.1)


async def test_the_search_finds_names_and_no_address_tells_them(real: RealOffice) -> None:
    ani = await real.log_in("ani")
    page = await fill(ani, "/console/admin/users", "/users", ("search", "siti"))
    assert "Siti Contoh" in page.text
    assert "Budi Contoh" not in page.text
    assert path_of(page) == "/console/admin/users"
    assert all("siti" not in link.casefold() for link in re.findall(r'href="([^"]*)"', page.text))


async def test_a_client_is_registered_by_two_and_narrowed_by_one(real: RealOffice) -> None:
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    page = await fill(
        ani, "/console/admin/clients/new", "/clients/new", ("clientId", "puskesmas-app"), ("name", "Puskesmas"),
        ("proof", "NONE"), ("redirectUris", "https://app.example/callback"), ("scopes", "citizen:read"),
        ("scopes", "application:submit"), ("purposes", "PUBLIC_SERVICE"), ("region", "19.01"),
        ("reason", "Perjanjian nomor 7."),
    )  # fmt: skip
    assert "/console/admin/proposals/" in page.url, unescape(page.text)
    page = await fill(budi, path_of(page), "/approve", ("reason", "Perjanjian sudah dibaca."))
    assert page.url.endswith("/console/admin/clients/puskesmas-app")
    page = await fill(
        ani, "/console/admin/clients/puskesmas-app/change", "/change", ("name", "Puskesmas"),
        ("redirectUris", "https://app.example/callback"), ("scopes", "application:submit"),
        ("purposes", "PUBLIC_SERVICE"), ("region", "19.01"), ("reason", "Tidak perlu lagi."),
    )  # fmt: skip
    assert page.url.endswith("/console/admin/clients/puskesmas-app")
    assert "Perubahan tersimpan" in page.text
    client = await real.office.identity.client("puskesmas-app")
    assert client is not None
    assert client.scopes == {"application:submit"}


async def test_the_auditor_reads_the_history_and_nothing_else(real: RealOffice) -> None:
    ani, auditor = await real.log_in("ani"), await real.log_in("auditor")
    account = real.office.id_of("siti")
    await fill(ani, f"/console/admin/users/{account}", "/act/sessions", ("reason", "Latihan."))
    page = await auditor.get("/console")
    assert page.url.endswith("/console/admin/history")
    assert "Latihan." in page.text
    assert "Semua sesi diakhiri" in page.text
    assert "tidak berwenang" in (await auditor.get("/console/admin/users")).text


async def test_the_key_is_changed_with_a_reason(real: RealOffice) -> None:
    ani = await real.log_in("ani")
    page = await fill(ani, "/console/admin/keys", "/keys", ("reason", ""))
    assert 'href="#reason"' in page.text
    page = await fill(ani, "/console/admin/keys", "/keys", ("reason", "Giliran tahunan."))
    assert "key-2" in page.text
    assert "Giliran tahunan." in (await ani.get("/console/admin/history")).text


async def test_buttons_are_for_those_who_may(real: RealOffice) -> None:
    for person in ("siti", "kadis", "auditor"):
        visitor = await real.log_in(person)
        page = await visitor.get("/console/admin/users")
        assert "/console/admin/users/new" not in page.text
        assert (await fill_refused(visitor)).status == 403
    assert await real.office.identity.user_by_name("diam.diam") is None


async def fill_refused(visitor: Visitor) -> Response:
    """Sends the form that this person was not shown, as somebody who writes it by hand."""
    page = await visitor.get("/console/admin/users/new")
    return await visitor.send(page.form("/users/new"), username="diam.diam", roles="OPERATOR", reason="x", region="19")

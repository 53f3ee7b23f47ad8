"""Log-in, sessions and their ends, form tokens, headers."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import pytest
from aiohttp import ClientSession, CookieJar

from hub.console.base.login import SCOPE
from hub.console.base.session import MemorySessions, begin, key_of
from hub.core.actor import ROLE_SCOPES, Role
from tests.console.conftest import Site
from tests.console.fakes import STAFF, FakeClock
from tests.console.samples import NUMBER
from tests.console.visitor import Visitor

PAGE = f"/console/applications/{NUMBER}"


async def test_the_page_one_came_for_follows_the_log_in(site: Site, visitor: Visitor) -> None:
    page = await visitor.get(PAGE)
    assert page.url == site.url + PAGE
    assert "Sari Contoh" in page.text
    asked = site.issuer.seen[0]
    assert asked["client_id"] == "satu-console"
    assert asked["redirect_uri"] == f"{site.url}/console/callback"
    assert "application:sign" in asked["scope"].split()


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "/console/../../x//y", "/track", "\\evil"])
async def test_nobody_is_sent_elsewhere(site: Site, visitor: Visitor, to: str) -> None:
    page = await visitor.get(f"/console/login?to={to}")
    assert page.url == f"{site.url}/console"


async def test_a_village_and_a_counter_follow_the_log_in_and_nothing_else(site: Site, visitor: Visitor) -> None:
    at = "/console/tickets?tempat=19.01.02.1001&loket=3"
    start = await visitor.get(f"{at}&nik=1901014505959001&q=Siti", follow=False)
    assert start.headers["Location"] == "/console/login?to=/console/tickets%3Ftempat%3D19.01.02.1001%26loket%3D3"
    page = await visitor.get(f"{at}&nik=1901014505959001")
    assert page.url == site.url + at


@pytest.mark.parametrize(
    "query",
    ["tempat=1901014505959001", "loket=1901014505959001", "loket=0", "tempat=Siti", "view=mine", "loket=3%0A", "x"],
)
async def test_what_is_written_otherwise_is_left_behind(site: Site, visitor: Visitor, query: str) -> None:
    start = await visitor.get(f"/console/tickets?{query}", follow=False)
    assert start.headers["Location"] == "/console/login?to=/console/tickets"
    page = await visitor.get(f"/console/login?to={quote(f'/console/tickets?{query}')}")
    assert page.url == f"{site.url}/console/tickets"


async def test_a_code_of_another_browser_is_refused(site: Site, visitor: Visitor) -> None:
    """Somebody may not log a victim in under an account of her own."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        attacker = Visitor(http, site.url)
        start = await attacker.get("/console/login", follow=False)
        async with http.get(start.headers["Location"], allow_redirects=False) as answer:
            callback = answer.headers["Location"].removeprefix(site.url)
    page = await visitor.get(callback)
    assert "Sesi Anda sudah berakhir" in page.text
    assert (await visitor.get("/console", follow=False)).status == 303


async def test_the_session_gets_a_new_name_at_log_in(site: Site, visitor: Visitor) -> None:
    start = await visitor.get("/console/login", follow=False)
    before = start.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    await visitor.get("/console")
    session = await site.sessions.get(key_of(before))
    assert session is None or not session.access_token


async def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = (await visitor.get("/console/login", follow=False)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


async def test_the_store_never_sees_the_cookies_word(site: Site, operator: Visitor) -> None:
    words = {cookie.value for cookie in operator.http.cookie_jar}
    assert words
    assert not words & set(site.sessions._sessions)
    assert key_of(next(c.value for c in operator.http.cookie_jar if c.key == "satu")) in site.sessions._sessions


async def test_a_refused_log_in_says_so(site: Site, visitor: Visitor) -> None:
    site.issuer.refuse = True
    page = await visitor.get("/console")
    assert "The log-in was not finished" in page.text


async def test_an_idle_session_ends(site: Site, operator: Visitor) -> None:
    site.clock.forward(minutes=29)
    assert (await operator.get("/console", follow=False)).status == 200
    site.clock.forward(minutes=29)
    assert (await operator.get("/console", follow=False)).status == 200
    site.clock.forward(minutes=31)
    assert (await operator.get("/console", follow=False)).status == 303


async def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(site: Site, operator: Visitor) -> None:
    for _ in range(3):
        site.clock.forward(minutes=9)
        assert (await operator.get("/console/queue/live", follow=False)).status == 200
        assert (await operator.get(f"/console/applications/{NUMBER}/changed", follow=False)).status == 200
    site.clock.forward(minutes=4)
    gone = await operator.get("/console/queue/live", follow=False)
    assert (gone.status, gone.headers["HX-Redirect"]) == (204, "/console/login")


async def test_no_session_outlives_the_day(site: Site, operator: Visitor) -> None:
    for _ in range(27):
        site.clock.forward(minutes=20)
        assert (await operator.get("/console", follow=False)).status == 200
    site.clock.forward(minutes=20)
    assert (await operator.get("/console", follow=False)).status == 303


async def test_a_revoked_token_ends_the_session(site: Site, operator: Visitor) -> None:
    site.tokens.valid.clear()
    assert (await operator.get("/console", follow=False)).status == 303
    assert site.issuer.refreshes == ["refresh-operator"]


async def test_an_old_token_is_renewed(site: Site, operator: Visitor) -> None:
    del site.tokens.valid["token-operator"]
    site.tokens.valid["token-new"] = STAFF["operator"]
    site.issuer.refresh_answer = "token-new"
    assert (await operator.get("/console", follow=False)).status == 200
    assert (await operator.get("/console", follow=False)).status == 200
    assert site.issuer.refreshes == ["refresh-operator"]


async def test_logging_out_ends_it_here_and_at_the_issuer(site: Site, operator: Visitor) -> None:
    form = (await operator.get("/console")).form("/logout")
    page = await operator.send(form)
    assert "Anda sudah keluar" in page.text
    assert set(site.issuer.revoked) == {"token-operator", "refresh-operator"}
    assert (await operator.get("/console", follow=False)).status == 303


@pytest.mark.parametrize("path", [f"{PAGE}/step/acceptApplication", f"{PAGE}/missing", f"{PAGE}/siak", f"{PAGE}/sign",
                                  f"{PAGE}/reason/refuse", "/console/citizens", "/console/logout"])  # fmt: skip
async def test_a_form_without_the_sessions_token_does_nothing(site: Site, operator: Visitor, path: str) -> None:
    before = len(site.graph.calls)
    for fields in ([("reason", "x")], [("_token", "guessed")], [("_token", "")]):
        answer = await operator.post(path, fields)
        assert answer.status == 403
    assert len(site.graph.calls) == before
    assert not site.issuer.revoked


async def test_every_page_of_the_office_wants_a_log_in(site: Site, visitor: Visitor) -> None:
    app_pages = ["/console", PAGE, f"{PAGE}/missing", f"{PAGE}/siak", f"{PAGE}/sign", "/console/citizens",
                 "/console/citizens/abc", "/console/documents/abc"]  # fmt: skip
    for path in app_pages:
        assert (await visitor.get(path, follow=False)).status == 303
    assert not site.graph.calls
    fragment = await visitor.get(f"{PAGE}/siak/state", follow=False)
    assert (fragment.status, fragment.headers["HX-Redirect"]) == (204, "/console/login")


async def test_pages_run_nothing_inline_and_are_kept_by_no_cache(operator: Visitor) -> None:
    for path in ("/", "/track", "/penilaian", "/v/ABC", "/console", PAGE, f"{PAGE}/siak", "/console/citizens"):
        page = await operator.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert "<style" not in page.text
        assert ' style="' not in page.text
        assert "<script>" not in page.text
        assert ' onclick="' not in page.text


async def test_only_built_files_are_served(visitor: Visitor) -> None:
    for path in ("/assets/.stamp", "/assets/..%2f__init__.py", "/assets/site.scss"):
        assert (await visitor.get(path)).status == 404


async def test_a_flood_of_log_ins_pushes_nobody_out() -> None:
    clock = FakeClock()
    sessions = MemorySessions(clock, most=3)
    _, working = begin(clock())
    await sessions.put(dataclasses.replace(working, access_token="token"))
    for _ in range(10):
        clock.forward(seconds=1)
        await sessions.put(begin(clock())[1])
    assert await sessions.get(working.key) is not None
    assert len(sessions._sessions) == 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AGENCY_CLIENT])
def test_a_log_in_asks_for_all_that_a_role_may_have(role: Role) -> None:
    """What is not asked for is not in the token: a helper could not hand in, nor a citizen."""
    assert ROLE_SCOPES[role] <= set(SCOPE.split())

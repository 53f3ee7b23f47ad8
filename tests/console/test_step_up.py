"""Signing with an old log-in: once more to the issuer and back to the page, without script."""

from __future__ import annotations

import dataclasses

import pytest
from graphql import GraphQLError

from tests.console.conftest import Site
from tests.console.fakes import STAFF
from tests.console.samples import NUMBER, SIAK_RESULT, application
from tests.console.visitor import Response, Visitor

PAGE = f"/console/applications/{NUMBER}/sign"
NEEDED = GraphQLError("Log in again.", extensions={"code": "INSUFFICIENT_AUTHENTICATION", "rule": "step-up"})


@pytest.fixture
async def head(site: Site, visitor: Visitor) -> Visitor:
    """The head of office on the page where she signs, logged in since this morning."""
    site.issuer.person = "head_of_office"
    site.graph.application = application(
        state="AWAITING_SIGNATURE", siakStatus="CONFIRMED", siakResult=SIAK_RESULT, allowedActions=["signApplication"]
    )
    site.graph.outcomes["signApplication"] = NEEDED
    assert (await visitor.get("/console")).status == 200
    return visitor


async def asked(head: Visitor) -> Response:
    """What she reads when she signs."""
    return await head.send((await head.get(PAGE)).form("/sign"), seen="yes")


def words_of(head: Visitor) -> str:
    return next(cookie.value for cookie in head.http.cookie_jar if cookie.key == "satu")


async def test_she_is_told_why_and_where_to_go(site: Site, head: Visitor) -> None:
    page = await asked(head)
    assert page.status == 401
    assert "Masuk sekali lagi" in page.text
    assert f'href="/console/again?to={PAGE}"' in page.text
    assert "Belum ada yang berubah" in page.text


async def test_she_comes_back_to_the_page_with_a_new_log_in(site: Site, head: Visitor) -> None:
    before = words_of(head)
    await asked(head)
    page = await head.get(f"/console/again?to={PAGE}")
    sent = site.issuer.seen[-1]
    assert (sent["prompt"], sent["max_age"]) == ("login", "300")
    assert sent["acr_values"] == "urn:satu:acr:second-factor"
    assert page.url == site.url + PAGE
    assert "Anda sudah masuk lagi" in page.text
    assert words_of(head) != before, "the session has a new name"
    assert set(site.issuer.revoked) == {"token-head_of_office", "refresh-head_of_office"}
    site.graph.outcomes.clear()
    assert "Dokumen ditandatangani" in (await head.send(page.form("/sign"), seen="yes")).text


async def test_who_turns_back_at_the_issuer_stays_logged_in(site: Site, head: Visitor) -> None:
    before = words_of(head)
    site.issuer.refuse = True
    page = await head.get(f"/console/again?to={PAGE}")
    assert page.url == site.url + PAGE
    assert "Anda belum masuk lagi" in page.text
    assert words_of(head) == before
    assert not site.issuer.revoked


async def test_who_logs_in_as_somebody_else_is_told_so(site: Site, head: Visitor) -> None:
    site.issuer.person = "operator"
    page = await head.get(f"/console/again?to={PAGE}")
    assert "dengan akun lain" in page.text
    assert site.graph.calls[-1].actor.subject == STAFF["operator"].subject


async def test_an_answer_that_was_not_asked_for_changes_nothing(site: Site, head: Visitor) -> None:
    before = words_of(head)
    for state in ("", "guessed"):
        page = await head.get(f"/console/callback?code=x&state={state}")
        assert "Sesi Anda sudah berakhir" in page.text
    assert words_of(head) == before
    start = await head.get("/console/again", follow=False)
    state = start.headers["Location"].partition("&state=")[2].partition("&")[0]
    await head.get(f"/console/callback?error=access_denied&state={state}")
    page = await head.get(f"/console/callback?error=access_denied&state={state}")
    assert "Sesi Anda sudah berakhir" in page.text, "an answer serves once"


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "/console/../../x//y", "\\evil"])
async def test_nobody_is_sent_elsewhere(site: Site, head: Visitor, to: str) -> None:
    page = await head.get(f"/console/again?to={to}")
    assert page.url == f"{site.url}/console"


async def test_nobody_logs_in_once_more_who_was_not_logged_in(site: Site, visitor: Visitor) -> None:
    start = await visitor.get(f"/console/again?to={PAGE}", follow=False)
    assert (start.status, start.headers["Location"]) == (303, "/console/login?to=/console/again")


async def test_a_step_without_a_page_of_its_own_leads_to_the_start(site: Site, head: Visitor) -> None:
    site.graph.outcomes["verifyApplication"] = NEEDED
    token = (await head.get(PAGE)).form("/sign").value("_token")
    page = await head.post(f"/console/applications/{NUMBER}/step/verifyApplication", [("_token", token), ("key", "k")])
    assert 'href="/console/again?to=/console"' in page.text


async def test_the_session_names_nobody(site: Site, head: Visitor) -> None:
    await head.get(f"/console/again?to={PAGE}")
    (session,) = (s for s in site.sessions._sessions.values() if s.access_token)
    assert "Contoh" not in str(dataclasses.asdict(session))

"""The portal in a browser: an operation is asked and answered in GraphiQL, and every page can be used by everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from hub.console import assets
from hub.console.base.in_process import InProcess
from hub.core.actor import Role
from tests.console.conftest import Site, standing
from tests.console.fakes import published_schema
from tests.console.test_browser import PATIENCE
from tests.console.test_portal import contract
from tests.fakes.actors import staff
from tests.fakes.world import ROOT, world
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.test_browser import PICTURES, look_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Site, Page]]:
    """A sandbox's portal, and an administrator's browser at it."""
    w = world(sandbox=True)
    told = contract(ROOT / "schema.released.graphql")
    async with standing(published_schema(), InProcess(w.engine), contract=told) as site, chromium() as browser:
        site.tokens.valid["token-administrator"] = staff(Role.ADMINISTRATOR)
        site.issuer.person = "administrator"
        context = await browser.new_context(locale="id-ID", color_scheme="light")
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        yield site, page
        await page.wait_for_load_state("networkidle")
        await context.close()


@pytest.mark.long
async def test_the_contract_is_read_and_simulated() -> None:
    async with opened() as (site, page):
        for name, path in (
            ("reference", "/portal/reference"),
            ("found", "/portal/reference?q=health:read"),
            ("type", "/portal/reference/Citizen"),
            ("changelog", "/portal/changelog"),
        ):
            await page.goto(site.url + path)
            await look_at(page, name)
        await page.goto(f"{site.url}/console/login", wait_until="networkidle")
        await page.goto(f"{site.url}/portal/simulator")
        await page.get_by_role("button", name="Simulasikan").click()
        await expect(page.get_by_role("table", name="Medan demi medan")).to_be_visible()
        await look_at(page, "simulator")


@pytest.mark.long
async def test_an_operation_is_answered_in_graphiql_under_a_strict_policy() -> None:
    async with opened() as (site, page):
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        await page.set_viewport_size({"width": 1280, "height": 900})
        await page.goto(f"{site.url}/console/login", wait_until="networkidle")
        await page.goto(f"{site.url}/portal/graphiql?example=citizen")
        await page.get_by_role("button", name="Execute query").click()
        answer = page.locator(".graphiql-response")
        await expect(answer).to_contain_text("Petugas administrator", timeout=60_000)
        assert "token-administrator" not in await page.content()
        assert refused == []
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / "graphiql.png")


def test_what_graphiql_loads_is_loaded_by_its_page_alone() -> None:
    names = [name for name in assets.MEDIA_TYPES if name.startswith("graphiql")]
    pages = [path for path in (ROOT / "hub/console").rglob("*.html") if "graphiql" in Path(path).read_text()]
    loading = [path for path in pages if "asset('graphiql" in path.read_text()]
    assert names
    assert [path.parent.name for path in loading] == ["graphiql"]

"""The papers of an application as somebody downloads them, and what checks them without and with a network."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import Page, expect

from tests.fixtures.demo import ROOT


async def papers_on(page: Page, console: str) -> dict[str, tuple[bytes, str]]:
    """Title -> (PDF, address at which anybody can verify it), from an application's page."""
    site = console.removesuffix("/console")
    found = {}
    for link in await page.locator("section[aria-labelledby=certificate] a[href*='/documents/']").all():
        title = await link.locator("xpath=..").locator("strong").inner_text()
        answer = await page.request.get(f"{site}{await link.get_attribute('href')}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), title
        code = await link.locator("xpath=..").locator("a[href^='/v/']").get_attribute("href")
        found[title] = (await answer.body(), f"{site}{code}")
    return found


async def verified_offline(pdf: bytes, page: Page, site: str, scratch: Path) -> str:
    """What `hub certificate verify` says with the list of keys that the hub publishes."""
    keys, file = scratch / "keys.json", scratch / "paper.pdf"
    keys.write_bytes(await (await page.request.get(f"{site}/.well-known/certificate-keys.json")).body())
    file.write_bytes(pdf)
    command = (sys.executable, "-m", "hub", "certificate", "verify", "--keys", str(keys), str(file))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ, stdout=pipe, stderr=pipe)
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return said.decode()


async def verified_online(page: Page, address: str) -> None:
    """Green, and without a NIK."""
    await page.goto(address)
    await expect(page.locator(".verdict--ACTIVE")).to_contain_text("Dokumen asli dan masih berlaku")

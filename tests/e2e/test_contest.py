"""A citizen says that something is wrong and shows the paper; a verifier looks at both and decides; she is answered."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.e2e.office import Clerk, Watch
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.fixtures.demo import Demo

pytestmark = [
    pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
]  # fmt: skip


def photo() -> bytes:
    """Such as a phone takes, of nothing."""
    drawn = BytesIO()
    Image.new("RGB", (640, 480), "white").save(drawn, "JPEG")
    return drawn.getvalue()


async def test_a_contest_is_decided_with_its_paper_in_sight(demo: Demo) -> None:
    watch = Watch()
    async with chromium() as browser:
        siti = await Clerk.arrive(watch, browser, demo.data, "warga.contoh")
        await siti.log_in("Siapa melihat data saya")
        await siti.page.get_by_role("link", name="Ada data yang salah").click()
        await siti.page.get_by_role("radio", name="Tempat lahir").check()
        paper = siti.page.get_by_label("Foto atau pindaian suratnya")
        await paper.set_input_files({"name": "akta.jpg", "mimeType": "image/jpeg", "buffer": photo()})
        await siti.page.get_by_role("button", name="Kirim").click()
        await expect(siti.page.locator(".govuk-error-summary")).to_be_visible()
        await expect(siti.page.get_by_text("1 surat sudah diunggah")).to_be_visible()
        await siti.page.get_by_label("Yang benar").fill("MUNTOK")
        await siti.page.get_by_role("button", name="Kirim").click()
        await expect(siti.page.get_by_text("muncul di halaman ini")).to_be_visible()

        verifier = await Clerk.arrive(watch, browser, demo.data, "kasi.kelahiran")
        await verifier.log_in()
        await verifier.page.get_by_text("Lainnya").click()
        await verifier.page.get_by_role("link", name="Data berbeda").click()
        await verifier.page.get_by_role("link", name="Tempat lahir").click()
        shown = await verifier.page.get_by_role("link", name="surat 1").get_attribute("href")
        seen = await verifier.page.request.get(f"{demo.data['issuer']}{shown}")
        assert (seen.status, seen.headers["content-type"]) == (200, "image/jpeg")
        with Image.open(BytesIO(await seen.body())) as kept:
            assert kept.size == (640, 480)
        await verifier.page.get_by_label("Warga benar").check()
        await verifier.page.get_by_label("Alasan").fill("Akta kelahiran menyebut Muntok.")
        await verifier.page.get_by_role("button", name="Simpan putusan").click()
        await verifier.reads("Putusan tersimpan")

        await siti.page.reload()
        await expect(siti.page.get_by_text("Akta kelahiran menyebut Muntok.")).to_be_visible()
        await siti.page.goto(f"{siti.console}/me/data")
    assert [one for one in watch.complaints if "422" not in one] == []

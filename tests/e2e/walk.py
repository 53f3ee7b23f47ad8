"""A birth all the way: from a frontend's papers to the certificate and the family's card, step by step."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, expect

from hub.sandbox.sample_paper import sample_paper
from tests.demo.graph import SUBMIT, Frontend
from tests.e2e.album import Album
from tests.e2e.office import Clerk, Family, Watch

OPERATOR: Final = "operator.kabupaten"
VERIFIER, HEAD_OF_DIVISION, HEAD_OF_OFFICE = "kasi.kelahiran", "kabid.capil", "kadis.dukcapil"
REASON: Final = "Nama ayah ikut dicatat, jadi lampirkan buku nikah: halaman foto dan halaman nama."
# Form F-2.01: what SIAK asks for, in its order. Both witnesses of the sample are given.
SIAK_ORDER: Final = (
    "Nama Pelapor", "NIK Pelapor", "Nomor Kartu Keluarga", "Nomor HP", "Email",
    "Nama Saksi I", "NIK Saksi I", "Nama Saksi II", "NIK Saksi II",
    "Nama Ayah", "NIK Ayah", "Tempat Lahir Ayah", "Tanggal Lahir Ayah", "Kewarganegaraan Ayah",
    "Nama Ibu", "NIK Ibu", "Tempat Lahir Ibu", "Tanggal Lahir Ibu", "Kewarganegaraan Ibu",
    "Nama Lengkap Anak", "Jenis Kelamin", "Tempat Dilahirkan", "Tempat Kelahiran", "Hari dan Tanggal Lahir", "Pukul",
    "Jenis Kelahiran", "Kelahiran Ke-", "Penolong Kelahiran", "Berat Bayi (kg)", "Panjang Bayi (cm)",
    "Jenis Akta (cocokkan dengan nomor SIAK)",
)  # fmt: skip
RESUBMIT: Final = """
mutation Resubmit($input: ResubmitApplicationInput!) {
  resubmitApplication(input: $input) { application { state } errors { code path message } }
}
"""
MISSING: Final = "query Missing($n: String!) { application(trackingNumber: $n) { missing { what reason } } }"


class Walk:
    """`number` is known once the application is handed in, `nik` and `deed_number` once SIAK gave them."""

    def __init__(self, data: Mapping[str, Any], browser: Browser, frontend: Frontend, album: Album) -> None:
        self.data = data
        self.browser = browser
        self.frontend = frontend
        self.album = album
        self.watch = Watch()
        self.case: Mapping[str, Any] = data["sample"]["newborn_case"]
        self.number = self.nik = self.deed_number = ""

    # ---- the frontend of an agency -----------------------------------------------------------------------------------

    async def upload(self, kind: str, label: str) -> dict[str, str]:
        """A scan of a paper, resumable as every upload; how an application names it."""
        scan = await asyncio.to_thread(sample_paper, label)
        return {"kind": kind, "documentId": await self.frontend.upload(kind, scan)}

    async def submit_without_proof_of_marriage(self) -> list[str]:
        """Refused: where the errors are."""
        papers = [
            await self.upload("birth_statement", "Surat keterangan kelahiran"),
            await self.upload("family_card", "Kartu Keluarga"),
        ]
        submitted = await self._submit(papers)
        assert submitted["application"] is None
        return [error["path"] for error in submitted["errors"]]

    async def submit_with_statement(self) -> None:
        """Without the marriage book, but with the parents' statement (F-2.04) in its place."""
        papers = [
            await self.upload("birth_statement", "Surat keterangan kelahiran"),
            await self.upload("family_card", "Kartu Keluarga"),
            await self.upload("sptjm_marriage", "SPTJM sebagai pasangan suami istri (F-2.04)"),
        ]
        submitted = await self._submit(papers)
        assert submitted["errors"] == []
        self.number = submitted["application"]["trackingNumber"]

    async def _submit(self, papers: list[dict[str, str]]) -> dict[str, Any]:
        given = {"idempotencyKey": uuid.uuid4().hex, "documents": papers, "application": self.case["application"]}
        submitted: dict[str, Any] = (await self.frontend.data(SUBMIT, input=given))["submitApplication"]
        return submitted

    async def bring_what_is_missing(self) -> None:
        """What the officer asked for, read by the frontend and sent after."""
        found = await self.frontend.data(MISSING, n=self.number)
        assert found["application"]["missing"] == [{"what": "marriage_certificate", "reason": REASON}]
        paper = await self.upload("marriage_certificate", "Buku nikah")
        given = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": self.number, "documents": [paper]}
        answer = (await self.frontend.data(RESUBMIT, input=given))["resubmitApplication"]
        assert answer == {"application": {"state": "RESUBMITTED"}, "errors": []}

    # ---- the office --------------------------------------------------------------------------------------------------

    async def clerk(self, username: str) -> Clerk:
        """Somebody of the office, logged in, with the application open."""
        clerk = await Clerk.arrive(self.watch, self.browser, self.data, username)
        if username == OPERATOR:
            await self.album.take("console-log-in", clerk.page)
        await clerk.log_in()
        if username == OPERATOR:
            await self.album.take("console-queue", clerk.page)
        await clerk.open(self.number)
        return clerk

    async def claim(self, operator: Clerk) -> None:
        await operator.step("Ambil dan periksa", "Permohonan sekarang Anda periksa.")
        await operator.sees_state("Sedang diperiksa")

    async def look_at_a_paper(self, operator: Clerk) -> tuple[int, int]:
        """Unfolds a scan where it stands; its size in dots, as the browser drew it."""
        paper = operator.page.locator("section[aria-labelledby=papers] li").first
        await paper.get_by_text("Lihat di sini").click()
        picture = paper.locator("img")
        await expect(picture).to_be_visible()
        await picture.evaluate("image => image.decode()")
        size: list[int] = await picture.evaluate("image => [image.naturalWidth, image.naturalHeight]")
        return size[0], size[1]

    async def return_it(self, operator: Clerk) -> None:
        """Asks for the marriage book, and says why."""
        await operator.page.get_by_role("button", name="Minta dilengkapi").click()
        await operator.page.get_by_role("checkbox", name="Buku nikah atau akta").check()
        await operator.page.locator("#reason-marriage_certificate").fill(REASON)
        await self.album.take("console-missing", operator.page)
        await operator.step("Kirim permintaan", "Pemohon diminta melengkapi.")
        await operator.sees_state("Perlu dilengkapi")

    async def accept(self, operator: Clerk) -> None:
        await operator.open(self.number)
        await self.claim(operator)
        await operator.step("Surat sudah lengkap", "Surat dinyatakan lengkap.")
        await operator.sees_state("Lengkap")

    async def verify_as_the_one_who_claimed(self, operator: Clerk) -> tuple[int, str]:
        """Sends the verifier's step all the same; (status, what the page says)."""
        token = await operator.page.locator("input[name=_token]").first.get_attribute("value")
        form: dict[str, str | float | bool] = {"_token": str(token), "key": uuid.uuid4().hex}
        address = f"{operator.console}/applications/{self.number}/step/verifyApplication"
        answer = await operator.page.request.post(address, form=form, headers={"Origin": self.data["issuer"]})
        return answer.status, await answer.text()

    async def verify(self, verifier: Clerk) -> None:
        await verifier.step("Setujui hasil pemeriksaan", "Hasil pemeriksaan disetujui.")
        await verifier.sees_state("Dicatat di SIAK")

    async def siak_panel(self, operator: Clerk) -> dict[str, str]:
        """What the officer has to type, in the order of the panel."""
        await operator.open(self.number)
        await operator.page.get_by_role("button", name="Catat hasil dari SIAK").click()
        await expect(operator.page.get_by_role("heading", level=1)).to_contain_text("Catat hasil dari SIAK")
        await self.album.take("console-siak", operator.page)
        rows = operator.page.locator("table.siak tr")
        return {
            await row.locator("th").inner_text(): await row.locator("td").first.inner_text() for row in await rows.all()
        }

    async def type_into_siak(self, panel: Mapping[str, str]) -> None:
        """At the population agency's desk, in a browser that has nothing to do with the hub."""
        page = await (await self.watch.browser_of(self.browser)).new_page()
        await page.goto(f"{self.data['emulators']['population']['admin_url']}/desk")
        born = dt.datetime.strptime(panel["Hari dan Tanggal Lahir"].split(", ")[1], "%d-%m-%Y").astimezone(dt.UTC)
        typed = {
            "Nomor permohonan": self.number,
            "Nama lengkap anak": panel["Nama Lengkap Anak"],
            "Tempat kelahiran": panel["Tempat Kelahiran"],
            "Tanggal lahir": f"{born:%Y-%m-%d}",
            "NIK ibu": panel["NIK Ibu"],
            "NIK ayah": panel["NIK Ayah"],
            "Nomor KK": panel["Nomor Kartu Keluarga"],
        }
        for label, value in typed.items():
            await page.get_by_label(label).fill(value)
        await page.get_by_label("Jenis kelamin").select_option(label=panel["Jenis Kelamin"])
        await self.album.take("siak-desk", page)
        await page.get_by_role("button", name="Simpan").click()
        self.nik = await page.locator("#nik").inner_text()
        self.deed_number = await page.locator("#deed-number").inner_text()

    async def record_what_siak_gave(self, operator: Clerk) -> None:
        """Typed into the console; the page tells by itself once the hub has read it back."""
        await operator.page.get_by_label("NIK yang diterbitkan SIAK").fill(self.nik)
        await operator.page.get_by_label("Nomor akta").fill(self.deed_number)
        await operator.step("Simpan dan cocokkan", "Hasil SIAK tersimpan.")
        await expect(operator.page.locator("#siak-state")).to_contain_text("Cocok dengan data kependudukan")

    async def validate(self, head: Clerk) -> None:
        await head.step("Validasi", "Permohonan divalidasi")
        await head.sees_state("Menunggu tanda tangan")

    async def sign_unread(self, head: Clerk) -> str:
        """Presses the button without having said that she looked; what the page says."""
        await head.page.get_by_role("button", name="Tanda tangani").click()
        await expect(head.page.get_by_role("heading", level=1)).to_contain_text("Tanda tangani")
        await self.album.take("console-sign", head.page)
        await head.page.get_by_role("button", name="Tanda tangani").click()
        return await head.page.locator(".govuk-error-summary").inner_text()

    async def sign(self, head: Clerk) -> None:
        shown = await head.page.locator("main").inner_text()
        assert self.nik in shown
        assert self.deed_number in shown
        await head.page.get_by_label("Saya sudah membaca").check()
        await head.step("Tanda tangani", "Dokumen ditandatangani dan terbit.")
        await head.sees_state("Terbit")

    async def download(self, operator: Clerk, scratch: Path, title: str) -> tuple[bytes, str]:
        """(the PDF of this title, the address at which anybody can verify it)."""
        await operator.open(self.number)
        card = operator.page.locator("section", has=operator.page.locator("#certificate"))
        paper = await card.get_by_role("link", name=f"Buka PDF Open the PDF {title}").get_attribute("href")
        verification = await card.get_by_role("link", name=f"Periksa keasliannya Verify it {title}").get_attribute(
            "href"
        )
        answer = await operator.page.request.get(f"{self.data['issuer']}{paper}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        pdf = await answer.body()
        if "Akta" in title:
            self.album.print_out("certificate", pdf, scratch)
        return pdf, f"{self.data['issuer']}{verification}"

    async def hand_over(self, operator: Clerk) -> None:
        await operator.step("Serahkan kepada pemohon", "Dokumen dicatat sudah diserahkan.")
        await operator.sees_state("Sudah diserahkan")

    # ---- the family --------------------------------------------------------------------------------------------------

    async def family(self) -> Family:
        return await Family.arrive(self.watch, self.browser, self.data)

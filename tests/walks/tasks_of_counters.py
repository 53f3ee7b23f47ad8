"""What people come to a counter for, and what is done there and in the queue all day."""

from __future__ import annotations

from typing import Final

from playwright.async_api import expect

from hub.core.actor import Role
from hub.core.satisfaction import ELEMENTS
from tests.walks import things_of_counters as things
from tests.walks.pages import NOBODY
from tests.walks.things import client_request
from tests.walks.walk import Task, Walk

_COUNTERS: Final = ("3", "4", "5", "6")
_TOGETHER: Final = 2


async def take_number(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/antrean")
    if await walk.page.locator("main form").count():  # the office is closed on some days
        await walk.answer(reason="IBU_HAMIL")
        await walk.press("Ambil nomor")
    else:
        number = await walk.town.once("number", lambda: things.called(walk.town))
        await walk.page.goto(f"{walk.town.site}/antrean/nomor/{number}")
    await walk.reads("Nomor antrean Anda")


async def sign_up(walk: Walk) -> None:
    """An integrator, with a key that is made for her."""
    await walk.start()
    await walk.follow("/portal", "/portal/sign-up")
    await walk.answer(name="Aplikasi Posyandu", unit="Desa Rebo", intent="Mencoba layanan posyandu")
    await walk.press("Daftarkan aplikasi")
    await walk.reads("Aplikasi Anda terdaftar")


async def see_client(walk: Walk) -> None:
    """An integrator, with a token of her client."""
    await walk.start()
    await walk.follow("/portal", "/portal/mine")
    await walk.town.frontend.renew()
    await walk.answer(bearer=walk.town.frontend.headers["Authorization"])
    await walk.press("Lihat klien saya")
    await walk.reads("Perjanjian")
    await walk.reads("Galat 30 hari terakhir")


async def see_rotation(walk: Walk) -> None:
    """What is needed for it; the signing is done where the key lies (tests/console/test_client_requests.py)."""
    await walk.start()
    await walk.follow("/portal", "/portal/mine/key")
    await walk.reads("Ganti kunci klien")


async def read_answer(walk: Walk) -> None:
    asked = await client_request(walk.town)
    await walk.page.goto(f"{walk.town.site}/portal/request/{asked}")
    await walk.reads("Permintaan pendaftaran aplikasi")


async def rate(walk: Walk) -> None:
    number = await walk.town.application("ISSUED")
    await walk.start()
    await walk.follow("/kinerja", "/penilaian")
    await walk.answer(number=number)
    await walk.press("Lanjut")
    await walk.answer(**dict.fromkeys(ELEMENTS, "4"))
    await walk.press("Kirim penilaian")
    await walk.reads("Terima kasih")


async def choose_language(walk: Walk) -> None:
    """Of this browser, and both again afterwards."""
    page = walk.page.locator("html")
    await walk.start()
    await walk.hand.follow(walk.page, "/bahasa/en?to=/")
    await expect(page).to_have_attribute("lang", "en")
    await walk.hand.follow(walk.page, "/bahasa/dua?to=/")
    await expect(page).to_have_attribute("lang", "id")


async def call_number(walk: Walk) -> None:
    """From taking a number for somebody to what came of it; the screen in the waiting room shows it."""
    await walk.start()
    await walk.follow("/console/tickets")
    counter = walk.town.next(_COUNTERS)
    await walk.answer(loket=counter)
    await walk.press("Ganti loket")
    await walk.page.wait_for_url(f"**loket={counter}")
    await walk.press("Ambilkan nomor untuk seseorang")
    await walk.answer(reason="LANSIA")
    await walk.press("Ambil nomor")
    await walk.told("Nomor antreannya")
    await walk.press("Panggil berikutnya")
    await walk.told("dipanggil")
    await walk.press("Mulai layani")
    await walk.told("sedang dilayani")
    await walk.answer(outcome="ADVICE")
    await walk.press("Selesai")
    await walk.told("selesai")
    await walk.follow("/display")
    await walk.reads("Nomor yang dipanggil")


async def print_papers(walk: Walk) -> None:
    """As one file; what was printed is handed over from the same page."""
    number = await walk.town.application("ISSUED")
    await walk.start()
    await walk.follow("/console/print")
    await walk.answer(number=number)
    async with walk.page.expect_download():
        await walk.hand.press(walk.page, "Cetak yang dipilih")
    await walk.follow("/console/print")
    await walk.answer(cetak="sudah")
    await walk.press("Saring")
    await walk.page.wait_for_url("**cetak=sudah**")
    await walk.answer(number=number)
    await walk.press("Catat sudah diserahkan")
    await walk.told("1 berkas diserahkan")


async def search_queue(walk: Walk) -> None:
    number = await walk.town.handed_in()
    await walk.start()
    await walk.answer(about=number)
    await walk.press("Cari")
    await walk.page.wait_for_url(f"**/console/applications/{number}")
    await walk.reads(number)


async def claim_several(walk: Walk) -> None:
    """The newest stands first."""
    numbers = [await walk.town.handed_in() for _ in range(_TOGETHER)]
    await walk.start()
    await walk.press("Semua")
    await walk.page.wait_for_url("**view=all**")
    for number in reversed(numbers):
        await walk.answer(number=number)
    await walk.press("Ambil dan periksa")
    await walk.reads(f"{_TOGETHER} dari {_TOGETHER} permohonan berhasil")


async def be_away(walk: Walk) -> None:
    """And back sooner."""
    await walk.start()
    await walk.follow("/console/team")
    await walk.answer(kind="LEAVE")
    await walk.press("Catat")
    await walk.told("Ketidakhadiran tercatat")
    await walk.press("Saya sudah kembali")
    await walk.told("Ketidakhadiran diakhiri")


async def see_team(walk: Walk) -> None:
    colleague = await things.colleague(walk.town)
    await walk.start()
    await walk.follow("/console/team", f"/console/team/{colleague}")
    await walk.reads("Dipegang")


async def see_figures(walk: Walk) -> None:
    """A table of them for a spreadsheet too."""
    await walk.start()
    await walk.follow("/console/dashboard")
    await walk.answer(step="WEEK")
    await walk.press("Tampilkan")
    await walk.page.wait_for_url("**step=WEEK**")
    file = await walk.page.locator("main a[download]").first.get_attribute("href")
    async with walk.page.expect_download():
        await walk.hand.follow(walk.page, str(file))


_FIGURES: Final = ("/console/dashboard",)
VISITORS: Final = (
    Task(NOBODY, "Mengambil nomor antrean", take_number, ("/antrean", "/antrean/nomor/{id}")),
    Task(NOBODY, "Menilai pelayanan", rate, ("/penilaian",)),
    Task(NOBODY, "Mendaftarkan aplikasi di kotak pasir", sign_up, ("/portal", "/portal/sign-up")),
    Task(NOBODY, "Melihat klien sendiri", see_client, ("/portal/mine",)),
    Task(NOBODY, "Mengganti kunci klien", see_rotation, ("/portal/mine/key",)),
    Task(NOBODY, "Membaca jawaban permintaan", read_answer, ("/portal/request/{id}",)),
    Task(NOBODY, "Memilih bahasa", choose_language, ("/",)),
)
COUNTERS: Final = (
    Task(Role.OPERATOR, "Memanggil nomor antrean", call_number, ("/console/tickets", "/display")),
    Task(Role.OPERATOR, "Mencetak dan menyerahkan bersama", print_papers, ("/console/print",)),
    Task(Role.OPERATOR, "Mencari di antrean", search_queue, ("/console",)),
    Task(Role.OPERATOR, "Mengambil beberapa permohonan sekaligus", claim_several, ("/console",)),
    Task(Role.OPERATOR, "Mencatat ketidakhadiran", be_away, ("/console/team",)),
    Task(Role.VERIFIER, "Melihat siapa memegang apa", see_team, ("/console/team", "/console/team/{subject}")),
    Task(Role.HEAD_OF_OFFICE, "Melihat angka kantor", see_figures, _FIGURES),
    Task(Role.AUDITOR, "Melihat angka kantor", see_figures, _FIGURES),
)

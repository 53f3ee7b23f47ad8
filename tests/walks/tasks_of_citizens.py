"""What citizens and village helpers come for."""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

from hub.core.actor import Role
from hub.core.calendar import local_date, now
from tests.e2e.counter import Counter
from tests.walks import things
from tests.walks.pages import NOBODY
from tests.walks.town import PAPERS, card_of
from tests.walks.walk import Task, Walk

_HEADING: Final = "Siapa melihat data saya"
_ATTRIBUTES: Final = ("education", "occupation", "religion", "fullName")
_CATEGORIES: Final = ("licence", "education", "insurance", "family")


async def read_requirements(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/layanan/birthCertificate")
    await walk.reads("GRATIS")
    await walk.follow("/layanan", "/kinerja")
    await walk.reads("Kinerja layanan")


async def follow_application(walk: Walk) -> None:
    number = await walk.town.at_desk("IN_REVIEW")
    await walk.start()
    await walk.follow("/track")
    await walk.answer(number=number)
    await walk.press("Lihat permohonan")
    await walk.reads(number)


async def read_contract(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/portal/reference")
    await walk.answer(q="immunisations")
    await walk.press("Cari")
    await walk.reads("health:read")
    await walk.follow("/portal/changelog")
    await walk.reads("Perubahan kontrak")
    await walk.follow("/portal/reference", "/portal/reference/Query")
    await walk.reads("Lingkup")


async def book_appointment(walk: Walk) -> None:
    """Booked, moved to another time, and cancelled."""
    await walk.start()
    await walk.follow("/antrean/janji")
    times = walk.page.locator("main input[name=begins]")
    await walk.answer(begins=str(await times.first.get_attribute("value")), service="birthCertificate")
    await walk.press("Buat janji")
    await walk.reads("Kode janji Anda")
    await walk.follow(f"{urlsplit(walk.page.url).path}/pindah")
    await walk.answer(begins=str(await times.last.get_attribute("value")))
    await walk.press("Pindahkan janji")
    await walk.reads("Kode janji Anda")
    await walk.press("Batalkan janji")
    await walk.reads("Janji dibatalkan")


async def verify_paper(walk: Walk) -> None:
    """The telephone's camera opens the address."""
    code = await walk.town.once("certificate", lambda: things.certificate(walk.town))
    await walk.page.goto(f"{walk.town.site}/v/{code}")
    await walk.reads("Dokumen asli dan masih berlaku")
    await walk.follow("/verifikasi/luring")


async def see_readings(walk: Walk) -> None:
    await things.reading(walk.town)
    await walk.start()
    await walk.reads(_HEADING)
    await walk.reads("Dinas Kependudukan")


async def object_to_reading(walk: Walk) -> None:
    reading = await things.reading(walk.town)
    await walk.start()
    await walk.follow(f"/console/me/object/{reading}")
    await walk.answer(grounds="Saya tidak datang ke kantor hari itu.")
    await walk.press("Kirim keberatan")
    await walk.told("Keberatan Anda sudah kami terima")


async def object_to_category(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/me/object")
    await walk.answer(
        category=walk.town.next(_CATEGORIES), grounds="Saya tidak ingin data usaha saya dipakai untuk penawaran."
    )
    await walk.press("Kirim keberatan")
    await walk.told("Keberatan Anda sudah kami terima")


async def contest(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/me/correct")
    await walk.answer(attribute=walk.town.next(_ATTRIBUTES), claim="Lihat surat saya.")
    await walk.press("Kirim")
    await walk.told("Kami sudah menerimanya")


async def own_data(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/me/data")
    await walk.press("Baca dan cetak")
    await walk.reads("Siapa melihat data Anda")


async def apply(walk: Walk) -> None:
    herself = await walk.town.person(await things.own_nik(walk.town))
    counter = Counter(walk.page, walk.hand, f"{walk.town.site}/console/me/apply", walk.town.scratch)
    number = await counter.enter("KTP-el", card_of(herself), tuple(PAPERS))
    walk.town.made["own"] = number
    await walk.reads(number)


async def complete_own(walk: Walk) -> None:
    """Whatever was asked for: the photo of the old card again."""
    number = await things.own_application(walk.town)
    await things.asked_for_more(walk.town, number)
    del walk.town.made["own"]
    await walk.start()
    await walk.follow("/console/me/apply", f"/console/me/apply/identityCard/complete/{number}")
    await _bring_again(walk)
    await walk.press("Kirim yang diminta")
    await walk.reads(number)


async def leave(walk: Walk) -> None:
    await walk.start()
    await walk.press("Keluar")
    await walk.page.wait_for_url("**/console/bye")


async def _bring_again(walk: Walk) -> None:
    file = walk.page.locator("main input[type=file]")
    if await file.count():
        await file.first.set_input_files(walk.town.scratch / "old_card.png")
    for box in await walk.page.locator("main input[name='paper.old_card'][value=have]").all():
        if not await box.is_checked():
            await walk.hand.answer(walk.page, "paper.old_card", "have")


async def enter(walk: Walk) -> None:
    head = await walk.town.head()
    await walk.start()
    counter = Counter(walk.page, walk.hand, f"{walk.town.site}/console/intake")
    await walk.reads(await counter.enter("KTP-el", card_of(head), tuple(PAPERS)))


async def complete(walk: Walk) -> None:
    number = await things.entered(walk.town, Role.HELPER, "/console/intake", await walk.town.head())
    await things.asked_for_more(walk.town, number)
    await walk.start()
    await walk.follow("/console/intake", f"/console/intake/identityCard/complete/{number}")
    await _bring_again(walk)
    await walk.press("Kirim yang diminta")
    await walk.reads(number)


async def report_burial(walk: Walk) -> None:
    day = (local_date(now()) - dt.timedelta(days=2)).isoformat()
    await walk.start()
    await walk.follow("/console/burial-book")
    await walk.answer(name=things.someone(), buriedOn=day, cemetery="TPU Rebo", bookEntry="15/2026")
    await walk.answer(regionCode="19.01.01.2007")
    await walk.press("Kirim laporan")
    await walk.told("Laporan")


_ME: Final = "/console/me"
_APPLY: Final = "/console/me/apply"
_FORM: Final = "/{service}"
CITIZENS: Final = (
    Task(NOBODY, "Membaca syarat layanan", read_requirements, ("/", "/layanan/{name}", "/layanan", "/kinerja")),
    Task(NOBODY, "Mengikuti permohonan", follow_application, ("/track",)),
    Task(NOBODY, "Membaca kontrak data", read_contract,
         ("/portal/reference", "/portal/reference/{name}", "/portal/changelog")),
    Task(NOBODY, "Membuat janji temu", book_appointment,
         ("/antrean/janji", "/antrean/janji/{code}", "/antrean/janji/{code}/pindah")),
    Task(NOBODY, "Memeriksa keaslian dokumen", verify_paper, ("/v/{code}", "/verifikasi/luring")),
    Task(Role.CITIZEN, "Melihat siapa membaca data saya", see_readings, (_ME,)),
    Task(Role.CITIZEN, "Menyatakan keberatan atas satu pembacaan", object_to_reading, (f"{_ME}/object/{{id}}",)),
    Task(Role.CITIZEN, "Menyatakan keberatan atas satu jenis data", object_to_category, (f"{_ME}/object",)),
    Task(Role.CITIZEN, "Mengatakan bahwa data salah", contest, (f"{_ME}/correct",), main=True),
    Task(Role.CITIZEN, "Membaca dan mencetak data saya", own_data, (f"{_ME}/data",)),
    Task(Role.CITIZEN, "Mengajukan permohonan dari rumah", apply,
         (_APPLY, f"{_APPLY}{_FORM}", f"{_APPLY}{_FORM}/slip/{{number}}")),
    Task(Role.CITIZEN, "Melengkapi permohonan", complete_own, (f"{_APPLY}{_FORM}/complete/{{number}}",)),
    Task(Role.CITIZEN, "Keluar", leave, ("/console/bye",)),
)  # fmt: skip
HELPERS: Final = (
    Task(Role.HELPER, "Memasukkan permohonan warga", enter,
         ("/console/intake", f"/console/intake{_FORM}", f"/console/intake{_FORM}/slip/{{number}}")),
    Task(Role.HELPER, "Melengkapi permohonan yang dikembalikan", complete,
         (f"/console/intake{_FORM}/complete/{{number}}",)),
    Task(Role.HELPER, "Melaporkan pemakaman", report_burial, ("/console/burial-book",)),
)  # fmt: skip

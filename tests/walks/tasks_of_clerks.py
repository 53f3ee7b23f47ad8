"""What operators, verifiers and heads come for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.core.actor import Role
from hub.core.calendar import now
from tests.walks import things
from tests.walks.town import COUNTER
from tests.walks.walk import Task, Walk


async def check(walk: Walk) -> None:
    await walk.application("SUBMITTED")
    await walk.press("Ambil dan periksa")
    await walk.told("Permohonan sekarang Anda periksa")
    await walk.press("Surat sudah lengkap")
    await walk.told("Surat dinyatakan lengkap")


async def ask_for_papers(walk: Walk) -> None:
    await walk.application("IN_REVIEW")
    await walk.press("Minta dilengkapi")
    await walk.answer(missing="old_card", code__old_card="UNREADABLE", reason__old_card="Fotonya buram, potret lagi.")
    await walk.press("Kirim permintaan")
    await walk.told("Pemohon diminta melengkapi")


async def delay(walk: Walk) -> None:
    await walk.application("PROCESSING")
    await walk.press("Tunda karena gangguan")
    await walk.answer(disturbance="CENTRAL_SYSTEM", reason="Jaringan SIAK putus sejak pagi.")
    await walk.press("Tunda karena gangguan")
    await walk.told("Penundaan dan alasannya tersimpan")
    await walk.press("Lanjutkan lagi")
    await walk.answer(reason="Jaringan pulih pukul sepuluh.")
    await walk.press("Lanjutkan lagi")
    await walk.told("Permohonan dilanjutkan")


async def take_over(walk: Walk) -> None:
    """From a colleague who fell ill."""
    number = await walk.town.handed_in()
    await walk.town.sent(COUNTER, f"/console/applications/{number}", "/step/claimApplication")
    await walk.open(number)
    await walk.press("Ambil alih dari rekan")
    await walk.answer(reason="Rekan saya sakit hari ini.")
    await walk.press("Ambil alih dari rekan")
    await walk.told("Permohonan sekarang Anda pegang")


async def give(walk: Walk) -> None:
    """To the first colleague who is there today."""
    number = await walk.town.handed_in()
    await walk.open(number)
    await walk.press("Tugaskan kepada rekan")
    operators = walk.page.locator("#officer option").filter(has_text="Operator")
    await walk.answer(officer=str(await operators.first.get_attribute("value")), reason="Beban dibagi rata.")
    await walk.press("Tugaskan kepada rekan")
    await walk.reads("1 dari 1 permohonan berhasil")


async def record_result(walk: Walk) -> None:
    await walk.application("PROCESSING")
    await walk.press("Catat hasil dari SIAK")
    await walk.press("Simpan dan cocokkan")
    await walk.told("Hasil SIAK tersimpan")


async def hand_over(walk: Walk) -> None:
    await walk.application("ISSUED")
    await walk.press("Catat hasilnya")
    await walk.answer(outcome="DONE")
    await walk.press("Simpan")
    await walk.told("tercatat")
    await walk.press("Serahkan kepada pemohon")
    await walk.told("Dokumen dicatat sudah diserahkan")


async def find_citizen(walk: Walk) -> str:
    return await _found(walk, await walk.town.head())


async def _found(walk: Walk, head: Mapping[str, Any]) -> str:
    await walk.start()
    await walk.follow("/console/citizens")
    await walk.answer(nik=head["nik"])
    await walk.press("Cari")
    await walk.reads(head["fullName"])
    found: str = head["id"]
    return found


async def look_up(walk: Walk) -> None:
    await find_citizen(walk)


async def correct(walk: Walk) -> None:
    head = await walk.town.head()
    walk.town.apart.add(head["nik"])
    await walk.follow(f"/console/citizens/{await _found(walk, head)}/correct")
    await walk.answer(birthPlace="KOBA", paper="BIRTH_DEED", reason="Akta lahirnya menyebut Koba.")
    await walk.press("Lihat akibatnya")
    await walk.reads("Periksa sebelum disimpan")
    await walk.press("Simpan perbaikan")
    await walk.told("Perbaikan tersimpan")


async def print_for_citizen(walk: Walk) -> None:
    await walk.follow(f"/console/citizens/{await find_citizen(walk)}/statement")
    await walk.answer(shown="KTP-el asli")
    await walk.press("Buat untuk dicetak")
    await walk.reads("Siapa melihat data Anda")


async def open_in_emergency(walk: Walk) -> None:
    await things.all_closed(walk.town)
    await walk.start()
    await walk.follow("/console/citizens", "/console/emergency")
    await walk.answer(nik=walk.town.data["sample"]["other_region_nik"], emergency="HEALTH")
    await walk.answer(reason="Rumah sakit menelepon; pasien tidak sadar.")
    await walk.press("Buka selama satu jam")
    await walk.told("Akses darurat terbuka")


async def count_walk_in(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/sessions")
    slots = walk.page.locator("main input[name=slot]")
    if await slots.count():  # the office is closed on some days
        await walk.answer(slot=str(await slots.first.get_attribute("value")))
        await walk.press("Hitung satu orang")
    await walk.reads("Jadwal rekam")


async def book_appointment(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/appointments")
    days = walk.page.locator("select[name=hari] option")
    await walk.answer(hari=str(await days.nth(1).get_attribute("value")))
    await walk.press("Lihat hari")
    await walk.answer(service="birthCertificate")
    await walk.press("Buat janji")
    await walk.told("Janji dibuat")


async def type_delivery(walk: Walk) -> None:
    delivery = await things.delivery(walk.town)
    await walk.start()
    await walk.follow("/console/deliveries", "/console/agencies")
    await walk.follow("/console/deliveries", f"/console/deliveries/{delivery}")
    await walk.press("Sudah saya ketik")
    await walk.reads("Kiriman")


async def settle_burial(walk: Walk) -> None:
    burial, head = await things.burial(walk.town), await walk.town.head()
    await walk.start()
    await walk.follow("/console/burials", f"/console/burials/{burial}")
    await walk.answer(nik=head["nik"])
    await walk.press("Simpan orangnya")
    await walk.reads(head["fullName"])
    await walk.answer(way="VISIT")
    await walk.press("Catat undangan")
    await walk.reads("Diundang")


async def see_savings(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/meter")
    await walk.reads("sekali")


async def verify(walk: Walk) -> None:
    await walk.application("COMPLETE")
    await walk.press("Setujui hasil pemeriksaan")
    await walk.told("Hasil pemeriksaan disetujui")


async def decide_difference(walk: Walk) -> None:
    difference = await things.difference(walk.town)
    await walk.start()
    await walk.follow("/console/discrepancies", f"/console/discrepancies/{difference}")
    await walk.answer(
        decision="RECORD_STANDS", reason="Akta kelahiran dan Kartu Keluarga menyebut tempat yang tercatat."
    )
    await walk.press("Simpan putusan")
    await walk.told("Putusan tersimpan")


async def merge(walk: Walk) -> None:
    await things.alike(walk.town)
    await walk.start()
    await walk.follow("/console/duplicates", f"/console/duplicates/{await things.pair(walk.town)}")
    await _choose_card(walk)
    await walk.answer(reason="Kartu lama dan kartu baru dilihat, orangnya satu.")
    await walk.press("Satu orang: gabungkan")
    await walk.told("Kedua catatan sekarang satu")


async def keep_apart(walk: Walk) -> None:
    await things.alike(walk.town)
    await walk.start()
    await walk.follow("/console/duplicates", f"/console/duplicates/{await things.pair(walk.town)}")
    await walk.answer(reason="Keduanya datang bersama dan membawa KTP-el masing-masing.")
    await walk.press("Dua orang: biarkan terpisah")
    await walk.told("dua orang yang berbeda")


async def _choose_card(walk: Walk) -> None:
    cards = walk.page.locator("main input[name=nikOnKtpEl]")
    if await cards.count():
        await walk.answer(nikOnKtpEl=str(await cards.first.get_attribute("value")))


async def take_apart(walk: Walk) -> None:
    one = await things.merged(walk.town)
    await walk.start()
    await walk.follow("/console/duplicates", "/console/duplicates?view=merged", f"/console/duplicates/{one}")
    await walk.answer(reason="Keduanya datang; mereka kembar.")
    await walk.press("Pisahkan lagi")
    await walk.told("Keduanya terpisah lagi")


async def validate(walk: Walk) -> None:
    await walk.application("CONFIRMED")
    await walk.press("Validasi")
    await walk.told("Permohonan divalidasi")


async def refuse(walk: Walk) -> None:
    await walk.application("PROCESSING")
    await walk.press("Tidak dapat diproses")
    await walk.answer(code="OTHER", reason="Kartu Anda ternyata masih berlaku dan tidak rusak.")
    await walk.press("Tidak dapat diproses")
    await walk.told("Keputusan dan alasannya tersimpan")


async def answer_objection(walk: Walk) -> None:
    objection = await things.objection(walk.town)
    await walk.start()
    await walk.follow("/console/objections", f"/console/objections/{objection}")
    await walk.answer(outcome="DISMISSED", reason="Data ini dibaca karena permohonan Anda sendiri.")
    await walk.press("Simpan jawaban")
    await walk.told("Jawaban")


async def sign(walk: Walk) -> None:
    await walk.application("AWAITING_SIGNATURE")
    await walk.press("Tanda tangani")
    await walk.answer(seen="yes")
    await walk.press("Tanda tangani")
    await walk.told("Dokumen ditandatangani dan terbit")


async def approve_account(walk: Walk) -> None:
    proposal = await things.proposal(walk.town)
    await walk.start()
    await walk.follow("/console/admin/users", "/console/admin/proposals", f"/console/admin/proposals/{proposal}")
    await walk.answer(reason="Saya kenal orangnya.")
    await walk.press("Setujui")
    await walk.reads("sekali pakai")


async def enter_breach(walk: Walk) -> None:
    began, ended = ((now() - dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (7, 6))
    await walk.start()
    await walk.follow(
        "/console/oversight/emergencies", "/console/oversight/breaches", "/console/oversight/breaches/new"
    )
    await walk.answer(title="Berkas tertinggal di mesin fotokopi", happened="Satu map tertinggal satu jam.")
    await walk.answer(noticedAt=ended, beganAt=began, endedAt=ended)
    await walk.press("Simpan")
    await walk.reads("Berkas tertinggal")


_DESK: Final = "/console/applications/{number}"
_PERSON: Final = "/console/citizens/{id}"
OPERATORS: Final = (
    Task(Role.OPERATOR, "Mengambil dan memeriksa permohonan", check, ("/console", _DESK), main=True),
    Task(Role.OPERATOR, "Meminta pemohon melengkapi", ask_for_papers, (f"{_DESK}/missing",)),
    Task(Role.OPERATOR, "Menunda dan melanjutkan", delay, (f"{_DESK}/reason/{{kind}}",)),
    Task(Role.OPERATOR, "Mengambil alih dari rekan", take_over, (f"{_DESK}/reason/{{kind}}",)),
    Task(Role.OPERATOR, "Mencatat hasil dari SIAK", record_result, (f"{_DESK}/siak",)),
    Task(Role.OPERATOR, "Menyerahkan dokumen", hand_over, (f"{_DESK}/bundle/{{step}}",)),
    Task(Role.OPERATOR, "Mencari warga", look_up, ("/console/citizens", _PERSON)),
    Task(Role.OPERATOR, "Memperbaiki data", correct, (f"{_PERSON}/correct",)),
    Task(Role.OPERATOR, "Mencetak untuk warga di loket", print_for_citizen, (f"{_PERSON}/statement",)),
    Task(Role.OPERATOR, "Membuka data dalam keadaan darurat", open_in_emergency, ("/console/emergency",)),
    Task(Role.OPERATOR, "Menghitung yang datang merekam", count_walk_in, ("/console/sessions",)),
    Task(Role.OPERATOR, "Membuatkan janji temu", book_appointment, ("/console/appointments",)),
    Task(Role.OPERATOR, "Mengetik kiriman ke sistem lain", type_delivery,
         ("/console/deliveries", "/console/deliveries/{id}", "/console/agencies")),
    Task(Role.OPERATOR, "Menindaklanjuti laporan pemakaman", settle_burial,
         ("/console/burials", "/console/burials/{id}")),
    Task(Role.OPERATOR, "Melihat apa yang tidak ditanyakan lagi", see_savings, ("/console/meter",)),
)  # fmt: skip
HEADS: Final = (
    Task(Role.VERIFIER, "Menyetujui hasil pemeriksaan", verify, (_DESK,)),
    Task(Role.VERIFIER, "Menugaskan kepada rekan", give, (_DESK,)),
    Task(Role.VERIFIER, "Memutuskan data yang berbeda", decide_difference,
         ("/console/discrepancies", "/console/discrepancies/{id}")),
    Task(Role.VERIFIER, "Menggabungkan data ganda", merge,
         ("/console/duplicates", "/console/duplicates/{first}/{second}")),
    Task(Role.VERIFIER, "Membiarkan dua orang terpisah", keep_apart, ("/console/duplicates/{first}/{second}",)),
    Task(Role.HEAD_OF_DIVISION, "Memvalidasi", validate, (_DESK,)),
    Task(Role.HEAD_OF_DIVISION, "Menolak permohonan", refuse, (f"{_DESK}/reason/{{kind}}",)),
    Task(Role.HEAD_OF_DIVISION, "Menjawab keberatan", answer_objection,
         ("/console/objections", "/console/objections/{id}")),
    Task(Role.HEAD_OF_DIVISION, "Memisahkan lagi yang digabungkan", take_apart, ("/console/duplicates/{id}",)),
    Task(Role.HEAD_OF_OFFICE, "Menandatangani", sign, (f"{_DESK}/sign",)),
    Task(Role.HEAD_OF_OFFICE, "Menyetujui akun", approve_account,
         ("/console/admin/proposals", "/console/admin/proposals/{id}")),
    Task(Role.HEAD_OF_OFFICE, "Mencatat kegagalan pelindungan data", enter_breach,
         ("/console/oversight/breaches", "/console/oversight/breaches/new", "/console/oversight/breaches/{id}")),
)  # fmt: skip

"""What administrators and auditors come for."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

from joserfc.jwk import ECKey

from hub.core.actor import Role
from hub.core.calendar import WIB, local_date, now
from tests.walks import things
from tests.walks.walk import Task, Walk

_USERS: Final = "/console/admin/users"
_CLIENTS: Final = "/console/admin/clients"
_AGREEMENTS: Final = "/console/admin/agreements"
_REQUESTS: Final = "/console/admin/requests"
_SERVICES: Final = "/console/admin/services"
_WEBHOOKS: Final = "/portal/webhooks"
_WHY: Final = "Permintaan tertulis kepala dinas."


async def _take_back(walk: Walk) -> None:
    """A second proposal for the same waits until this one is decided."""
    await walk.answer(reason="Salah ketik.")
    await walk.press("Tarik usulan")
    await walk.reads("Ditarik")


async def create_account(walk: Walk) -> None:
    """Of an operator, which one administrator gives alone; she is given a word to log in with."""
    await walk.start()
    await walk.follow(_USERS, f"{_USERS}/new")
    await walk.answer(username=f"rina.{things.letters()}", displayName="Rina Contoh", roles="OPERATOR", reason=_WHY)
    await walk.press("Simpan atau usulkan")
    await walk.reads("Rina Contoh")
    await walk.press("Beri kata sekali pakai")
    await walk.answer(reason="Diserahkan langsung.")
    await walk.press("Beri kata sekali pakai")
    await walk.reads("sekali pakai")


async def change_account(walk: Walk) -> None:
    account = await things.user(walk.town)
    await walk.start()
    await walk.follow(_USERS, f"{_USERS}/{account}", f"{_USERS}/{account}/change")
    await walk.answer(displayName="Nama Baru Contoh", reason="Menikah.")
    await walk.press("Simpan atau usulkan")
    await walk.reads("Nama Baru Contoh")


async def register_client(walk: Walk) -> None:
    name, key = f"perpustakaan-{things.letters()}", ECKey.generate_key("P-256").as_dict(private=False)
    await walk.start()
    await walk.follow(_USERS, _CLIENTS, f"{_CLIENTS}/new")
    await walk.answer(clientId=name, name="Perpustakaan Contoh", keys=json.dumps(key), scopes="citizen:match")
    await walk.answer(reason=_WHY)
    await walk.press("Simpan atau usulkan")
    await walk.reads("Perpustakaan Contoh")


async def change_client(walk: Walk) -> None:
    client = await things.client(walk.town)
    await walk.start()
    await walk.follow(_USERS, _CLIENTS, f"{_CLIENTS}/{client}", f"{_CLIENTS}/{client}/change")
    await walk.answer(name="Layanan terpadu contoh", reason=_WHY)
    await walk.press("Simpan atau usulkan")
    await walk.reads("Layanan terpadu contoh")
    await _take_back(walk)


async def propose_agreement(walk: Walk) -> None:
    number = things.letters()
    await walk.start()
    await walk.follow(_USERS, _AGREEMENTS, f"{_AGREEMENTS}/new")
    await walk.answer(agreementId=f"perpustakaan-{number}", number=f"440/{number}/PKS/2026", title="Kartu anggota")
    await walk.answer(recipient="Perpustakaan Contoh", legalBasis="Permendagri 102/2019", purposes="PUBLIC_SERVICE")
    await walk.answer(dailyQuota="100", categories="population", extent="all", reason=_WHY)
    await walk.press("Usulkan")
    await walk.reads("Perpustakaan Contoh")


async def change_agreement(walk: Walk) -> None:
    """More than before, so that it waits for a second person."""
    agreement = await things.agreement(walk.town)
    await walk.start()
    await walk.follow(
        _USERS, _AGREEMENTS, f"{_AGREEMENTS}/{agreement}", f"{_AGREEMENTS}/{agreement}/change",
    )  # fmt: skip
    await walk.answer(keepDays="30", reason=_WHY)
    await walk.press("Simpan atau usulkan")
    await walk.reads("Ubah perjanjian")
    await _take_back(walk)


async def simulate(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/portal/simulator")
    await walk.press("Simulasikan")
    await walk.reads("Medan demi medan")
    await walk.follow("/portal/graphiql")
    await walk.reads("DATA CONTOH")


async def keep_subscription(walk: Walk) -> None:
    """Another one of the client; the first is paused, and goes on."""
    one = await things.webhook(walk.town)
    await walk.start()
    await walk.follow("/portal/simulator", _WEBHOOKS, f"{_WEBHOOKS}/new")
    await walk.answer(clientId="agency-frontend", url=things.NOBODYS_ADDRESS)
    await walk.press("Buat langganan")
    await walk.reads("Hanya ditampilkan sekali ini")
    await walk.follow(_WEBHOOKS, f"{_WEBHOOKS}/{one}")
    await walk.press("Hentikan sementara")
    await walk.reads("Dihentikan oleh kantor")
    await walk.press("Jalankan lagi")
    # Something may have happened meanwhile, and nobody is at that address: then it is failing, and goes on.
    await walk.reads("Langganan berjalan lagi")
    await walk.reads("Hentikan sementara")


async def close_service(walk: Walk) -> None:
    """A second person has to agree, so it is taken back."""
    await walk.start()
    await walk.follow(_USERS, _SERVICES, f"{_SERVICES}/moveOut")
    await walk.answer(closed="yes")
    await walk.press("Isi ini bila permohonan baru tidak diterima")
    await walk.answer(closedFrom=local_date(now()).isoformat(), whyId="Gedung kantor diperbaiki.")
    await walk.answer(whyEn="The building is being repaired.", insteadId="Datanglah ke kantor Kecamatan Belinyu.")
    await walk.answer(insteadEn="Go to the office of Kecamatan Belinyu.", reason=_WHY)
    await walk.press("Simpan atau usulkan")
    await walk.reads("Atur: Pindah Keluar")
    await _take_back(walk)


async def set_counters(walk: Walk) -> None:
    waiting = str(100 + now().microsecond % 800)
    await walk.start()
    await walk.follow(_USERS, _SERVICES, "/console/admin/counters")
    await walk.answer(mostWaiting=waiting, reason="Ruang tunggu lebih luas.")
    await walk.press("Simpan")
    await walk.told("Pengaturan loket tersimpan")


async def see_keys(walk: Walk) -> None:
    await walk.start()
    await walk.follow(_USERS, "/console/admin/keys", "/console/admin/history")
    await walk.reads("Riwayat")


async def refuse_request(walk: Walk) -> None:
    asked = await things.client_request(walk.town)
    await walk.start()
    await walk.follow(_USERS, _REQUESTS, f"{_REQUESTS}/{asked}")
    await walk.answer(reason="Belum ada surat instansinya.")
    await walk.press("Tolak permintaan")
    await walk.told("Permintaan ditolak")


async def settle_finding(walk: Walk) -> None:
    finding = await things.finding(walk.town)
    await walk.start()
    await walk.follow("/console/oversight/findings", f"/console/oversight/findings/{finding}")
    await walk.answer(verdict="JUSTIFIED", reason="Hari itu ada layanan keliling; antreannya panjang.")
    await walk.press("Simpan putusan")
    await walk.told("Putusan tersimpan")


async def answer_objection(walk: Walk) -> None:
    objection = await things.objection(walk.town)
    await walk.start()
    await walk.follow("/console/objections", f"/console/objections/{objection}")
    await walk.answer(outcome="UPHELD", reason="Pembacaan itu tidak perlu. Aksesnya dihentikan.")
    await walk.press("Simpan jawaban")
    await walk.told("Jawaban tersimpan")


async def review_emergency(walk: Walk) -> None:
    await things.emergency(walk.town)
    await walk.start()
    await walk.follow("/console/oversight/findings", "/console/oversight/emergencies")
    await walk.answer(verdict="JUSTIFIED", reason="Rumah sakit membenarkan.")
    await walk.press("Simpan tinjauan")
    await walk.told("Tinjauan tersimpan")


async def note_notice(walk: Walk) -> None:
    breach = await things.breach(walk.town)
    await walk.start()
    await walk.follow(
        "/console/oversight/findings", "/console/oversight/breaches", f"/console/oversight/breaches/{breach}"
    )
    await walk.answer(party="AGENCY", way="Surat 012/2026", persons="0")
    await walk.answer(at=(now() - dt.timedelta(minutes=5)).astimezone(WIB).strftime("%Y-%m-%dT%H:%M"))
    await walk.press("Catat pemberitahuan")
    await walk.reads("Surat 012/2026")


async def read_processing(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/oversight/findings", "/console/oversight/processing")
    await walk.reads("pemrosesan")


async def read_log(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/oversight/findings", "/console/log")
    await walk.reads("Keadaan sekarang")


async def read_history(walk: Walk) -> None:
    await walk.start()
    await walk.follow("/console/admin/history", _AGREEMENTS)
    await walk.reads("Perjanjian")


_OVERSIGHT: Final = "/console/oversight"
ADMINISTRATORS: Final = (
    Task(Role.ADMINISTRATOR, "Membuat akun petugas", create_account, (_USERS, f"{_USERS}/new", f"{_USERS}/{{id}}")),
    Task(Role.ADMINISTRATOR, "Mengubah akun", change_account, (f"{_USERS}/{{id}}/change",)),
    Task(Role.ADMINISTRATOR, "Mendaftarkan klien", register_client, (_CLIENTS, f"{_CLIENTS}/new")),
    Task(Role.ADMINISTRATOR, "Mengubah klien", change_client, (f"{_CLIENTS}/{{id}}", f"{_CLIENTS}/{{id}}/change")),
    Task(Role.ADMINISTRATOR, "Memutuskan permintaan klien", refuse_request, (_REQUESTS, f"{_REQUESTS}/{{id}}")),
    Task(Role.ADMINISTRATOR, "Mengusulkan perjanjian", propose_agreement, (_AGREEMENTS, f"{_AGREEMENTS}/new")),
    Task(Role.ADMINISTRATOR, "Mengubah perjanjian", change_agreement,
         (f"{_AGREEMENTS}/{{id}}", f"{_AGREEMENTS}/{{id}}/change")),
    Task(Role.ADMINISTRATOR, "Menyimulasikan operasi", simulate, ("/portal/simulator", "/portal/graphiql")),
    Task(Role.ADMINISTRATOR, "Menjaga langganan", keep_subscription,
         (_WEBHOOKS, f"{_WEBHOOKS}/new", f"{_WEBHOOKS}/{{id}}")),
    Task(Role.ADMINISTRATOR, "Mengatur layanan", close_service, (_SERVICES, f"{_SERVICES}/{{name}}")),
    Task(Role.ADMINISTRATOR, "Mengatur loket", set_counters, ("/console/admin/counters",)),
    Task(Role.ADMINISTRATOR, "Melihat kunci dan riwayat", see_keys, ("/console/admin/keys", "/console/admin/history")),
)  # fmt: skip
AUDITORS: Final = (
    Task(Role.AUDITOR, "Memutuskan temuan", settle_finding,
         (f"{_OVERSIGHT}/findings", f"{_OVERSIGHT}/findings/{{id}}")),
    Task(Role.AUDITOR, "Menjawab keberatan", answer_objection, ("/console/objections", "/console/objections/{id}")),
    Task(Role.AUDITOR, "Meninjau akses darurat", review_emergency, (f"{_OVERSIGHT}/emergencies",)),
    Task(Role.AUDITOR, "Mencatat pemberitahuan kegagalan", note_notice,
         (f"{_OVERSIGHT}/breaches", f"{_OVERSIGHT}/breaches/{{id}}")),
    Task(Role.AUDITOR, "Membaca catatan pemrosesan", read_processing, (f"{_OVERSIGHT}/processing",)),
    Task(Role.AUDITOR, "Melihat buku tanda terima", read_log, ("/console/log",)),
    Task(Role.AUDITOR, "Membaca riwayat administrasi", read_history, ("/console/admin/history", _AGREEMENTS)),
)  # fmt: skip

"""What a citizen reads about a discrepancy: plain sentences, (Indonesian, English)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from hub.core.calendar import WIB
from hub.core.discrepancy import Decision, Discrepancy, DiscrepancyState, Ruling
from hub.core.texts import say

Texts = tuple[str, str]
NAMES: Final[Mapping[str, Texts]] = {
    "full_name": say("nama lengkap"),
    "sex": say("jenis kelamin"),
    "birth_date": say("tanggal lahir"),
    "birth_place": say("tempat lahir"),
    "blood_type": say("golongan darah"),
    "religion": say("agama atau kepercayaan"),
    "marital_status": say("status perkawinan"),
    "education": say("pendidikan terakhir"),
    "occupation": say("pekerjaan"),
    "citizenship": say("kewarganegaraan"),
    "vital_status": say("status hidup"),
    "birth_deed_number": say("nomor akta kelahiran"),
    "address": say("alamat"),
    "mother": say("nama ibu"),
    "father": say("nama ayah"),
    "family_card_number": say("nomor Kartu Keluarga"),
    "family_relationship": say("hubungan dalam keluarga"),
}
_MONTHS: Final = (
    say("Januari"), say("Februari"), say("Maret"), say("April"), say("Mei"),
    say("Juni"), say("Juli"), say("Agustus"), say("September"), say("Oktober"),
    say("November"), say("Desember"),
)  # fmt: skip
_RULINGS: Final[Mapping[Ruling, Texts]] = {
    Ruling.RECORD_STANDS: say("data yang tercatat sudah benar dan tidak diubah"),
    Ruling.AGENCY_RIGHT: say("data dari instansi itu yang benar, dan catatan Anda sudah diperbaiki"),
    Ruling.CITIZEN_RIGHT: say("keberatan Anda benar, dan catatan Anda sudah diperbaiki"),
    Ruling.BOTH_WRONG: say("kedua data belum benar, dan catatan Anda sudah diperbaiki"),
}


def attribute_name(attribute: str) -> Texts:
    """What the attribute is called."""
    return NAMES.get(attribute, (attribute, attribute))


def explanation(one: Discrepancy) -> Texts:
    """Where it stands, what was decided and why, and by when an answer is due."""
    if one.decision is not None:
        return _decided(one, one.decision)
    name = attribute_name(one.attribute)
    if one.state is DiscrepancyState.WITHDRAWN:
        return say("Perbedaan data {name} sudah tidak ada. Tidak ada yang perlu Anda lakukan.", name=name)
    if one.due_at is None:
        return say("Sebuah instansi mencatat {name} yang berbeda. Petugas sedang memeriksanya.", name=name)
    return _waiting(one, one.due_at)


def _waiting(one: Discrepancy, due_at: dt.datetime) -> Texts:
    name, due = attribute_name(one.attribute), moment(due_at)
    if one.is_overdue:
        return say(
            "Kami belum menjawab keberatan Anda tentang {name}, padahal batas waktunya {due}. Mohon maaf. Silakan "
            "tanyakan ke kantor Dinas Dukcapil dengan membawa KTP-el.",
            name=name,
            due=due,
        )
    return say(
        "Keberatan Anda tentang {name} sudah kami terima. Gratis. Kami jawab paling lambat {due}.", name=name, due=due
    )


def _decided(one: Discrepancy, decision: Decision) -> Texts:
    return say(
        "Tentang {name}: petugas memutuskan pada {at} bahwa {ruled}. Alasan: {reason}",
        name=attribute_name(one.attribute),
        at=moment(decision.at),
        ruled=_RULINGS[decision.ruling],
        reason=decision.reason,
    )


def moment(at: dt.datetime) -> Texts:
    """`28 November 2026 pukul 10.00 WIB`."""
    local = at.astimezone(WIB)
    day = say("{day} {month} {year}", day=local.day, month=_MONTHS[local.month - 1], year=local.year)
    return say("{day} pukul {time} WIB", day=day, time=(f"{local:%H.%M}", f"{local:%H:%M}"))

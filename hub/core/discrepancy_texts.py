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
    name_id, name_en = attribute_name(one.attribute)
    if one.state is DiscrepancyState.WITHDRAWN:
        return say("Perbedaan data {name} sudah tidak ada. Tidak ada yang perlu Anda lakukan.", name=(name_id, name_en))
    if one.due_at is None:
        return say(
            "Sebuah instansi mencatat {name} yang berbeda. Petugas sedang memeriksanya.", name=(name_id, name_en)
        )
    return _waiting(one, one.due_at)


def _waiting(one: Discrepancy, due_at: dt.datetime) -> Texts:
    (name_id, name_en), (due_id, due_en) = attribute_name(one.attribute), moment(due_at)
    if one.is_overdue:
        late_id = f"Kami belum menjawab keberatan Anda tentang {name_id}, padahal batas waktunya {due_id}. Mohon maaf."
        late_en = f"We have not answered your objection about your {name_en}, though it was due on {due_en}. Sorry."
        return say("{late} Silakan tanyakan ke kantor Dinas Dukcapil dengan membawa KTP-el.", late=(late_id, late_en))
    return say(
        "Keberatan Anda tentang {name} sudah kami terima. Gratis. Kami jawab paling lambat {due}.",
        name=(name_id, name_en),
        due=(due_id, due_en),
    )


def _decided(one: Discrepancy, decision: Decision) -> Texts:
    (name_id, name_en), (at_id, at_en) = attribute_name(one.attribute), moment(decision.at)
    ruled_id, ruled_en = _RULINGS[decision.ruling]
    return say(
        "Tentang {name}: petugas memutuskan pada {at} bahwa {ruled}. Alasan: {reason}",
        name=(name_id, name_en),
        at=(at_id, at_en),
        ruled=(ruled_id, ruled_en),
        reason=decision.reason,
    )


def moment(at: dt.datetime) -> Texts:
    """`28 November 2026 pukul 10.00 WIB`."""
    local = at.astimezone(WIB)
    month_id, month_en = _MONTHS[local.month - 1]
    return say(
        "{day} {month} {year} pukul {value} WIB",
        day=local.day,
        month=(month_id, month_en),
        year=local.year,
        value=f"{local:%H.%M}",
        value2=f"{local:%H:%M}",
    )

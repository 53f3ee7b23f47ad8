"""What a citizen reads about a discrepancy: plain sentences, (Indonesian, English)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from hub.core.calendar import WIB
from hub.core.discrepancy import Decision, Discrepancy, DiscrepancyState, Ruling

Texts = tuple[str, str]
NAMES: Final[Mapping[str, Texts]] = {
    "full_name": ("nama lengkap", "full name"),
    "sex": ("jenis kelamin", "sex"),
    "birth_date": ("tanggal lahir", "date of birth"),
    "birth_place": ("tempat lahir", "place of birth"),
    "blood_type": ("golongan darah", "blood type"),
    "religion": ("agama atau kepercayaan", "religion or belief"),
    "marital_status": ("status perkawinan", "marital status"),
    "education": ("pendidikan terakhir", "education"),
    "occupation": ("pekerjaan", "occupation"),
    "citizenship": ("kewarganegaraan", "citizenship"),
    "vital_status": ("status hidup", "vital status"),
    "birth_deed_number": ("nomor akta kelahiran", "number of the birth deed"),
    "address": ("alamat", "address"),
    "mother": ("nama ibu", "mother's name"),
    "father": ("nama ayah", "father's name"),
    "family_card_number": ("nomor Kartu Keluarga", "family card number"),
    "family_relationship": ("hubungan dalam keluarga", "relationship in the family"),
}
_MONTHS: Final = (
    ("Januari", "January"), ("Februari", "February"), ("Maret", "March"), ("April", "April"), ("Mei", "May"),
    ("Juni", "June"), ("Juli", "July"), ("Agustus", "August"), ("September", "September"), ("Oktober", "October"),
    ("November", "November"), ("Desember", "December"),
)  # fmt: skip
_RULINGS: Final[Mapping[Ruling, Texts]] = {
    Ruling.RECORD_STANDS: ("data yang tercatat sudah benar dan tidak diubah", "the recorded data are right and stay"),
    Ruling.AGENCY_RIGHT: (
        "data dari instansi itu yang benar, dan catatan Anda sudah diperbaiki",
        "the agency's data are right, and your record has been corrected",
    ),
    Ruling.CITIZEN_RIGHT: (
        "keberatan Anda benar, dan catatan Anda sudah diperbaiki",
        "your objection is right, and your record has been corrected",
    ),
    Ruling.BOTH_WRONG: (
        "kedua data belum benar, dan catatan Anda sudah diperbaiki",
        "neither was right, and your record has been corrected",
    ),
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
        return (
            f"Perbedaan data {name_id} sudah tidak ada. Tidak ada yang perlu Anda lakukan.",
            f"The difference in your {name_en} is gone. There is nothing you need to do.",
        )
    if one.due_at is None:
        return (
            f"Sebuah instansi mencatat {name_id} yang berbeda. Petugas sedang memeriksanya.",
            f"An agency has a different {name_en}. An officer is looking into it.",
        )
    return _waiting(one, one.due_at)


def _waiting(one: Discrepancy, due_at: dt.datetime) -> Texts:
    (name_id, name_en), (due_id, due_en) = attribute_name(one.attribute), moment(due_at)
    if one.is_overdue:
        late_id = f"Kami belum menjawab keberatan Anda tentang {name_id}, padahal batas waktunya {due_id}. Mohon maaf."
        late_en = f"We have not answered your objection about your {name_en}, though it was due on {due_en}. Sorry."
        return (
            f"{late_id} Silakan tanyakan ke kantor Dinas Dukcapil dengan membawa KTP-el.",
            f"{late_en} Please ask at the civil registry office and bring your identity card.",
        )
    return (
        f"Keberatan Anda tentang {name_id} sudah kami terima. Gratis. Kami jawab paling lambat {due_id}.",
        f"We have received your objection about your {name_en}. It is free. We answer by {due_en}.",
    )


def _decided(one: Discrepancy, decision: Decision) -> Texts:
    (name_id, name_en), (at_id, at_en) = attribute_name(one.attribute), moment(decision.at)
    ruled_id, ruled_en = _RULINGS[decision.ruling]
    return (
        f"Tentang {name_id}: petugas memutuskan pada {at_id} bahwa {ruled_id}. Alasan: {decision.reason}",
        f"About your {name_en}: an officer decided on {at_en} that {ruled_en}. Reason: {decision.reason}",
    )


def moment(at: dt.datetime) -> Texts:
    """`28 November 2026 pukul 10.00 WIB`."""
    local = at.astimezone(WIB)
    month_id, month_en = _MONTHS[local.month - 1]
    return (
        f"{local.day} {month_id} {local.year} pukul {local:%H.%M} WIB",
        f"{local.day} {month_en} {local.year}, {local:%H:%M} WIB",
    )

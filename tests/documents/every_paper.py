"""One of each paper that the eight services end in, with the longest answers that people of Bangka give."""

from __future__ import annotations

import dataclasses
from typing import Final

import hub.core.forms.printed_card as cards
import hub.services.birth_certificate.certificate as birth
import hub.services.death_certificate.certificate as death
import hub.services.move_out.certificate as move_out
from hub.core.document import RegisterEntry
from hub.core.service import CertificateData
from tests.documents.test_certificates import VALUES
from tests.documents.test_family_card import family, paper

LONG: Final = "ABDURRAHMAN MUHAMMAD FATHURRAHMAN NURHALIZAH KUSUMAWARDHANI"
_HOME: Final = (
    "JALAN RAYA SUNGAILIAT-PANGKALPINANG GANG KAMBOJA V NOMOR 127 B, RT 012 RW 004, PUDING BESAR, KEC. PUDING BESAR, "
    "KABUPATEN BANGKA, KEPULAUAN BANGKA BELITUNG, 33179"
)


def every_paper() -> dict[str, CertificateData]:
    """By a name for the test; each in its register."""
    made = {
        "birth": _birth(),
        "decision": _decision(),
        "death": _death(),
        "letter": _letter(4),
        "letter of ten": _letter(10),
        "note to fetch a KTP-el": _note("Kartu Tanda Penduduk Elektronik", "electronic identity card", ""),
        "note to fetch a KIA": _note("Kartu Identitas Anak", "child identity card", "20 November 2031"),
        "family card": paper(*family(4, full_name=LONG.title(), birth_place="Pangkal Raya Bukit Layang")),
        "family card of twelve": paper(*family(12, full_name=LONG.title())),
    }
    return {
        name: dataclasses.replace(data, entry=RegisterEntry("1901", data.register, 2026, 12_345))
        for name, data in made.items()
    }


def _birth() -> CertificateData:
    marriage = "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"
    english = "whose marriage is not yet recorded in accordance with the law"
    values = {**VALUES, "name": LONG, "father": LONG, "mother": LONG, "birth_place": "PANGKAL RAYA BUKIT LAYANG"}
    values |= {"marriage": marriage, "marriage_en": english}
    return CertificateData(str(birth.TEMPLATE), "Akta Kelahiran", "1901-LU-24112026-9003", values, register="AKL")


def _decision() -> CertificateData:
    values = {
        **VALUES, "name": LONG, "mother": LONG, "birth_place": "PANGKAL RAYA BUKIT LAYANG",
        "tracking_number": "AL-7K3M-Q9TD", "deed_number": "1901-LT-24112026-9003", "reported": "24 November 2026",
        "reported_en": "24 November 2026",
    }  # fmt: skip
    title = "Keputusan Pencatatan Kelahiran Terlambat"
    return CertificateData(str(birth.DECISION), title, "AL-7K3M-Q9TD", values, "decision", register="KPT")


def _death() -> CertificateData:
    values = {
        **VALUES, "name": LONG, "father": LONG, "mother": LONG, "death_place": "RUMAH SAKIT DEPATI BAHRIN SUNGAILIAT",
        "death_date": "20 November 2026", "death_date_en": "20 November 2026", "death_time": "23.45 WIB",
    }  # fmt: skip
    return CertificateData(str(death.TEMPLATE), "Akta Kematian", "1901-KM-24112026-9003", values, register="AKM")


def _letter(people: int) -> CertificateData:
    values = {
        "family_card": "1901011501209003", "applicant": LONG, "applicant_nik": "1901016011269001",
        "reason": "PEKERJAAN", "reason_en": "work", "class": "Antar kabupaten/kota atau antar provinsi",
        "class_en": "between regencies or provinces", "origin": _HOME, "destination": _HOME, "count": str(people),
    }  # fmt: skip
    line = {"nik": "1901016011269001", "name": LONG, "birth_date": "20-11-1986", "relationship": "KEPALA KELUARGA"}
    lines = tuple({**line, "number": str(number)} for number in range(1, people + 1))
    title, number = "Surat Keterangan Pindah WNI", "SKPWNI/1901/24112026/0003"
    return CertificateData(str(move_out.TEMPLATE), title, number, values, "letter", "", lines, register="SKP")


def _note(card: str, english: str, expiry: str) -> CertificateData:
    values = {
        "card": card, "card_en": english, "name": LONG, "nik": "1901016011269001", "expiry": expiry,
        "expiry_en": expiry, "reason": "Penggantian kartu yang rusak", "reason_en": "replacement of a damaged card",
    }  # fmt: skip
    title = f"Tanda Pengambilan {card}"
    return CertificateData(str(cards.TEMPLATE), title, "KTP-7K3M-Q9TD-XW4P", values, cards.NOTE.key, register="TP")

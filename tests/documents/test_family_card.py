"""The printed family card: who stands on it, in which order, and that everybody fits and can be read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import BloodType, Citizenship, EducationLevel, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.forms.family_card_paper import family_card_paper, members_after
from hub.core.service import CertificateData, RecordChange
from hub.documents import TypstCertificates
from tests.documents.test_certificates import CODE, ISSUED_AT, OFFICE, SIGNER, embedded_fonts, root_of, xmp

NUMBER = "1901011501209003"
OTHER = "1901011501209004"
HOME = Address("Jalan Contoh 1", "001", "002", "Contoh Jaya", "Sungailiat", "Bangka", "Babel", "33211", "19.01.01.1001")
CARD = FamilyCard(tenant="1901", number=NUMBER, head_nik="1901014505809001", address=HOME)
LONG = "Abdurrahman Muhammad Fathurrahman Nurhalizah Kusumawardhani"
RELATED = FamilyRelationship


def person(serial: int, relationship: FamilyRelationship, **changed: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": "1901",
        "id": uuid.uuid5(uuid.NAMESPACE_OID, str(serial)),
        "nik": f"190101450580{9000 + serial}",
        "full_name": f"Orang Contoh {serial}",
        "sex": Sex.FEMALE,
        "birth_date": dt.date(1980 + serial, 5, 5),
        "birth_place": "Sungailiat",
        "blood_type": BloodType.UNKNOWN,
        "religion": "1",
        "marital_status": MaritalStatus.DIVORCED_UNREGISTERED,
        "education": EducationLevel.DIPLOMA_3,
        "occupation": "88",
        "citizenship": Citizenship.INDONESIAN,
        "vital_status": VitalStatus.ALIVE,
        "mother": ParentRef("Ibu Contoh", None),
        "family_card_number": NUMBER,
        "family_relationship": relationship,
    }
    return Citizen(**{**values, **changed})


def family(members: int, **changed: Any) -> tuple[Citizen, ...]:
    return tuple(person(n, RELATED.HEAD if n == 1 else RELATED.CHILD, **changed) for n in range(1, members + 1))


def paper(*members: Citizen) -> CertificateData:
    return family_card_paper(CARD, members, "KK-7K3M-Q9TD")


async def printed(data: CertificateData, folder: Path, *, sample: bool = True) -> PdfReader:
    maker = TypstCertificates(folder / "signing", "https://satu.example/", OFFICE, sample=sample)
    return PdfReader(io.BytesIO(await maker.make(data, CODE, SIGNER, ISSUED_AT)))


def words(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def test_the_head_stands_first_then_by_relationship_the_older_first() -> None:
    people = (
        person(5, RELATED.CHILD),
        person(2, RELATED.WIFE),
        person(3, RELATED.CHILD),
        person(0, RELATED.PARENT),
        person(1, RELATED.HEAD),
    )
    data = paper(*people)
    assert [line["relationship"] for line in data.lines] == ["KEPALA KELUARGA", "ISTRI", "ANAK", "ANAK", "ORANGTUA"]
    assert [line["name"][-1] for line in data.lines] == ["1", "2", "3", "5", "0"]
    assert [line["number"] for line in data.lines] == ["1", "2", "3", "4", "5"]


def test_the_card_says_what_the_record_holds_and_a_dash_for_what_it_does_not() -> None:
    data = paper(person(1, RELATED.HEAD))
    assert (data.kind, data.about, data.deed_number) == ("family_card", NUMBER, NUMBER)
    assert {name: data.values[name] for name in ("head", "line", "rt", "rw", "village", "postal_code")} == {
        "head": "ORANG CONTOH 1",
        "line": "JALAN CONTOH 1",
        "rt": "001",
        "rw": "002",
        "village": "CONTOH JAYA",
        "postal_code": "33211",
    }
    (line,) = data.lines
    assert (line["birth_date"], line["religion"], line["occupation"]) == ("05-05-1981", "ISLAM", "WIRASWASTA")
    assert (line["father"], line["mother"], line["blood_type"]) == ("-", "IBU CONTOH", "-")


def test_members_after_are_those_whom_the_changes_leave_on_the_card() -> None:
    head, wife, child, dead = (person(n, RELATED.CHILD) for n in range(1, 5))
    newborn = person(9, RELATED.CHILD)
    changes = (
        RecordChange(wife, dataclasses.replace(wife, family_card_number=OTHER)),
        RecordChange(dead, dataclasses.replace(dead, vital_status=VitalStatus.DECEASED)),
        RecordChange(None, newborn),
    )
    assert members_after((head, wife, child, dead), changes, NUMBER) == (head, child, newborn)
    assert members_after((head, wife, child, dead), changes, OTHER) == (changes[0].after,)


@pytest.mark.parametrize(
    ("members", "name", "pages"),
    [(1, "Suparman", 1), (4, LONG, 1), (6, LONG, 1), (12, "Orang Contoh", 1), (12, LONG, 2)],
)
async def test_everybody_is_printed_and_small_families_on_one_page(
    tmp_path: Path, members: int, name: str, pages: int
) -> None:
    people = family(members, full_name=name, mother=ParentRef(name, None))
    document = await printed(paper(*people), tmp_path)
    text = words(document)
    assert len(document.pages) == pages
    assert all(one.nik in text for one in people if one.nik)
    assert text.count(name.upper().split()[0]) >= 2 * members
    assert ("halaman" in text) is (pages > 1)


async def test_it_is_landscape_pdf_a_2a_and_pdf_ua_1_with_tables_that_have_headings(tmp_path: Path) -> None:
    document = await printed(paper(*family(2)), tmp_path)
    page = document.pages[0].mediabox
    assert page.width > page.height
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp(document)
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp(document)
    assert root_of(document)["/Lang"] == "id-ID"
    assert all("/FontFile3" in font or "/FontFile2" in font for font in embedded_fonts(document))


@pytest.mark.parametrize("sample", [True, False])
async def test_only_sample_data_are_called_so_and_the_signature_always_a_simulation(
    tmp_path: Path, *, sample: bool
) -> None:
    data = dataclasses.replace(paper(*family(1)))
    text = words(await printed(data, tmp_path, sample=sample))
    assert ("Sample data." in text) is sample
    assert "Ditandatangani secara elektronik: SIMULASI" in text

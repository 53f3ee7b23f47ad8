"""The certificate: one page of PDF/A and PDF/UA, signed, and broken by any other byte."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from hub.core.errors import HubError
from hub.core.service import CertificateData
from hub.documents import TypstCertificates
from hub.documents.signing import signing_files

CODE = "7K3MQ9TD4WXP8H2R"
SIGNER = "Kepala Dinas (DATA CONTOH)"
OFFICE = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka (DATA CONTOH)"
TEMPLATE = Path(__file__).parents[2] / "hub/services/birth_certificate/certificate.typ"
# An evening in UTC is the next day in the office.
ISSUED_AT = dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC)
VALUES = {
    "nik": "1901016011269001",
    "name": "SITI RAHMAWATI",
    "birth_place": "SUNGAILIAT",
    "birth_date": "20 November 2026",
    "birth_date_en": "20 November 2026",
    "order": "SATU",
    "order_en": "first",
    "sex": "PEREMPUAN",
    "sex_en": "female",
    "father": "AHMAD FAUZI",
    "mother": "NURHAYATI",
    "citizenship": "WNI",
    "citizenship_en": "Indonesian citizen",
    "marriage": "",
    "marriage_en": "",
}


def data(**changed: str) -> CertificateData:
    return CertificateData(str(TEMPLATE), "Akta Kelahiran", "1901-LU-24112026-9003", {**VALUES, **changed})


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "signing"


@pytest.fixture
def maker(keys: Path) -> TypstCertificates:
    return TypstCertificates(keys, "https://satu.example/", OFFICE)


async def validated(pdf: bytes, keys: Path) -> PdfSignatureStatus:
    """The signature as a reader that trusts the hub's authority judges it."""
    trust = ValidationContext(
        trust_roots=list(load_certs_from_pemder_data((keys / "ca.pem").read_bytes())), allow_fetching=False
    )
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return await async_validate_pdf_signature(signature, trust)


async def test_the_signature_holds_and_covers_the_whole_file(maker: TypstCertificates, keys: Path) -> None:
    status = await validated(await maker.make(data(), CODE, SIGNER, ISSUED_AT), keys)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signing_cert.subject.native["common_name"] == "SIMULASI - bukan tanda tangan elektronik BSrE"


@pytest.mark.parametrize("where", [0.05, 0.3, 0.6])
async def test_a_tampered_byte_breaks_it(maker: TypstCertificates, keys: Path, where: float) -> None:
    pdf = bytearray(await maker.make(data(), CODE, SIGNER, ISSUED_AT))
    pdf[int(len(pdf) * where)] ^= 1
    try:
        status = await validated(bytes(pdf), keys)
    except Exception:  # noqa: BLE001 - a file so damaged that it cannot be read is not valid either
        return
    assert not status.bottom_line
    assert not status.intact


async def test_a_key_of_somebody_else_is_not_trusted(maker: TypstCertificates, tmp_path: Path) -> None:
    other = tmp_path / "signing"
    signing_files(other, OFFICE, ISSUED_AT)
    status = await validated(await maker.make(data(), CODE, SIGNER, ISSUED_AT), other)
    assert status.intact
    assert not status.bottom_line


async def test_it_is_labelled_a_simulation_wherever_it_is_looked_at(maker: TypstCertificates) -> None:
    pdf = await maker.make(data(), CODE, SIGNER, ISSUED_AT)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert "SIMULASI" in signature.sig_object["/Name"]
    assert "bukan tanda tangan elektronik tersertifikasi" in signature.sig_object["/Reason"]
    text = printed(pdf)
    assert "Dokumen ini simulasi dan tidak mempunyai kekuatan hukum" in text
    assert "Ditandatangani secara elektronik: SIMULASI" in text
    assert maker.simulated


async def test_the_page_says_what_the_deed_says(maker: TypstCertificates) -> None:
    text = printed(await maker.make(data(), CODE, SIGNER, ISSUED_AT))
    for expected in ("1901-LU-24112026-9003", "1901016011269001", "SITI RAHMAWATI", "AHMAD FAUZI", "NURHAYATI"):
        assert expected in text
    assert "Dikeluarkan di Sungailiat, 25 November 2026" in text
    assert SIGNER in text
    assert CODE in text
    assert "seorang ibu" not in text


async def test_without_a_father_it_says_child_of_a_mother(maker: TypstCertificates) -> None:
    text = printed(await maker.make(data(father=""), CODE, SIGNER, ISSUED_AT))
    assert "anak seorang ibu" in text
    assert "dari ayah" not in text


async def test_it_is_pdf_a_2a_and_pdf_ua_1_in_one_page(maker: TypstCertificates) -> None:
    pdf = await maker.make(data(), CODE, SIGNER, ISSUED_AT)
    document = PdfReader(io.BytesIO(pdf))
    metadata = xmp(document)
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert len(document.pages) == 1
    root = root_of(document)
    assert pdf.startswith(b"%PDF-1.7")
    assert "/Version" not in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id-ID"
    assert all("/FontFile3" in font or "/FontFile2" in font for font in embedded_fonts(document))


async def test_the_qr_code_leads_to_the_verification_page(maker: TypstCertificates) -> None:
    """What the picture shows is read back from the text that stands for it to people who do not see."""
    pdf = await maker.make(data(), CODE, SIGNER, ISSUED_AT)
    assert maker.verification_url(CODE) == f"https://satu.example/v/{CODE}"
    alternatives = [node["/Alt"] for node in structure(PdfReader(io.BytesIO(pdf))) if "/Alt" in node]
    assert any(str(alternative).endswith(f"https://satu.example/v/{CODE}") for alternative in alternatives)


async def test_the_longest_answers_still_fit_on_one_page(maker: TypstCertificates) -> None:
    long = {"name": "ABDURRAHMAN " * 16, "father": "FATHURRAHMAN " * 5, "mother": "NURHALIZAH " * 5}
    long |= {"marriage": "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"}
    long |= {"marriage_en": "whose marriage is not yet recorded in accordance with the law"}
    pdf = await maker.make(data(**long), CODE, SIGNER, ISSUED_AT)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.sampled_from("ABCÉÑÖŁĐỆ #*_$\\\"'`<>[]{}@~/-&%"), min_size=1, max_size=60).filter(str.strip),
)
async def test_no_letter_of_a_name_is_taken_for_markup(maker: TypstCertificates, name: str) -> None:
    text = printed(await maker.make(data(name=name), CODE, SIGNER, ISSUED_AT))
    assert "".join(name.split()) in "".join(text.split())


async def test_what_cannot_be_drawn_is_an_error_that_repeats_no_name(maker: TypstCertificates) -> None:
    with pytest.raises(HubError) as failed:
        await maker.make(data(name="SITI \U0001f9ff"), CODE, SIGNER, ISSUED_AT)
    assert "SITI" not in failed.value.message
    assert failed.value.__cause__ is None


def test_the_key_is_its_owners_alone(keys: Path) -> None:
    files = signing_files(keys, OFFICE, ISSUED_AT)
    assert files.key.stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in keys.iterdir()) == ["ca.pem", "signer.key", "signer.pem"]


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    signing_files(folder, OFFICE, ISSUED_AT).key.chmod(0o644)
    with pytest.raises(HubError, match="0600"):
        signing_files(folder, OFFICE, ISSUED_AT)


def test_half_a_folder_is_not_filled_up(tmp_path: Path) -> None:
    folder = tmp_path / "signing"
    signing_files(folder, OFFICE, ISSUED_AT).certificate.unlink()
    with pytest.raises(HubError, match="incomplete"):
        signing_files(folder, OFFICE, ISSUED_AT)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "signing"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: signing_files(folder, OFFICE, ISSUED_AT).key.read_bytes(), range(8)))
    assert len(set(made)) == 1
    assert [path.name for path in folder.parent.iterdir()] == ["signing"]


def printed(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def xmp(document: PdfReader) -> str:
    raw = root_of(document)["/Metadata"].get_object().get_data()
    assert isinstance(raw, bytes)
    return raw.decode()


def root_of(document: PdfReader) -> Any:
    return document.trailer["/Root"].get_object()


def structure(document: PdfReader) -> list[Any]:
    """Every element of the tree of tags."""
    found: list[Any] = []
    waiting = [root_of(document)["/StructTreeRoot"].get_object()]
    while waiting:
        node = waiting.pop()
        if not hasattr(node, "get"):
            continue
        found.append(node)
        kids = node.get("/K", [])
        waiting += [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return found


def embedded_fonts(document: PdfReader) -> list[Any]:
    resources: Any = document.pages[0]["/Resources"].get_object()
    fonts = resources["/Font"].get_object()
    return [
        font.get_object()["/DescendantFonts"].get_object()[0].get_object()["/FontDescriptor"].get_object()
        for font in fonts.values()
    ]

"""Every paper of the eight services, with the longest answers: whole, marked up, signed, and its QR code scans."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from hub.documents import TypstCertificates
from hub.documents.stamps import checked, key_list
from hub.documents.verification import told_of
from tests.documents.every_paper import LONG, every_paper
from tests.documents.test_certificates import ISSUED_AT, OFFICE, root_of, structure, xmp

CODE = "7K3M-Q9TD-XW4P-2HRB"
SIGNER = "Drs. H. Abdurrahman Muhammad Fathurrahman, M.Si. (DATA CONTOH)"
SHORT = {"birth", "letter"}
TWO_PAGES = {"letter of ten", "family card of twelve"}


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> TypstCertificates:
    folder = tmp_path_factory.mktemp("state") / "signing"
    return TypstCertificates(folder, "https://layanan.dukcapil.bangkakab.example", OFFICE, sample=True)


@cache
def drawn(maker: TypstCertificates, name: str) -> bytes:
    return asyncio.run(maker.make(every_paper()[name], CODE, SIGNER, ISSUED_AT, LONG.title()))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in SHORT else [pytest.mark.long]) for name in sorted(every_paper())]
)
def test_it_is_whole_marked_up_and_scans(maker: TypstCertificates, name: str) -> None:
    pdf, data = drawn(maker, name), every_paper()[name]
    document = PdfReader(io.BytesIO(pdf))
    assert len(document.pages) == (2 if name in TWO_PAGES else 1)
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    for said in (data.deed_number, CODE, str(data.entry), "SIMULASI", "KUSUMAWARDHANI"):
        assert said in text

    # What veraPDF would look at first; it is not run here.
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp(document)
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp(document)
    root, tags = root_of(document), structure(document)
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("id-ID", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert data.deed_number in str((document.metadata or DictionaryObject())["/Title"])
    kinds = [str(tag.get("/S", "")) for tag in tags]
    assert kinds.count("/H1") == 1
    figures = [tag for tag in tags if tag.get("/S") == "/Figure"]
    assert figures
    assert all("/Alt" in figure for figure in figures)
    assert ("/TH" in kinds) == ("/Table" in kinds) == bool(data.lines)

    page = pypdfium2.PdfDocument(pdf)[len(document.pages) - 1].render(scale=150 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    stamp = checked(found.text, key_list(asyncio.run(maker.public_keys())))
    assert (stamp.code, stamp.title, stamp.name) == (CODE, data.title, "A*** M*** F*** N*** K***")
    assert stamp.number == told_of(data.deed_number)


def test_another_program_finds_the_signature_valid(maker: TypstCertificates, tmp_path: Path) -> None:
    """pyHanko's own command line, which knows nothing of the hub."""
    file = tmp_path / "akta.pdf"
    file.write_bytes(drawn(maker, "birth"))
    assert "The signature is judged VALID." in _validated(maker, file)
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 3] ^= 1
    file.write_bytes(changed)
    assert "judged VALID" not in _validated(maker, file)


def _validated(maker: TypstCertificates, file: Path) -> str:
    command = [
        str(Path(sys.executable).with_name("pyhanko")),
        "sign",
        "adesverify",
        "--pretty-print",
        "--trust-replace",
    ]
    given = ["--trust", str(maker._folder / "ca.pem"), "--no-revocation-check", str(file)]
    done = subprocess.run([*command, *given], capture_output=True, text=True, timeout=60, check=False)
    return f"{done.stdout}{done.stderr}"

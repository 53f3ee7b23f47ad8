"""The stamp in a QR code: what it says, that it scans, and that nothing of it can be changed."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import datetime as dt
import io
import json
import string
from pathlib import Path
from typing import Final

import cbor2
import pypdfium2
import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from typer.testing import CliRunner

from hub.cli.main import application
from hub.core.document import RegisterEntry
from hub.core.errors import BadInput, HubError
from hub.core.service import CertificateData
from hub.documents import TypstCertificates
from hub.documents.stamp_keys import add_key, stamp_keys
from hub.documents.stamps import Stamp, StampKey, checked, key_id, key_list, published, stamped
from tests.documents.test_certificates import ISSUED_AT, OFFICE, SIGNER, TEMPLATE, VALUES

CODE = "7K3M-Q9TD-XW4P-2HRB"
URL = f"https://layanan.dukcapil.bangka.example/v/{CODE}"
LONG = "A*** " * 20
STAMP = Stamp("1901", CODE, "Akta Kelahiran", "1901-LU-24112026-9003", "S*** R***", dt.date(2026, 11, 25))


def new_key() -> StampKey:
    private = ec.generate_private_key(ec.SECP256R1())
    return StampKey(key_id(private.public_key()), private)


KEY = new_key()
KEYS = key_list({"keys": published([KEY.private.public_key()], OFFICE)})


@pytest.mark.parametrize("name", ["S*** R***", None])
def test_a_stamp_says_what_the_public_page_says(name: str | None) -> None:
    stamp = dataclasses.replace(STAMP, name=name)
    assert checked(stamped(URL, stamp, KEY), KEYS) == stamp


def test_the_longest_stamp_stays_coarse_enough_for_paper() -> None:
    longest = dataclasses.replace(STAMP, title="Tanda Pengambilan Kartu Identitas Anak", name=LONG)
    text = stamped(URL, longest, KEY)
    assert int(segno.make(text, error="m", micro=False, boost_error=False).version) <= 15
    assert checked(text, KEYS).name == "A*** A*** A*** A*** A*** A*** A*** A*** …"


@pytest.mark.parametrize("bit", [1, 8, 32])
def test_any_other_letter_is_noticed(bit: int) -> None:
    """In each place, the letter whose value differs in one bit; the last one has bits that say nothing."""
    letters = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}-_"
    text = stamped(URL, STAMP, KEY)
    for at in range(text.index("#") + 1, len(text)):
        other = letters[letters.index(text[at]) ^ bit]
        with pytest.raises(BadInput):
            checked(f"{text[:at]}{other}{text[at + 1 :]}", KEYS)


def test_a_forger_who_writes_a_statement_of_her_own_is_noticed() -> None:
    """The same header and signature around another name, as somebody would make it who can read RFC 9052."""
    encoded = stamped(URL, STAMP, KEY).partition("#")[2]
    tagged = cbor2.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    said = cbor2.loads(tagged.value[2])
    said[5] = "B*** J***"
    forged = cbor2.CBORTag(18, [tagged.value[0], {}, cbor2.dumps(said), tagged.value[3]])
    with pytest.raises(BadInput, match="not genuine"):
        checked(f"{URL}#{base64.urlsafe_b64encode(cbor2.dumps(forged)).decode().rstrip('=')}", KEYS)


def test_a_stamp_of_another_office_or_behind_another_address_is_noticed() -> None:
    with pytest.raises(BadInput, match="No key of this list"):
        checked(stamped(URL, STAMP, new_key()), KEYS)
    with pytest.raises(BadInput, match="of two papers"):
        checked(stamped(URL.replace("7K3M", "7K3N"), STAMP, KEY), KEYS)


@pytest.mark.parametrize("text", ["", URL, f"{URL}#", f"{URL}#!!", f"{URL}#AAAA", f"{URL}#{'A' * 5000}", "Ünï#ü"])
def test_what_is_no_stamp_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(BadInput, match=r"\.$"):
        checked(text, KEYS)


PARTS: Final = st.recursive(
    st.none() | st.integers() | st.binary(max_size=70) | st.text(max_size=9),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(st.sampled_from([1, 4, 9]), one, max_size=3),
)


@settings(deadline=None)
@given(st.binary(max_size=900) | PARTS.map(cbor2.dumps) | PARTS.map(lambda one: cbor2.dumps(cbor2.CBORTag(18, one))))
@example(b"\x81" * 700)
@example(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps([1, 2]), {}, b"", b""])))
@example(cbor2.dumps(cbor2.CBORTag(18, [b"\x81" * 700, {}, b"", b""])))
def test_bytes_of_any_kind_are_no_stamp(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"\.$"):
        checked(f"{URL}#{base64.urlsafe_b64encode(data).decode().rstrip('=')}", KEYS)


def test_former_keys_stay_published_and_the_newest_signs(tmp_path: Path) -> None:
    folder = tmp_path / "stamps"
    (first,) = stamp_keys(folder, ISSUED_AT)
    second = add_key(folder, ISSUED_AT + dt.timedelta(days=1))
    assert [key.id for key in stamp_keys(folder, ISSUED_AT)] == [second.id, first.id]
    (file, _) = sorted(folder.iterdir())
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(HubError, match="0600"):
        stamp_keys(folder, ISSUED_AT)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def maker(state: Path) -> TypstCertificates:
    return TypstCertificates(state / "signing", "https://satu.example", OFFICE)


def paper(**changed: str) -> CertificateData:
    entry = RegisterEntry("1901", "AKL", 2026, 123)
    values = {**VALUES, **changed}
    return CertificateData(str(TEMPLATE), "Akta Kelahiran", "1901-LU-24112026-9003", values, entry=entry)


async def files(maker: TypstCertificates, folder: Path) -> tuple[Path, Path, bytes]:
    """(list of keys, PDF, its bytes)."""
    pdf = await maker.make(paper(), CODE, SIGNER, ISSUED_AT, "Siti Rahmawati")
    keys, file = folder / "keys.json", folder / "akta.pdf"
    keys.write_text(json.dumps(await maker.public_keys()))
    file.write_bytes(pdf)
    return keys, file, pdf


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(application("certificate"), ["certificate", *map(str, arguments)])
    return result.exit_code, f"{result.output}{result.exception or ''}"


def test_a_paper_is_checked_without_a_network(maker: TypstCertificates, tmp_path: Path) -> None:
    keys, file, pdf = asyncio.run(files(maker, tmp_path))
    code, told = run("verify", file, "--keys", keys)
    assert code == 0, told
    assert "GENUINE AS ISSUED ON 2026-11-25" in told
    assert "S*** R***" in told
    assert "SITI" not in told.upper().replace("S***", "")
    assert "only the network tells: https://satu.example/v/" in told

    text = str((PdfReader(io.BytesIO(pdf)).metadata or DictionaryObject())["/Keywords"])
    assert run("verify", "--qr", text, "--keys", keys)[0] == 0
    code, told = run("verify", "--qr", text.replace("#", "#x", 1), "--keys", keys)
    assert (code, "GENUINE" in told) == (1, False)


def test_a_changed_file_and_one_of_another_office_are_not_genuine(maker: TypstCertificates, tmp_path: Path) -> None:
    keys, file, pdf = asyncio.run(files(maker, tmp_path))
    file.write_bytes(pdf.replace(b"/Keywords", b"/Keyw0rds", 1))
    assert "it is not genuine" in run("verify", file, "--keys", keys)[1]
    file.write_bytes(pdf + b"\n% one line more\n")
    assert "it is not genuine" in run("verify", file, "--keys", keys)[1]
    file.write_bytes(pdf)
    other = TypstCertificates(tmp_path / "other" / "signing", "https://satu.example", OFFICE)
    keys.write_text(json.dumps(asyncio.run(other.public_keys())))
    code, told = run("verify", file, "--keys", keys)
    assert (code, "not genuine" in told) == (1, True)


async def test_the_code_on_the_page_scans(maker: TypstCertificates, tmp_path: Path) -> None:
    """The page as a printer of 150 dots an inch makes it, read by a decoder of another house."""
    keys, _, pdf = await files(maker, tmp_path)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    assert checked(found.text, key_list(json.loads(keys.read_text()))).code == CODE


async def test_the_register_number_stands_on_the_page(maker: TypstCertificates, tmp_path: Path) -> None:
    *_, pdf = await files(maker, tmp_path)
    assert "1901/AKL/2026/000123" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()

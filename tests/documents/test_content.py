"""Bytes are what they were announced as, and a PDF neither runs nor hides anything."""

from __future__ import annotations

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import BadInput
from hub.documents.content import check_content, sniff
from tests.documents.fakes import EXECUTABLE, JPEG, PDF, PNG


def pdf_with(body: bytes) -> bytes:
    return PDF.replace(b"<< /Type /Catalog >>", b"<< /Type /Catalog " + body + b" >>")


def stream(dictionary: bytes, body: bytes) -> bytes:
    return b"2 0 obj\n<< " + dictionary + b" >>\nstream\n" + body + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("content", "media_type"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (PDF, "application/pdf")]
)
def test_the_three_media_types_are_seen(content: bytes, media_type: str) -> None:
    assert sniff(content) == media_type
    check_content(content, media_type)


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "application/pdf"])
@pytest.mark.parametrize(
    "content",
    [
        EXECUTABLE,
        b"\x7fELF\x02\x01\x01" + b"\0" * 60,
        b"PK\x03\x04" + b"\0" * 60,
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\n" + PDF,
        b"",
        b"\0" * 64,
    ],
)
def test_anything_else_is_refused_with_what_to_do(content: bytes, media_type: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_content(content, media_type)
    assert "JPEG, PNG or PDF" in refused.value.message


def test_another_type_than_announced_is_named() -> None:
    with pytest.raises(BadInput, match="Announce it as image/png"):
        check_content(PNG, "image/jpeg")


@pytest.mark.parametrize(
    "body",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        b"/OpenAction << /S /J#61vaScript >>",
        b"/OpenAction<</S/Launch/F(cmd.exe)>>",
        b"/Names << /EmbeddedFiles 3 0 R >>",
        b"/AcroForm << /XFA 4 0 R >>",
        b"/AA << /O << /S /SubmitForm >> >>",
    ],
)
def test_a_pdf_that_acts_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput, match="runs a program"):
        check_content(pdf_with(body), "application/pdf")


def test_a_pdf_that_acts_out_of_an_object_stream_is_refused() -> None:
    packed = zlib.compress(b"5 0 << /S /JavaScript /JS (x) >>")
    hidden = PDF + stream(b"/Type /ObjStm /Filter /FlateDecode /N 1 /First 4", packed)
    with pytest.raises(BadInput, match="runs a program"):
        check_content(hidden, "application/pdf")


def test_a_protected_pdf_is_refused() -> None:
    with pytest.raises(BadInput, match="protected"):
        check_content(PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), "application/pdf")


def test_a_pdf_that_unpacks_to_too_much_is_refused() -> None:
    bomb = zlib.compress(b"\0" * (33 * 1024 * 1024))
    with pytest.raises(BadInput, match="unpacks"):
        check_content(PDF + stream(b"/Type /ObjStm /Filter /FlateDecode", bomb), "application/pdf")


def test_letters_that_only_look_like_an_action_are_no_action() -> None:
    """In five megabytes of a picture the three bytes `/JS` are likely to stand somewhere."""
    scan = PDF + stream(b"/Subtype /Image /Filter /DCTDecode", b"\x01/JS \x02/Launch ") + b"<< /JSON (x) >>"
    check_content(scan, "application/pdf")


@given(head=st.sampled_from([b"%PDF-1.7\n", b"%PDF-/ObjStm stream", b""]), tail=st.binary(max_size=400))
def test_no_bytes_whatsoever_end_in_anything_but_an_answer(head: bytes, tail: bytes) -> None:
    for media_type in ("application/pdf", "image/png"):
        with suppress(BadInput):
            check_content(head + tail, media_type)

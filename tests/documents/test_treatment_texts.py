"""What was done to a paper, in words: every word that the picture program writes has its Indonesian one."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hub.core.treatment_texts import NO_MALWARE, treatment_said
from hub.documents.picture import redraw


def drawn(mode: str, media_type: str, size: tuple[int, int], turned: int = 1) -> str:
    """What the program says of such a picture."""
    exif = Image.Exif()
    exif[0x0112] = turned
    data = io.BytesIO()
    Image.new(mode, size).save(data, media_type.partition("/")[2].upper(), exif=exif)
    return redraw(data.getvalue(), media_type)[2]


@pytest.mark.parametrize(
    ("mode", "media_type", "turned", "says"),
    [
        ("RGB", "image/jpeg", 6, "diputar tegak"),
        ("CMYK", "image/jpeg", 1, "warna disesuaikan ke sRGB"),
        ("I;16", "image/png", 1, "16 bit menjadi 8 bit"),
        ("L", "image/png", 1, "piksel tetap sama"),
        ("RGB", "image/jpeg", 1, "JPEG mutu 88, sisi terpanjang 60 piksel"),
    ],
)
def test_every_word_of_the_picture_program_is_said_in_indonesian(
    mode: str, media_type: str, turned: int, says: str
) -> None:
    treatment = drawn(mode, media_type, (60, 40), turned)
    told = treatment_said(treatment, indonesian=True)
    assert says in told
    assert "digambar ulang dari 60x40 piksel; keterangan tersembunyi (lokasi, perangkat) dibuang" in told
    assert not set(treatment.split("; ")) & set(told.split("; "))
    assert treatment_said(treatment, indonesian=False) == treatment


def test_a_pdf_is_as_it_came_and_says_whether_it_was_looked_through() -> None:
    assert treatment_said("", indonesian=False) == "kept byte for byte as it came"
    told = treatment_said(NO_MALWARE, indonesian=True)
    assert told == "disimpan persis seperti dikirim; program berbahaya tidak ditemukan"

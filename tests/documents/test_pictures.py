"""A picture on its way in: upright, small, and nothing of it left but what is seen."""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFont, ImageStat, PngImagePlugin

from hub.core.document import DocumentState
from hub.core.errors import BadInput, SourceUnavailable
from hub.documents import Uploads, document_key
from hub.documents.picture import LEGIBLE_SIDE, MOST_BYTES, Unusable, redraw
from hub.documents.pictures import Redrawn
from tests.documents.fakes import PDF, MemoryBlobs, MemoryRows, actor, clock

SECRET = b"RAHASIA-7f3a"
ORIENTATION, GPS, MAKER, DESCRIPTION = 0x0112, 0x8825, 0x010F, 0x010E
TURNED = 6
"""The camera was held upright: the picture is shown turned by 90 degrees clockwise."""


def scan(size: tuple[int, int] = (2480, 3508), mode: str = "RGB") -> Image.Image:
    """A page of text, as a scanner makes it at 300 dots an inch; the upper left corner is dark."""
    page = Image.new("L", size, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=max(12, size[1] // 90))
    for line in range(12, size[1], max(20, size[1] // 60)):
        draw.text((size[0] // 12, line), "DATA CONTOH Kabupaten Bangka 1901-LU-24112026-9003", font=font, fill=20)
    draw.rectangle((0, 0, size[0] // 8, size[1] // 8), fill=0)
    return page.convert(mode)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def telling() -> Image.Exif:
    """EXIF as a telephone writes it: place, device, a word."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER], exif[DESCRIPTION] = TURNED, SECRET.decode(), SECRET.decode()
    exif.get_ifd(GPS)[1] = "S"
    exif.get_ifd(GPS)[2] = (1.0, 51.0, 12.0)
    return exif


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("coloured", [True, False])
def test_of_a_photo_only_its_pixels_are_kept_and_they_stand_upright(coloured: bool) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if coloured else None
    told = {"exif": telling(), "comment": SECRET, "icc_profile": profile, "xmp": b"<x:xmpmeta>" + SECRET}
    photo = saved(scan((1200, 900)), "JPEG", quality=90, **told) + SECRET
    assert photo.count(SECRET) >= 4

    new, media_type, treatment = redraw(photo, "image/jpeg")

    kept = shown(new)
    assert SECRET not in new
    assert (media_type, kept.size) == ("image/jpeg", (900, 1200))
    assert not kept.getexif()
    assert {"icc_profile", "exif", "comment", "xmp"}.isdisjoint(kept.info)
    grey = kept.convert("L")
    right, left = (ImageStat.Stat(grey.crop((at, 0, at + 8, 8))).mean[0] for at in (890, 2))
    assert right < 40
    assert left > 200
    assert treatment.startswith("drawn anew from 1200x900; metadata removed; ")
    assert "turned upright" in treatment


def test_texts_of_a_png_go_and_its_pixels_stay() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    page = scan((700, 500), "P")
    new, media_type, treatment = redraw(saved(page, "PNG", pnginfo=texts, exif=Image.Exif()) + SECRET, "image/png")
    assert SECRET not in new
    assert media_type == "image/png"
    assert treatment.endswith("same pixels")
    assert shown(new).convert("RGB").tobytes() == page.convert("RGB").tobytes()


@pytest.mark.parametrize(("mode", "form"), [("1", "PNG"), ("CMYK", "JPEG")])
def test_a_scan_of_a_page_fits_and_stays_legible(mode: str, form: str) -> None:
    new, media_type, _ = redraw(saved(scan((1754, 2480), mode), form), f"image/{form.lower()}")
    kept = shown(new)
    assert len(new) <= MOST_BYTES == 300_000
    assert max(kept.size) >= LEGIBLE_SIDE
    assert kept.mode in {"1", "L", "RGB"}
    assert media_type in {"image/jpeg", f"image/{form.lower()}"}


def test_sixteen_bits_and_transparency_become_what_is_seen() -> None:
    deep = Image.new("I;16", (40, 40), 51_400)
    new, *_, treatment = redraw(saved(deep, "PNG"), "image/png")
    assert shown(new).convert("L").getpixel((20, 20)) == 200
    assert "16 bits made 8" in treatment
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert shown(redraw(saved(clear, "PNG"), "image/png")[0]).convert("RGB").getpixel((20, 20)) == (255, 255, 255)


def test_what_moves_is_refused() -> None:
    frames = [Image.new("L", (40, 40), shade) for shade in (0, 90, 200)]
    moving = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(Unusable, match="moves"):
        redraw(moving, "image/png")


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(Unusable, match="30000 x 30000 pixels, and at most 64 million"):
        redraw(bomb(30_000, 30_000), "image/png")


def test_what_is_cut_off_or_noise_is_refused() -> None:
    photo = saved(scan((1200, 900)), "JPEG")
    with pytest.raises(Unusable, match="damaged"):
        redraw(photo[: len(photo) // 2], "image/jpeg")
    with pytest.raises(Unusable, match="damaged"):
        redraw(b"\xff\xd8\xff\xe0" + bytes(200), "image/jpeg")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_the_row_says_what_came_and_what_was_made_of_it() -> None:
    rows, blobs = MemoryRows(), MemoryBlobs()
    uploads = Uploads(rows, blobs, clock)
    photo = saved(scan((1200, 900)), "JPEG", quality=90, exif=telling())
    document = await uploads.create(actor(), "birth_statement", "image/jpeg", len(photo))

    ready = await uploads.append(actor(), document.id, 0, photo)

    kept = blobs.blobs[document_key(document.id)]
    assert (ready.size, ready.stored_size) == (len(photo), len(kept))
    assert ready.original_sha256 == hashlib.sha256(photo).hexdigest()
    assert ready.sha256 == hashlib.sha256(kept).hexdigest()
    assert "turned upright" in ready.treatment
    assert SECRET not in kept
    assert (await uploads.read("1901", document.id))[1] == kept


async def test_a_bomb_is_refused_and_not_kept() -> None:
    rows, blobs = MemoryRows(), MemoryBlobs()
    uploads = Uploads(rows, blobs, clock)
    document = await uploads.create(actor(), "birth_statement", "image/png", len(bomb(30_000, 30_000)))
    with pytest.raises(BadInput, match="lower resolution"):
        await uploads.append(actor(), document.id, 0, bomb(30_000, 30_000))
    assert rows.rows[document.id].state is DocumentState.REFUSED
    assert blobs.blobs == {}


async def test_a_pdf_stays_byte_for_byte() -> None:
    treated = await Redrawn().treated(PDF, "application/pdf")
    assert (treated.data, treated.treatment) == (PDF, "")


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("import time; time.sleep(60)", SourceUnavailable),
        ("import os; os.abort()", BadInput),
        ("raise SystemExit(1)", BadInput),
        ("print('no line of JSON', end='')", BadInput),
    ],
)
async def test_a_decoder_that_hangs_or_dies_takes_nothing_along(
    tmp_path: Path, program: str, error: type[Exception]
) -> None:
    file = tmp_path / "program.py"
    file.write_text(program)
    with pytest.raises(error):
        await Redrawn(file, seconds=1.0).treated(b"any", "image/png")


def test_the_program_imports_nothing_of_the_hub() -> None:
    source = (Path(sys.modules[redraw.__module__].__file__ or "")).read_text()
    assert "import hub" not in source
    assert "from hub" not in source

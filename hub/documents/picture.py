"""A picture drawn anew: upright, without anything but its pixels, and no larger than it has to be.

Runs as a program of its own (`hub.documents.pictures` starts it), because a decoder that is fed by strangers may crash,
hang or eat memory: it takes the file on standard input, and writes a line of JSON and the new file. It imports nothing
of the hub, so that it starts fast and has nothing to give away.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS: Final = 64_000_000
"""As many as the largest sensor of a telephone that puts them into 5 MB; read from the header, before any decoding."""
MOST_BYTES: Final = 300_000
LEGIBLE_SIDE: Final = 1600
"""Pixels along A4's longer side, 137 an inch: letters of eight points are read. Less only when nothing else will do."""
_FIRST_SIDE: Final = 2400
_SIDES: Final = (_FIRST_SIDE, 2000, LEGIBLE_SIDE)
_LAST_SIDES: Final = (1280, 1024)
_FINE: Final = (88, 80, 72, 64, 56)
_COARSE: Final = (48, 40)
_MEMORY_BYTES: Final = 1024**3
_CPU_SECONDS: Final = 20
_FORMATS: Final = {"image/jpeg": ("JPEG",), "image/png": ("PNG",)}
"""Several pictures in one JPEG (MPO), as telephones write them, are opened by the first name; the first one is kept."""
_ADVICE: Final = "Take a photo of the paper or scan it anew, as JPEG or PNG, and upload that."


class Unusable(Exception):
    """The picture is not taken; the message is the sentence for whoever sent it."""


def redraw(data: bytes, media_type: str) -> tuple[bytes, str, str]:
    """(new file, its media type, what was done to it in words). Raises Unusable."""
    before = _opened(data, media_type)
    width, height = before.size
    try:
        picture, done = _upright(before)
    except (OSError, ValueError, SyntaxError):
        raise Unusable(f"The picture is damaged and cannot be shown. {_ADVICE}") from None
    new, new_type, how = _small(picture, keeps_png=media_type == "image/png")
    return new, new_type, "; ".join([f"drawn anew from {width}x{height}", "metadata removed", *done, how])


def _opened(data: bytes, media_type: str) -> Image.Image:
    """Only the header is read here; its size is looked at below, with a sentence that says what to do."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS[media_type])
    except (OSError, ValueError, SyntaxError):
        raise Unusable(f"The picture is damaged and cannot be shown. {_ADVICE}") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unusable(
            f"The picture has {width} x {height} pixels, and at most {MOST_PIXELS // 1_000_000} million are taken. "
            "Photograph the paper with a lower resolution and upload that."
        )
    if media_type == "image/png" and getattr(picture, "n_frames", 1) > 1:
        raise Unusable(f"The picture moves, so nobody can say which of its parts is the paper. {_ADVICE}")
    return picture


def _upright(picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """In grey or sRGB, on white, turned as the camera was held."""
    done: list[str] = []
    if picture.format in {"JPEG", "MPO"}:
        # JPEG is decoded at a half, a quarter or an eighth where that is still more than is kept.
        picture.draft(None, (_FIRST_SIDE, _FIRST_SIDE))
    turned = ImageOps.exif_transpose(picture)
    if turned.size != picture.size or picture.getexif().get(0x0112, 1) != 1:
        done.append("turned upright")
    plain = _on_white(_in_srgb(turned, done))
    return plain, done


def _in_srgb(picture: Image.Image, done: list[str]) -> Image.Image:
    """Colours as they are meant: what the profile says, before the profile goes."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                done.append("colours converted to sRGB")
                return converted
    if picture.mode == "CMYK":
        done.append("colours converted to sRGB")
        return picture.convert("RGB")
    if picture.mode.startswith("I"):
        done.append("16 bits made 8")
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"1", "L", "RGB"}:
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _small(picture: Image.Image, *, keeps_png: bool) -> tuple[bytes, str, str]:
    """The largest and finest of the forms that fit; a PNG stays one where it fits without any loss."""
    if keeps_png and (picture.mode == "1" or max(picture.size) <= _FIRST_SIDE):
        same = _saved(picture, "PNG", optimize=True)
        if len(same) <= MOST_BYTES:
            return same, "image/png", "same pixels"
    plain = picture.convert("L") if picture.mode == "1" else picture
    for side, qualities in _forms(max(picture.size)):
        found = _finest(_within(plain, side), qualities)
        if found is not None:
            new, quality = found
            return new, "image/jpeg", f"JPEG of quality {quality}, longest side {side}"
    raise Unusable(
        "The picture is so grainy that it cannot be made small and stay legible. "
        "Photograph the paper in better light and upload that."
    )


def _forms(longest: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(longest side, qualities to try), the best first: size goes before quality, until letters would suffer."""
    sides = sorted({min(side, longest) for side in _SIDES}, reverse=True)
    yield from ((side, _FINE) for side in sides)
    yield from ((side, _COARSE) for side in (sides[-1], *_LAST_SIDES) if side <= longest)


def _finest(picture: Image.Image, qualities: tuple[int, ...]) -> tuple[bytes, int] | None:
    """The file of the highest of these qualities that fits, and that quality; the lowest is tried first."""
    made = dict.fromkeys(qualities, b"")

    def fits(place: int) -> int:
        made[qualities[place]] = _saved(picture, "JPEG", quality=qualities[place], optimize=True)
        return int(len(made[qualities[place]]) <= MOST_BYTES)

    if not fits(len(qualities) - 1):
        return None
    best = bisect_left(range(len(qualities) - 1), 1, key=fits)
    return made[qualities[best]], qualities[best]


def _within(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def _saved(picture: Image.Image, form: str, **options: int | bool) -> bytes:
    """Without EXIF, XMP, profile, comment and text: Pillow would take some of them over from `info`."""
    bare = picture.copy()
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, form, **options)
    return out.getvalue()


def main() -> None:
    """Standard input to standard output, with little memory and little time."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    warnings.simplefilter("ignore")
    try:
        new, media_type, treatment = redraw(sys.stdin.buffer.read(), sys.argv[1])
    except Unusable as problem:
        new, told = b"", {"problem": str(problem)}
    except MemoryError:
        new, told = b"", {"problem": f"The picture needs too much memory. {_ADVICE}"}
    else:
        told = {"media_type": media_type, "treatment": treatment}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + new)


if __name__ == "__main__":
    main()

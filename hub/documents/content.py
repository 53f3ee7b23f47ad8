"""Whether the bytes of a paper are what they were announced as. What is not is refused, never repaired."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from hub.core.errors import BadInput

_MAGIC: Final = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
_NAMES: Final = {"image/jpeg": "a JPEG photo", "image/png": "a PNG picture", "application/pdf": "a PDF"}
_ACTIVE: Final = re.compile(
    rb"/(JavaScript|JS|Launch|RichMedia|EmbeddedFiles?|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
_ENCRYPTED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_INFLATED_MOST_BYTES: Final = 32 * 1024 * 1024
_ADVICE: Final = "Take a photo of the paper or scan it, as JPEG, PNG or PDF, and upload that."


def check_content(data: bytes, media_type: str) -> None:
    """Raises BadInput when the bytes are not of `media_type`, or are a PDF that runs or hides something."""
    seen = sniff(data)
    if seen is None:
        raise BadInput(f"The file is not {_NAMES[media_type]}, whatever its name says. {_ADVICE}", path="mediaType")
    if seen != media_type:
        raise BadInput(
            f"The file is {_NAMES[seen]} and was announced as {media_type}. Announce it as {seen} and upload it again.",
            path="mediaType",
        )
    if media_type == "application/pdf":
        _check_pdf(data)


def sniff(data: bytes) -> str | None:
    """The media type by the first bytes, if it is one of the three that are taken and puremagic sees it too."""
    for media_type, magic in _MAGIC.items():
        if data.startswith(magic):
            return media_type if media_type in _guesses(data) else None
    return None


def _guesses(data: bytes) -> set[str]:
    import puremagic  # noqa: PLC0415 - its tables are large, and needed only with a paper

    try:
        return {guess.mime_type for guess in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return set()


def _check_pdf(data: bytes) -> None:
    """Looks at names outside of streams and inside of object streams, with `#xx` escapes resolved (ISO 32000)."""
    for part in _syntax(data):
        plain = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), part)
        if _ENCRYPTED.search(plain):
            raise BadInput(f"The PDF is protected, so that no officer can open it. {_ADVICE}")
        if _ACTIVE.search(plain):
            raise BadInput(f"The PDF runs a program, sends data or carries other files. {_ADVICE}")


def _syntax(data: bytes) -> Iterator[bytes]:
    """The parts of a PDF that are objects: everything between streams, and what object streams unpack to."""
    at, left = 0, _INFLATED_MOST_BYTES
    while (begin := data.find(b"stream", at)) >= 0:
        head = data[at:begin]
        yield head
        end = data.find(b"endstream", begin)
        end = len(data) if end < 0 else end
        if b"/ObjStm" in _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), head):
            unpacked = _inflated(data[begin + len(b"stream") : end].lstrip(b"\r\n"), left)
            left -= len(unpacked)
            yield unpacked
        at = end + len(b"endstream")
    yield data[at:]


def _inflated(packed: bytes, most: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        unpacked = inflater.decompress(packed, most)
    except zlib.error:
        raise BadInput(f"The PDF cannot be read. {_ADVICE}") from None
    if inflater.unconsumed_tail:
        raise BadInput(f"The PDF unpacks to more than {_INFLATED_MOST_BYTES // 1024**2} MB. {_ADVICE}")
    return unpacked

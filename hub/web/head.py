"""The head of a request in the one form that services send all day: `POST /graphql` with JSON of a known length.

This is no parser of HTTP: what does not have exactly this form, or might be read in two ways, is left to aiohttp, and
so is every refusal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hub.web.accept import Media, chosen
from hub.web.door import MAX_BODY_BYTES

REQUEST_LINE: Final = b"POST /graphql HTTP/1.1\r\n"
END: Final = b"\r\n\r\n"
MAX_BYTES: Final = 8190
"""As long as aiohttp lets a single line be."""
_MOST_FIELDS: Final = 128
"""As many as aiohttp takes."""
_KEPT_BYTES: Final = 2048
"""Of a head that is kept; one with a token has some 900."""
_FIELD: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\x20-\x7e\t]*)")
_LENGTH: Final = re.compile(rb"[1-9][0-9]{0,6}")
_JSON: Final = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})
_READ: Final = frozenset(
    {
        b"host", b"content-length", b"content-type", b"accept", b"authorization", b"hub-purpose", b"idempotency-key",
        b"connection",
    }
)  # fmt: skip
_OTHERWISE: Final = frozenset(
    {
        b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"te", b"trailer", b"proxy-connection",
        b"dpop",
    }
)  # fmt: skip
"""Fields that make another request of it, whatever they say. A proof of possession is another one each time."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the hub wants to know of a head: `length` of the body in bytes, the media type to answer in, who asks."""

    length: int
    media: Media
    authorization: str | None = None
    purpose: str | None = None
    idempotency_key: str | None = None


def read_head(raw: bytes) -> Head | None:
    """The head that these bytes are, up to and with the empty line; None when aiohttp has to look at them.

    A client that spreads its requests over several connections, or a proxy that does it for many, sends the same few
    heads on all of them.
    """
    return _kept(raw) if len(raw) <= _KEPT_BYTES else _read_head(raw)


def _read_head(raw: bytes) -> Head | None:
    if len(raw) > MAX_BYTES or not raw.startswith(REQUEST_LINE) or not raw.endswith(END):
        return None
    fields = _fields(raw[len(REQUEST_LINE) : -len(END)])
    if fields is None or b"host" not in fields or fields.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    length, media = _length(fields.get(b"content-length", b"")), chosen(_text(fields, b"accept"))
    if length is None or media is None or media is Media.EVENTS:
        return None
    if fields.get(b"content-type", b"").lower() not in _JSON:
        return None
    return Head(
        length, media, _text(fields, b"authorization"), _text(fields, b"hub-purpose"), _text(fields, b"idempotency-key")
    )


_kept: Final = lru_cache(maxsize=1024)(_read_head)


def _fields(lines: bytes) -> Mapping[bytes, bytes] | None:
    """The fields that count, by their names in small letters."""
    found: dict[bytes, bytes] = {}
    if lines.count(b"\r\n") >= _MOST_FIELDS:
        return None
    for line in lines.split(b"\r\n"):
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        name = field[1].lower()
        if name in _OTHERWISE or name in found:
            return None
        if name in _READ:
            found[name] = field[2].strip(b" \t")
    return found


def _length(value: bytes) -> int | None:
    length = int(value) if _LENGTH.fullmatch(value) else 0
    return length if 0 < length <= MAX_BODY_BYTES else None


def _text(fields: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = fields.get(name)
    return None if value is None else value.decode("ascii")

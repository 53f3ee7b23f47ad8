"""Signed events to subscribers: CloudEvents 1.0 (structured JSON) in the envelope of Standard Webhooks 1.0.

Both are a few lines, and the packages that offer them bring an HTTP client of their own; tests verify what is signed
here with the specification's own library.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import orjson

CONTENT_TYPE: Final = "application/cloudevents+json"
_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32
_SHORTEST, _LONGEST = 24, 64
_SECONDS: Final = 10.0
_TOLERANCE: Final = 300
_LONGEST_STAMP: Final = 12
_MOST_READ: Final = 64 * 1024
"""Of the answer nothing is used but its status; so much of it is read to keep the connection."""
_LONGEST_WAIT: Final = 24 * 3600.0
"""Seconds. A receiver that asks for more is asked again after these: a line is not parked for years by a header."""


def new_secret() -> str:
    """A new secret, as the subscriber is given it: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of `id.timestamp.body`. Raises ValueError for what is no secret."""
    key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    if not secret.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError("A secret is whsec_ and the base64 of 24 to 64 bytes.")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def is_signed(given: Mapping[str, str], body: bytes, secret: str, now: dt.datetime) -> bool:
    """Whether the headers of a message that came in are signed with this secret, within five minutes of now."""
    at, message_id = given.get("webhook-timestamp", ""), given.get("webhook-id", "")
    if not at.isdecimal() or len(at) > _LONGEST_STAMP or abs(now.timestamp() - int(at)) > _TOLERANCE:
        return False
    made = signature(secret, message_id, int(at), body).encode()
    signatures = given.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(made, one.encode()) for one in signatures)


def headers(
    valid: Iterable[str], message_id: str, at: dt.datetime, body: bytes, content_type: str = CONTENT_TYPE
) -> dict[str, str]:
    """The headers of a message, signed with each of the secrets that are valid now."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": content_type,
        "User-Agent": "Satu",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message_id, timestamp, body) for secret in valid),
    }


def event(
    *, id_: str, source: str, kind: str, subject: str, at: dt.datetime, data: Mapping[str, Any]
) -> dict[str, Any]:
    """A CloudEvent; `kind` is ours, as in `citizen.changed`."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": source,
        "type": f"id.satu.{kind}",
        "subject": subject,
        "time": at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": dict(data),
    }


@dataclass(frozen=True, slots=True)
class Message:
    """A message to one subscriber; `id` is the same each time that it is sent."""

    url: str = field(repr=False)
    id: str
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    content_type: str = CONTENT_TYPE

    @classmethod
    def of(cls, url: str, content: Mapping[str, Any], valid: Iterable[str]) -> Message:
        return cls(url, str(content["id"]), orjson.dumps(content), tuple(valid))


@dataclass(frozen=True, slots=True)
class Response:
    """What a subscriber answered; `retry_after` in seconds, where it was given."""

    status: int
    retry_after: float | None = None


async def post(session: aiohttp.ClientSession, message: Message, now: dt.datetime) -> Response:
    """Sends a message once, and follows no redirect. Raises aiohttp.ClientError, OSError or TimeoutError."""
    async with session.post(
        message.url,
        data=message.body,
        headers=headers(message.secrets, message.id, now, message.body, message.content_type),
        timeout=aiohttp.ClientTimeout(total=_SECONDS),
        allow_redirects=False,
        # What nobody reads is not unpacked either: a few kilobytes may stand for gigabytes.
        auto_decompress=False,
    ) as response:
        await response.content.read(_MOST_READ)
        return Response(response.status, _seconds(response.headers.get("Retry-After", "")))


def _seconds(given: str) -> float | None:
    """None for a date, and for what is no whole number."""
    return min(float(given), _LONGEST_WAIT) if given.isascii() and given.isdigit() else None

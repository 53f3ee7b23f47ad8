"""Emulators of a mail server and of an SMS and WhatsApp gateway, in the process of the agencies' emulators.

They send nothing to anybody: what they are given is kept in memory and listed at /messages, so that whoever tries the
demonstration sees what an applicant would read.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import hmac
import html
import uuid
from collections import deque
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Final, Protocol

import orjson
from aiohttp import ClientSession, web

from hub.exchange.webhooks import headers, new_secret, signature

NAME: Final = "messages"
MAIL: Final = "mail"
_FROM: Final = "satu@dinas.contoh.id"
_MOST: Final = 500
_MOST_BYTES: Final = 64 * 1024
_HOST: Final = "127.0.0.1"
_PAGE: Final = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Pesan (EMULATOR, DATA CONTOH)</title></head><body>
<h1>INI ADALAH EMULATOR</h1>
<p>Tidak ada SMS, WhatsApp atau email yang benar-benar dikirim. Inilah yang akan dibaca pemohon.</p>
<p lang="en">THIS IS AN EMULATOR: nothing is really sent. This is what an applicant would read.</p>
{messages}</body></html>
"""
_LINE: Final = "<section><h2>{channel} · {to}</h2><p>{at}</p><pre>{text}</pre></section>"


class Envelope(Protocol):
    """What aiosmtpd gives of a mail."""

    content: bytes | str | None
    rcpt_tos: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message as it came."""

    id: str
    channel: str
    to: str
    text: str
    at: dt.datetime


@dataclass(slots=True)
class Messages:
    """The last messages, the newest first. `secret` is what the gateway's callers sign with; "" believes nobody.

    `hub_url` is where what an applicant answers is brought.
    """

    secret: str = field(repr=False)
    hub_url: str = ""
    kept: deque[Kept] = field(default_factory=lambda: deque(maxlen=_MOST))

    async def take(self, request: web.Request) -> web.Response:
        """POST /messages/{channel}: 202, and 401 for a signature that is not that of the secret."""
        body = await request.content.read(_MOST_BYTES)
        if not self._is_signed(request, body):
            return web.json_response({"error": "The signature does not fit. Compare the secrets."}, status=401)
        given = orjson.loads(body)
        if all(one.id != given["id"] for one in self.kept):
            self._keep(given["id"], request.match_info["channel"], given["to"], given["text"])
        return web.json_response({"emulator": True}, status=202)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = email.message_from_bytes(content, policy=email.policy.default)
        if isinstance(mail, EmailMessage):
            text = f"{mail['Subject']}\n\n{mail.get_content()}"
            self._keep(str(mail["Message-ID"]), MAIL, ", ".join(envelope.rcpt_tos), text)
        return "250 kept by an emulator, sent to nobody"

    async def page(self, _request: web.Request) -> web.Response:
        lines = (
            _LINE.format(
                channel=html.escape(one.channel),
                to=html.escape(one.to),
                at=one.at.isoformat(timespec="seconds"),
                text=html.escape(one.text),
            )
            for one in self.kept
        )
        return web.Response(text=_PAGE.format(messages="".join(lines)), content_type="text/html")

    async def list_(self, _request: web.Request) -> web.Response:
        """The same as JSON, for other people's checks."""
        return web.json_response(
            {"emulator": True, "messages": [orjson.loads(orjson.dumps(one)) for one in self.kept]}
        )  # fmt: skip

    async def reply(self, request: web.Request) -> web.Response:
        """POST /admin/replies {to, text}: an applicant answers the last message on this phone. Gives what the hub says;
        404 where none was sent there."""
        given = await request.json()
        answered = next((one for one in self.kept if one.to == given["to"] and one.channel != MAIL), None)
        if answered is None:
            return web.json_response({"error": "No message went to this phone."}, status=404)
        body = orjson.dumps({"text": given["text"], "reply_to": answered.id})
        signed = headers((self.secret,), str(uuid.uuid4()), dt.datetime.now(dt.UTC), body, "application/json")
        async with (
            ClientSession() as http,
            http.post(f"{self.hub_url}/notices/replies", data=body, headers=signed) as hub,
        ):
            return web.json_response({"emulator": True, "status": hub.status, "hub": await hub.json()})

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        stamp, id_ = request.headers.get("webhook-timestamp", ""), request.headers.get("webhook-id", "")
        if not self.secret or not stamp.isdecimal():
            return False
        return hmac.compare_digest(
            signature(self.secret, id_, int(stamp), body).encode(),
            request.headers.get("webhook-signature", "").encode(),
        )

    def _keep(self, id_: str, channel: str, to: str, text: str) -> None:
        self.kept.appendleft(Kept(id=id_, channel=channel, to=to, text=text, at=dt.datetime.now(dt.UTC)))


def routes(messages: Messages) -> web.Application:
    """The gateway, and the list of what it and the mail server were given."""
    application = web.Application()
    application.router.add_post("/{channel:sms|whatsapp}", messages.take)
    application.router.add_get("/admin", messages.page)
    application.router.add_get("/admin/messages", messages.list_)
    application.router.add_post("/admin/replies", messages.reply)
    return application


async def mail_server(messages: Messages, port: int) -> asyncio.Server:
    """A mail server on the loopback address, on the caller's loop."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415  an installation without the sandbox has none of it

    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: SMTP(messages, hostname="emulator.satu", loop=loop), _HOST, port)


def environment(emulators_url: str, smtp_port: int) -> dict[str, str]:
    """`HUB_*` for a hub that shall tell applicants by these, and for the emulators themselves."""
    secret, base = new_secret(), f"{emulators_url}/{NAME}"
    return {
        "HUB_SMTP_URL": f"smtp://{_HOST}:{smtp_port}",
        "HUB_MAIL_FROM": _FROM,
        "HUB_SMS_URL": f"{base}/sms",
        "HUB_SMS_SECRET": secret,
        "HUB_WHATSAPP_URL": f"{base}/whatsapp",
        "HUB_WHATSAPP_SECRET": secret,
        "HUB_EMULATORS_SMTP_PORT": str(smtp_port),
    }


def addresses(emulators_url: str, smtp_port: int) -> dict[str, dict[str, Any]]:
    """What demo.json says of them."""
    base = f"{emulators_url}/{NAME}"
    return {
        MAIL: {"url": f"smtp://{_HOST}:{smtp_port}", "admin_url": f"{base}/admin", "effects_url": None},
        NAME: {"url": base, "admin_url": f"{base}/admin", "effects_url": f"{base}/admin/messages"},
    }

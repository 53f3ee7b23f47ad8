"""Where the gateways of the district bring what applicants answer: a STOP is kept by application.

POST /notices/replies, signed like what the hub sends (Standard Webhooks 1.0) with the gateway's own secret. Body:
{text, reply_to}, `reply_to` being the id of the message that was answered, where the gateway knows it. Whatever else
stands there, such as a number, is not read. The answer is {done, answer}: what to send back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Final

import orjson
from aiohttp import web

from hub.core.errors import NotFound
from hub.core.notices import NoticeLog
from hub.core.ports import Clock
from hub.exchange.webhooks import is_signed
from hub.notices.replies import Reply, Wish, reply_of
from hub.telemetry import logger
from hub.web.settings import Settings

REPLIES: Final = "/notices/replies"
_MOST_BYTES: Final = 16 * 1024
_STOPPED: Final = "Baik, tidak ada pesan lagi tentang permohonan ini. No more messages about this application."
_AGAIN: Final = "Baik, pesan dikirim lagi. Messages are sent again."
_WHICH: Final = (
    "Tulis STOP lalu nomor permohonan, misalnya STOP AL-7K3M-Q9TD. Write STOP and the number of the application."
)
_log = logger(__name__)


def replies(settings: Settings, notices: NoticeLog | None, clock: Clock) -> Callable[[web.Application], None]:
    """Gives the function that adds the route. Without a gateway nobody is believed there."""
    given = (settings.sms_secret, settings.whatsapp_secret)
    secrets = tuple(one.get_secret_value() for one in given if one is not None)

    def add(application: web.Application) -> None:
        if notices is not None:
            application.router.add_post(REPLIES, Replies(settings.tenant, notices, secrets, clock).take)

    return add


class Replies:
    """Takes answers of applicants from gateways that hold one of `secrets`."""

    def __init__(self, tenant: str, notices: NoticeLog, secrets: tuple[str, ...], clock: Clock) -> None:
        self._tenant, self._notices, self._secrets, self._clock = tenant, notices, secrets, clock

    async def take(self, request: web.Request) -> web.Response:
        """401 for a signature that does not fit, 413 and 400 for what is no reply; otherwise 200."""
        body = await request.content.read(_MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            return web.json_response({"error": f"A reply has at most {_MOST_BYTES} bytes."}, status=413)
        if not any(is_signed(request.headers, body, secret, self._clock()) for secret in self._secrets):
            return web.json_response({"error": "The signature does not fit. Compare the secrets."}, status=401)
        text, answered = _read(body)
        reply = reply_of(text)
        done = reply is not None and await self._done(reply, answered)
        _log.info("A reply of an applicant came in.", extra={"wish": reply.wish.value if reply else None, "done": done})
        said = (_STOPPED if reply.wish is Wish.STOP else _AGAIN) if reply and done else _WHICH
        return web.json_response({"done": done, "answer": said})

    async def _done(self, reply: Reply, answered: uuid.UUID | None) -> bool:
        number = reply.number or (await self._notices.number_of(self._tenant, answered) if answered else None)
        if number is None:
            return False
        if reply.wish is Wish.AGAIN:
            await self._notices.resume(self._tenant, number)
            return True
        try:
            await self._notices.stop(self._tenant, number, self._clock())
        except NotFound:
            return False
        return True


def _read(body: bytes) -> tuple[str, uuid.UUID | None]:
    """(text, the message that it answers). Raises HTTPBadRequest for what is no reply."""
    try:
        given: Any = orjson.loads(body)
        text, answered = given["text"], given.get("reply_to")
        if not isinstance(text, str):
            raise TypeError
        return text, uuid.UUID(answered) if answered else None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise web.HTTPBadRequest(text='{"error": "Send {text, reply_to} as JSON."}') from None

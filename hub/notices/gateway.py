"""SMS and WhatsApp: signed calls to a gateway of the district (Standard Webhooks 1.0, as subscribers are told).

Body: {id, channel ("sms" or "whatsapp"), to (E.164), text, template, language}. The header `webhook-id` repeats `id`,
so a gateway that keeps ids for a day sends nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import aiohttp
import orjson

from hub.core.notices import Medium
from hub.core.ports import Clock
from hub.exchange.webhooks import Message, post
from hub.notices.sending import NotTaken, Outgoing

_JSON: Final = "application/json"
_AGAIN: Final = frozenset({401, 403, 404, 408, 425, 429})
"""Besides a server's own failures: full, or wrongly set up, which somebody corrects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A gateway for one medium. Implements `hub.notices.sending.Sender`."""

    medium: Medium
    url: str = field(repr=False)
    secret: str = field(repr=False)
    session: aiohttp.ClientSession
    clock: Clock

    async def send(self, message: Outgoing) -> None:
        body = orjson.dumps(
            {
                "id": str(message.id),
                "channel": self.medium.value.lower(),
                "to": message.to,
                "text": message.text,
                "template": message.template,
                "language": message.language,
            }
        )
        signed = Message(self.url, str(message.id), body, (self.secret,), _JSON)
        try:
            response = await post(self.session, signed, self.clock())
        except TimeoutError:
            raise NotTaken("TIMEOUT", for_good=False) from None
        except (aiohttp.ClientError, OSError):
            # Without the cause: its text holds the address of the gateway, and what was sent may follow.
            raise NotTaken("UNREACHABLE", for_good=False) from None
        if 200 <= response.status < 300:
            return
        again = response.status >= 500 or response.status in _AGAIN
        raise NotTaken(f"HTTP_{response.status}", for_good=not again, seconds=response.retry_after)

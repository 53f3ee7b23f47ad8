"""What the agency says when it does not answer the question. Its texts stay here: they may name the person."""

from __future__ import annotations

from typing import Final

from hub.core.errors import HubError
from hub.exchange.client import Reply
from hub.exchange.failures import Reason, unavailable

_NOBODY: Final = "UNKNOWN_PERSON"


def is_nobody(reply: Reply) -> bool:
    """Whether the agency knows nobody with this NIK. A 404 alone may be a wrong address."""
    return reply.status == 404 and _code(reply) == _NOBODY


def of_reply(reply: Reply) -> HubError:
    """The error of any other answer. 401, 403, 429 and 5xx are dealt with before."""
    return unavailable(reply.manifest, Reason.ERROR_STATUS)


def _code(reply: Reply) -> str:
    answer = reply.json() if reply.body.startswith(b"{") else None
    return str(answer.get("code")) if isinstance(answer, dict) else ""

"""A one-time word, with which somebody gets her first password, or a new one and a new second factor.

An administrator hands it over in person; she never knows anybody's password. The word is put into the field of the
password; the log-in then asks for a password of her own, and for a second factor where her roles need one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import uuid
from typing import Final

from hub.core.ports import Clock
from hub.identity.access_tokens import LIFETIME
from hub.identity.lifetimes import GRANT
from hub.identity.passwords import hash_secret
from hub.identity.ports import LogInStore

ENROLMENT: Final = dt.timedelta(hours=72)
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4


def new_word() -> str:
    """Such as `7k3m-q9td-xw4p-2hrb`: about 2^79 of them, without letters that look like others."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


async def hashed_word(word: str) -> str:
    """What is stored of a one-time word."""
    return await asyncio.to_thread(hash_secret, word)


def tokens_until(now: dt.datetime) -> dt.datetime:
    """When the last token of a log-in has expired that is ended now, even one that is renewed at this moment."""
    return now + GRANT + LIFETIME


async def issue_enrolment(store: LogInStore, user_id: uuid.UUID, clock: Clock) -> tuple[str, dt.datetime]:
    """The one-time word for a user, and until when it holds (72 hours). It is told once, and kept as a hash.

    Her password, her second factor, her recovery codes and every log-in end at once.
    """
    word, now = new_word(), clock()
    await store.begin_enrolment(user_id, await hashed_word(word), now + ENROLMENT, tokens_until(now))
    return word, now + ENROLMENT

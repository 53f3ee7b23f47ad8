"""What somebody answers to a message: STOP, or that she wants messages again. Pure.

A phone serves a family and is no identity, so nobody is found by its number: an answer names the application by the
number in the message, or the gateway says which message was answered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.errors import BadInput
from hub.core.identifiers import parse_tracking_number

_WORDS: Final = re.compile(r"[^\s,.!?\"']+")
_STOP: Final = frozenset({"stop", "berhenti", "unsub", "unsubscribe", "henti"})
_AGAIN: Final = frozenset({"mulai", "start", "lanjut"})


class Wish(Enum):
    """What is wanted of messages about an application."""

    STOP = "STOP"
    AGAIN = "AGAIN"


@dataclass(frozen=True, slots=True)
class Reply:
    """`number` is the tracking number in the text, in capitals; None where none stands there."""

    wish: Wish
    number: str | None


def reply_of(text: str) -> Reply | None:
    """What a message says, by its first word; None for anything else than a wish that is understood."""
    first, *others = _WORDS.findall(text) or [""]
    word = first.casefold()
    if word not in _STOP | _AGAIN:
        return None
    wish = Wish.STOP if word in _STOP else Wish.AGAIN
    return Reply(wish, next((number for number in map(_number, others) if number), None))


def _number(word: str) -> str | None:
    try:
        return parse_tracking_number(word)
    except BadInput:
        return None

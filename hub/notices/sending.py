"""What a way to applicants is, and what becomes of an attempt to use it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Protocol

from hub.core.notices import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message. `id` is the same each time that it is sent; by it a receiver knows a repeat. `subject` is a mail's.

    Address and texts stay out of its representation, so that no log or trace holds them.
    """

    id: uuid.UUID
    at: dt.datetime
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    template: str
    language: str


class NotTaken(Exception):
    """A message was not taken. `code` says why, without a word of it or of the address.

    `for_good`: the same would be said again, so another way is tried instead. `seconds`: when to ask again, where the
    receiver said so.
    """

    def __init__(self, code: str, *, for_good: bool, seconds: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.for_good = for_good
        self.seconds = seconds


class Sender(Protocol):
    """A gateway or mail server."""

    @property
    def medium(self) -> Medium: ...

    async def send(self, message: Outgoing) -> None:
        """Returns once the receiver has taken it. Raises NotTaken."""
        ...

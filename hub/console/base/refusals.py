"""Refusals of the console's own, in both languages; what the hub itself refuses has its sentence from the graph."""

from __future__ import annotations

from typing import TypeVar

from hub.core.errors import Forbidden, HubError
from hub.core.texts import Pair

Refused = TypeVar("Refused", bound=HubError)


def refusal(kind: type[Refused], said: Pair) -> Refused:
    """An error whose page says this."""
    return kind(said[1], details={"message_id": said[0]})


def forbidden(said: Pair, rule: str) -> Forbidden:
    """What the rule does not allow her."""
    error = Forbidden(said[1], rule=rule)
    error.details["message_id"] = said[0]
    return error


def said_of(error: HubError) -> str:
    """The Indonesian sentence of a refusal; empty where it has none."""
    return str(error.details.get("message_id", ""))

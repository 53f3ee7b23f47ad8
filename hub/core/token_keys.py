"""The keys that sign the hub's own tokens, as an administrator sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class KeyState(Enum):
    """WAITING is published and does not sign yet; VERIFIES does not sign any more, and its tokens still hold."""

    WAITING = "WAITING"
    SIGNS = "SIGNS"
    VERIFIES = "VERIFIES"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key by its id. `signs_from` None: since the first start; `until` is when its state changes next."""

    id: str
    state: KeyState
    signs_from: dt.datetime | None
    until: dt.datetime | None


class TokenKeys(Protocol):
    """They lie in a file beside the hub. Both raise BadInput when it cannot be used."""

    def all(self, now: dt.datetime) -> tuple[TokenKey, ...]: ...

    def rotate(self, now: dt.datetime) -> TokenKey:
        """A new key, which signs after a while. Raises Conflict while another new one waits."""
        ...

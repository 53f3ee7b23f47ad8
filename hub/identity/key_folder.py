"""The signing keys of a folder as the administrator's pages see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.core.token_keys import KeyState, TokenKey
from hub.identity.keys import KeyStanding, kept_in, rotate, standings

_STATES: Final = {
    "waiting": KeyState.WAITING,
    "signs": KeyState.SIGNS,
    "verifies": KeyState.VERIFIES,
    "ended": KeyState.ENDED,
}


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Implements `hub.core.token_keys.TokenKeys`."""

    folder: Path

    def all(self, now: dt.datetime) -> tuple[TokenKey, ...]:
        return tuple(_told(standing) for standing in standings(kept_in(self.folder), now))

    def rotate(self, now: dt.datetime) -> TokenKey:
        new = rotate(self.folder, now)
        return next(key for key in self.all(now) if key.id == new.id)


def _told(standing: KeyStanding) -> TokenKey:
    key = standing.key
    return TokenKey(key.id, _STATES[standing.state], key.signs_from, standing.until)

"""The keys that sign tokens: what signs and verifies now, and how one key follows another.

Processes that serve one hub share the folder of the keys and look into it all the time. What the file says holds by
the clock, so all of them change at the same moment:

* a new key is published for `LEAD` before it signs (`signs_from`), so that everybody who keeps the published keys for a
  while has it by then;
* the one before verifies, and is published, for `AFTERWARDS` more: until the last token that it signed has ended.

Of keys without a `signs_from` the first one signs, and all verify for as long as they stand there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from joserfc.jwk import ECKey, KeySet

from hub.core.calendar import now as this_moment
from hub.core.errors import Conflict
from hub.core.ports import Clock
from hub.identity.key_file import (
    ALGORITHM,
    BAD_FILE,
    FILE,
    FileMark,
    SigningKey,
    alone,
    create,
    mark_of,
    new_key,
    read,
    replace,
    unusable,
)
from hub.identity.lifetimes import ACCESS
from hub.telemetry import logger

__all__ = ["AFTERWARDS", "ALGORITHM", "LEAD", "KeyRing", "KeyStanding", "kept_in", "rotate", "standings"]

LEAD: Final = dt.timedelta(minutes=10)
AFTERWARDS: Final = ACCESS + dt.timedelta(minutes=1)
LOOK_AGAIN: Final = dt.timedelta(seconds=0.04)
"""How long the file is not looked at again. What was verified just before passes for 0.75 s more, and a stream is asked
about within 0.2 s: together it is the second within which a key that somebody else may have opens nothing."""
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A key at a moment: `state` is `waiting`, `signs`, `verifies` or `ended`; `until` is when that changes."""

    key: SigningKey
    state: str
    until: dt.datetime | None


class KeyRing:
    """At least one P-256 key; what signs and verifies changes by the clock and with the file."""

    def __init__(
        self,
        keys: Sequence[SigningKey],
        clock: Clock = this_moment,
        path: Path | None = None,
        seen: FileMark | None = None,
    ) -> None:
        """`seen` is what the file at `path` was when these keys were read from it."""
        self._keys = tuple(keys)
        self._clock = clock
        self._path = path
        self._seen = seen
        self._looked_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._signing = self._keys[0].key
        self._verifying = KeySet([])
        self._version = 0

    @classmethod
    def generated(cls) -> Self:
        """One new key that is kept nowhere."""
        return cls([SigningKey(new_key())])

    @classmethod
    def load(cls, folder: Path, clock: Clock = this_moment) -> Self:
        """The keys of a folder; makes one when there is none. Raises BadInput when they cannot be used."""
        path = folder / FILE
        try:
            if not path.exists():
                create(folder, path)
            seen = mark_of(path)
            return cls(read(path), clock, path, seen)
        except BAD_FILE as error:
            raise unusable(path) from error

    @property
    def signing(self) -> ECKey:
        """The key that signs now."""
        self.look()
        return self._signing

    @property
    def verifying(self) -> KeySet:
        """Those whose tokens hold now."""
        self.look()
        return self._verifying

    @property
    def version(self) -> int:
        """Another number whenever other keys verify than before."""
        self.look()
        return self._version

    def public(self) -> dict[str, Any]:
        """The JWK set without private parts (RFC 7517)."""
        return {"keys": [key.as_dict(private=False) for key in self.verifying.keys]}

    def look(self) -> None:
        """Follows the file and the clock, where that was not done just now."""
        now = self._clock()
        if dt.timedelta(0) <= now - self._looked_at < LOOK_AGAIN:
            return
        self._looked_at = now
        self._follow()
        found = standings(self._keys, now)
        self._signing = next(each.key.key for each in found if each.state == "signs")
        verifying = [each.key.key for each in found if each.state != "ended"]
        if [key.kid for key in verifying] != [key.kid for key in self._verifying.keys]:
            self._verifying = KeySet([*verifying])
            self._version += 1

    def _follow(self) -> None:
        """Reads the file again when it is another one. One that cannot be used changes nothing, and is told of."""
        mark = mark_of(self._path)
        if self._path is None or mark == self._seen:
            return
        self._seen = mark
        try:
            self._keys = tuple(read(self._path))
        except BAD_FILE as error:
            _log.error("the signing keys cannot be read again", extra={"error": type(error).__name__})


def standings(keys: Sequence[SigningKey], now: dt.datetime) -> list[KeyStanding]:
    """What each key does at that moment, in the order of the file. One of them signs."""
    begun = [key for key in keys if key.began() <= now.timestamp()]
    signing = max(begun, key=SigningKey.began) if begun else min(keys, key=SigningKey.began)
    return [_standing_of(key, keys, signing, now) for key in keys]


def _standing_of(key: SigningKey, keys: Sequence[SigningKey], signing: SigningKey, now: dt.datetime) -> KeyStanding:
    successors = [each.signs_from for each in keys if each.signs_from and each.began() > key.began()]
    replaced_at = min(successors, default=None)
    if key is signing:
        return KeyStanding(key, "signs", replaced_at)
    if key.began() > now.timestamp():
        return KeyStanding(key, "waiting", key.signs_from)
    if replaced_at is None or now < replaced_at + AFTERWARDS:
        return KeyStanding(key, "verifies", replaced_at and replaced_at + AFTERWARDS)
    return KeyStanding(key, "ended", None)


def kept_in(folder: Path) -> list[SigningKey]:
    """The keys of a folder. Raises BadInput when there are none that can be used."""
    try:
        return read(folder / FILE)
    except BAD_FILE as error:
        raise unusable(folder / FILE) from error


def rotate(folder: Path, now: dt.datetime, *, at_once: bool = False) -> SigningKey:
    """Adds a new key to a folder and throws away those that have ended; gives the new one.

    It signs after `LEAD`. `at_once` is for a key that somebody else may have: the new one signs from now on, and every
    token of the others ends. Raises Conflict while an earlier new key still waits, BadInput for a folder without keys.
    """
    with alone(folder):
        found = standings(kept_in(folder), now)
        waiting = next((each for each in found if each.state == "waiting"), None)
        if waiting is not None and not at_once:
            raise Conflict(f"A new key waits already and signs from {waiting.until:%Y-%m-%d %H:%M:%S} UTC on.")
        new = SigningKey(new_key(), now.replace(microsecond=0) + (dt.timedelta(0) if at_once else LEAD))
        kept = [] if at_once else [each.key for each in found if each.state != "ended"]
        replace(folder / FILE, [new, *kept])
        return new

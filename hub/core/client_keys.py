"""Public keys of a client over time: since when each holds, and until when. Pure.

Both stand in the key itself, as `iat` and `exp` in seconds (OpenID Federation 1.0, historical keys): whatever copies a
registration copies them too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.core.account_rules import MOST_KEYS
from hub.core.callers import Pace
from hub.core.errors import BadInput, Conflict

LONGEST_OVERLAP: Final = dt.timedelta(days=7)
PACE: Final = Pace(20, dt.timedelta(hours=1))
"""From one place: tries to bring a key in, those too whose proof does not hold, for each costs a signature's check."""
_SINCE: Final = "iat"
_UNTIL: Final = "exp"


def since(key: Mapping[str, Any]) -> dt.datetime | None:
    """When it was registered; None where that was not noted."""
    return _moment(key, _SINCE)


def until(key: Mapping[str, Any]) -> dt.datetime | None:
    """The moment from which it is no proof any more; None: no end is set."""
    return _moment(key, _UNTIL)


def holds(key: Mapping[str, Any], at: dt.datetime) -> bool:
    """Whether it proves who the client is at this moment."""
    ends = until(key)
    return ends is None or at < ends


def dated(
    keys: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], at: dt.datetime
) -> tuple[Mapping[str, Any], ...]:
    """The keys, each since when: those that stood there before keep their time, and their end, the others begin now."""
    known = {(str(key["kid"]), _material(key)): key for key in before}
    return tuple(known.get((str(key["kid"]), _material(key))) or {**key, _SINCE: _seconds(at)} for key in keys)


def rotated(
    keys: Sequence[Mapping[str, Any]], new: Mapping[str, Any], overlap: dt.timedelta, at: dt.datetime
) -> tuple[Mapping[str, Any], ...]:
    """The new key beside the one that held until now, which ends when the overlap is over.

    Raises Conflict while another one is ending still, or where the key is no new one; BadInput for an overlap that is
    too long.
    """
    if not dt.timedelta(0) <= overlap <= LONGEST_OVERLAP:
        hours = int(LONGEST_OVERLAP.total_seconds() // 3600)
        raise BadInput(f"Let the old key hold for 0 to {hours} hours more.", path="overlapHours")
    held = [key for key in keys if holds(key, at)]
    if any(str(key["kid"]) == str(new["kid"]) or _material(key) == _material(new) for key in keys):
        raise Conflict("This is the key that you have. Make a new pair, with a key id of its own.", path="key")
    ends = _seconds(at + overlap)
    kept = [{**key, _UNTIL: min(ends, key.get(_UNTIL, ends))} for key in held] if overlap else []
    if len(kept) >= MOST_KEYS:
        raise Conflict("Two keys hold now, and one of them is ending. Wait until it has ended.", path="key")
    return (*kept, {**new, _SINCE: _seconds(at)})


def _material(key: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(key.get(name) for name in ("kty", "crv", "x", "y", "n", "e"))


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


def _moment(key: Mapping[str, Any], name: str) -> dt.datetime | None:
    value = key.get(name)
    return dt.datetime.fromtimestamp(value, dt.UTC) if isinstance(value, int) else None

"""Every limit of the hub by its name, as the setting HUB_LIMITS changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from hub.core.errors import BadInput
from hub.engine import Limits, Shares
from hub.web.socket import SocketLimits

_NONE_MEANS_ANY: Final = frozenset({"rate"})
SANDBOX_RATE: Final = 100_000.0
T = TypeVar("T", Limits, Shares, SocketLimits)


@dataclass(frozen=True, slots=True)
class HubLimits:
    """What one operation may be, what one client may ask, and what may be held open. No name stands in two of them."""

    operation: Limits
    shares: Shares
    sockets: SocketLimits


def limits_of(given: Mapping[str, float], *, sandbox: bool = False) -> HubLimits:
    """The limits, with those that are given in the place of their defaults. Raises BadInput naming what cannot be.

    In the sandbox, where there is nobody to be protected and where loads are tried out, the rate is out of reach.
    """
    shares = Shares(rate=SANDBOX_RATE) if sandbox else Shares()
    made = HubLimits(_made(Limits(), given), _made(shares, given), _made(SocketLimits(), given))
    known = {one.name for part in (made.operation, made.shares, made.sockets) for one in fields(part)}
    if unknown := sorted(given.keys() - known):
        raise BadInput(f"HUB_LIMITS names {unknown[0]}, which is no limit. docs/operations.md has all of them.")
    return made


def _made(default: T, given: Mapping[str, float]) -> T:
    values = {one.name: _value(one.name, getattr(default, one.name), given) for one in fields(default)}
    return type(default)(**values)


def _value(name: str, default: float, given: Mapping[str, float]) -> Any:
    value = given.get(name, default)
    least = 0 if name in _NONE_MEANS_ANY else 1 if isinstance(default, int) else 0.01
    if value < least or (isinstance(default, int) and value != int(value)):
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise BadInput(f"HUB_LIMITS gives {name} as {value:g}. Give {kind} of at least {least:g}.")
    return type(default)(value)

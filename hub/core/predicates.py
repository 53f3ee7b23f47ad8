"""The few row predicates, named in one place, each with its SQL and its Cedar attribute.

Cedar decides; SQL only narrows. A property test holds that both give the same answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hub.core.citizen import Citizen
from hub.core.regions import is_region, within


@dataclass(frozen=True, slots=True)
class RowPredicate:
    """`sql` may use `{p}` for the person's table alias and `{region}`, `{nik}`, `{opened}` for bound parameters."""

    name: str
    sql: str
    cedar: str
    holds: Callable[[Citizen, str, str | None], bool]


REGION_SUBTREE: Final = RowPredicate(
    "region_subtree",
    "({p}.region_code = {region} or {p}.region_code like {region} || '.%')",
    "region",
    lambda citizen, region, _nik: within(citizen.region_code, region),
)
REGION_OR_OPENED: Final = RowPredicate(
    "region_or_opened",
    "({p}.region_code = {region} or {p}.region_code like {region} || '.%' or {p}.id = any({opened}))",
    "opened",
    REGION_SUBTREE.holds,
)
"""The same, and whom an emergency access opens: `RowFilter.opened`."""
NOT_SEALED: Final = RowPredicate(
    "not_sealed",
    "not {p}.sealed",
    "sealed",
    lambda citizen, _region, _nik: not citizen.sealed,
)
RESIDENT: Final = RowPredicate(
    "resident",
    "{p}.moved_to is null",
    "moved",
    lambda citizen, _region, _nik: citizen.moved_to is None,
)
ANYBODY: Final = RowPredicate(
    "anybody",
    "{p}.id is not null",
    "tenant",
    lambda _citizen, _region, _nik: True,
)
"""For ids on receipts, which name whoever an answer told of; what it finds is not shown."""
OWN_DATA: Final = RowPredicate(
    "own_data",
    "{p}.nik = {nik}",
    "nik",
    lambda citizen, _region, nik: nik is not None and citizen.nik == nik,
)

PREDICATES: Final = {p.name: p for p in (REGION_SUBTREE, REGION_OR_OPENED, NOT_SEALED, RESIDENT, ANYBODY, OWN_DATA)}
_REGIONAL: Final = frozenset({REGION_SUBTREE.name, REGION_OR_OPENED.name})


@dataclass(frozen=True, slots=True)
class RowFilter:
    """The predicates that narrow this actor's rows, with their parameters: all must hold.

    `names` empty means that no row may be seen: there is no filter that lets everything through. `untold` are facets
    that this reader may not read: that something of them changed is not told either. `opened` are the persons whom an
    emergency opens to her. `clerks` is the office's name, where she is told that and not who of it acted.
    """

    names: tuple[str, ...]
    region: str = ""
    nik: str | None = None
    untold: tuple[str, ...] = ()
    opened: tuple[uuid.UUID, ...] = ()
    clerks: str = ""
    is_usable: bool = field(init=False, compare=False)
    """Whether the filter can admit anybody: a region that is none contains nothing."""

    def __post_init__(self) -> None:
        usable = bool(self.names) and (_REGIONAL.isdisjoint(self.names) or is_region(self.region))
        object.__setattr__(self, "is_usable", usable)

    @property
    def admits_sealed(self) -> bool:
        """Whether a seal hides nobody from this reader whom the other predicates admit."""
        return self.is_usable and NOT_SEALED.name not in self.names

    @property
    def names_sealed(self) -> bool:
        """Whether sealed persons are named to this reader where other persons' rows name them, as parents."""
        return self.admits_sealed and OWN_DATA.name not in self.names

    def admits(self, citizen: Citizen) -> bool:
        """The same answer in Python, for rows that do not come from SQL."""
        return bool(self.names) and all(self._holds(name, citizen) for name in self.names)

    def _holds(self, name: str, citizen: Citizen) -> bool:
        if name == REGION_OR_OPENED.name and citizen.id in self.opened:
            return True
        return PREDICATES[name].holds(citizen, self.region, self.nik)


NO_ROWS: Final = RowFilter(())

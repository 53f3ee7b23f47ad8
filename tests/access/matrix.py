"""The readers of the matrix, and what `rights.toml` says that each of them may read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hub import connectors
from hub.core.actor import Actor, Role
from hub.core.attributes import Category
from hub.core.purpose import Purpose
from tests.fakes.actors import NOBODY, agency, staff
from tests.fakes.agreements import WIDE, agreement
from tests.fakes.declared import FACET_SCOPES
from tests.fakes.people_of_bangka import NOW

_TABLE: Final = tomllib.loads(Path(__file__).with_name("rights.toml").read_text(encoding="utf-8"))
_OF_CONNECTORS: Final = {
    f"{file.parts[-3]}: {rule}": given
    for file in sorted(Path(connectors.__file__).parent.glob("*/tests/rights.toml"))
    for rule, given in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
"""What a connector's own folder says of its fields."""
PARTS: Final[Mapping[str, int]] = _TABLE.pop("parts")
RULES: Final[Mapping[str, Any]] = {**_TABLE, **_OF_CONNECTORS}


def rule_of_each(rules: Mapping[str, Any]) -> dict[str, str]:
    """Coordinate -> name of its rule. One that stands under two is an AssertionError, whichever folder says so."""
    lines = [(at, rule) for rule, given in rules.items() for at in given["fields"].split()]
    twice = sorted(at for at, count in Counter(at for at, _ in lines).items() if count > 1)
    assert twice == [], "a field stands under two rules"
    return dict(lines)


FIELDS: Final[Mapping[str, str]] = rule_of_each(RULES)
"""Coordinate -> name of its rule."""
PURPOSES: Final = {
    Role.CITIZEN: Purpose.OWN_DATA,
    Role.HELPER: Purpose.PUBLIC_SERVICE,
    Role.AUDITOR: Purpose.OVERSIGHT,
}
"""What somebody of this role asks for; the others of the office work for civil registration."""
NIK: Final = "1901011501859001"
_YESTERDAY: Final = NOW.date() - dt.timedelta(days=1)


def of_role(role: Role) -> Actor:
    nik = NIK if role is Role.CITIZEN else None
    purpose = PURPOSES.get(role, Purpose.CIVIL_REGISTRATION)
    return dataclasses.replace(staff(role, nik=nik), purposes=frozenset({purpose}))


CLIENT: Final = agency(
    "citizen:read", "citizen:search", "citizen:match", "family:read", "licence:read", "licence:write", "education:read",
    "education:write", "health:read", "health:write", "insurance:read", "insurance:write", "welfare:read",
    "welfare:write", "application:submit", "application:read", "access:read", "agency:read", "webhook:manage",
    *FACET_SCOPES,
)  # fmt: skip
"""With every scope that an agency asks for."""
READERS: Final[Mapping[str, tuple[str, Actor]]] = {
    **{role.value: (role.value, of_role(role)) for role in Role if role is not Role.AGENCY_CLIENT},
    "agency, live and covering": ("agency", CLIENT),
    "agency, live, for licences": (
        "narrow",
        dataclasses.replace(CLIENT, agreement=agreement(categories=frozenset({Category.LICENCE}))),
    ),
    "agency, live, for another purpose": (
        "unbound",
        dataclasses.replace(CLIENT, agreement=agreement(purposes=frozenset({Purpose.PLANNING}))),
    ),
    "agency, without agreement": ("unbound", dataclasses.replace(CLIENT, agreement=None)),
    "agency, ended": ("unbound", dataclasses.replace(CLIENT, agreement=agreement(ends_on=_YESTERDAY))),
    "agency, not yet": (
        "unbound",
        dataclasses.replace(CLIENT, agreement=agreement(starts_on=NOW.date() + dt.timedelta(days=1))),
    ),
    "agency, revoked": ("unbound", dataclasses.replace(CLIENT, agreement=agreement(active=False))),
    "agency, of another district": ("unbound", dataclasses.replace(CLIENT, agreement=agreement(tenant="1902"))),
    "nobody": ("nobody", NOBODY),
}
"""What stands in the columns of the matrix -> (what the table calls it, who asks)."""
assert WIDE.validity(NOW.date()).name == "IN_FORCE"


def may(reader: str, coordinate: str) -> bool:
    """Whether the table lets this reader read it."""
    readers = RULES[FIELDS[coordinate]]["readers"].split()
    return "everybody" in readers or READERS[reader][0] in readers

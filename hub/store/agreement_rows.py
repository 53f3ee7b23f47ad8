"""Sharing agreements as rows: read the same way by whoever administers them and by whoever decides by them."""

from __future__ import annotations

from typing import Final

import asyncpg

from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.purpose import Purpose

_COLUMNS: Final = (
    "id", "number", "title", "provider", "recipient", "legal_basis", "purposes", "categories", "fields", "masked",
    "region", "daily_quota", "starts_on", "ends_on", "keep_days", "disclosure_delay_days", "active", "version",
)  # fmt: skip
_SETS: Final = ("purposes", "categories", "fields", "masked")
SELECT_AGREEMENT: Final = (
    f"select {', '.join(f'a.{name}' for name in ('tenant', *_COLUMNS))} from agreement a where a.tenant = $1"
)
"""`a.id` may be asked for further; `agreement_of` reads the rows."""
NEW_AGREEMENT: Final = f"insert into agreement (tenant, {', '.join(_COLUMNS)}) values ($1, {{}})".format(
    ", ".join(f"${number}" for number in range(2, len(_COLUMNS) + 2))
)
AGREEMENT_OF_CLIENT: Final = ", ".join(f"a.{name} as agreement_{name}" for name in ("tenant", *_COLUMNS))
"""Columns beside those of a client, for `agreement_of` with the prefix `agreement_`."""
CHANGED_AGREEMENT: Final = "update agreement set {} where tenant = $1 and id = $2 and version = ${} - 1".format(
    ", ".join(f"{name} = ${number}" for number, name in enumerate(_COLUMNS[1:], 3)), len(_COLUMNS) + 1
)
PUT_AGREEMENT: Final = (
    f"{NEW_AGREEMENT} on conflict (tenant, id) do update set {{}}, version = agreement.version + 1".format(
        ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:-1])
    )
)
"""All three take the tenant and `values_of` the agreement as it is from now on."""


def agreement_of(row: asyncpg.Record, prefix: str = "") -> Agreement:
    """The agreement in a row of `SELECT_AGREEMENT`; `prefix` stands before the names of its columns elsewhere."""
    values = {name: row[f"{prefix}{name}"] for name in ("tenant", *_COLUMNS)}
    sets = {name: frozenset(values[name]) for name in ("fields", "masked")}
    purposes = frozenset(Purpose(purpose) for purpose in values["purposes"])
    categories = frozenset(Category(category) for category in values["categories"])
    basis = tuple(values["legal_basis"])
    return Agreement(**{**values, **sets, "legal_basis": basis, "purposes": purposes, "categories": categories})


def values_of(agreement: Agreement) -> list[object]:
    """What stands in its columns, the tenant left out."""
    values = {name: getattr(agreement, name) for name in _COLUMNS}
    values |= {name: sorted(values[name]) for name in _SETS}
    return [*{**values, "legal_basis": list(agreement.legal_basis)}.values()]

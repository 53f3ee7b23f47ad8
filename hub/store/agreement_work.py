"""Statements of administration on the table of agreements."""

from __future__ import annotations

from typing import Final

from hub.core.agreement import Agreement
from hub.store.agreements import COLUMNS

SELECT_AGREEMENT: Final = f"select {', '.join(f'a.{name}' for name in COLUMNS)} from agreement a where a.tenant = $1"
"""`a.id` may be asked for further; `hub.store.agreements.agreement_of` reads the rows."""
NEW_AGREEMENT: Final = (
    f"insert into agreement ({', '.join(COLUMNS)}) values ({', '.join(f'${n}' for n in range(1, len(COLUMNS) + 1))})"
)
CHANGED_AGREEMENT: Final = "update agreement set {} where tenant = $1 and id = $2 and version = ${} - 1".format(
    ", ".join(f"{name} = ${number}" for number, name in enumerate(COLUMNS, 1) if name not in {"tenant", "id"}),
    COLUMNS.index("version") + 1,
)
"""Both take the tenant and `values_of` the agreement as it is from now on."""


def values_of(agreement: Agreement) -> list[object]:
    """What stands in its columns, the tenant left out."""
    values = {name: getattr(agreement, name) for name in COLUMNS if name != "tenant"}
    values |= {name: sorted(values[name]) for name in ("purposes", "categories", "fields", "masked")}
    return [*(values | {"legal_basis": list(agreement.legal_basis)}).values()]

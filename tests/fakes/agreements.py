"""Sharing agreements for tests: as wide as one can be, to be narrowed by whoever asks about that."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from hub.core.agreement import Agreement
from hub.core.attributes import CATEGORIES, Category
from hub.core.purpose import Purpose
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import TENANT

EVERYTHING: frozenset[Category] = frozenset(CATEGORIES) - {Category.ACCOUNT} | {f.category for f in FACETS.values()}
WIDE = Agreement(
    tenant=TENANT,
    id="contoh-luas",
    number="470/1/PKS/2026",
    title="Pemanfaatan data kependudukan (DATA CONTOH)",
    provider="Dinas Contoh",
    recipient="Instansi Contoh",
    legal_basis=("UU 24/2013 pasal 79",),
    purposes=frozenset(Purpose) - {Purpose.OWN_DATA, Purpose.OVERSIGHT},
    categories=EVERYTHING,
    fields=frozenset(),
    masked=frozenset(),
    region="19.01",
    daily_quota=1_000_000,
    starts_on=dt.date(2020, 1, 1),
    ends_on=dt.date(2099, 12, 31),
    version=1,
)
"""Every category for every purpose, in the whole district, for many years."""


def agreement(**changed: Any) -> Agreement:
    """The wide one, but for what is changed."""
    return dataclasses.replace(WIDE, **changed)

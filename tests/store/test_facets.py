"""Copies of facets on a real database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from hub.core.attributes import Attr, Category
from hub.core.codes import Sex
from hub.core.facet import Facet
from hub.core.identifiers import new_id
from hub.store import Database, PgFacetCopies
from hub.store.bulk import copy_facets, counts
from tests.store.samples import NOW, TENANT

_A = Attr(Category.LICENCE, "Made up.")


@dataclass(frozen=True, slots=True)
class Permit:
    number: Annotated[str, _A]
    issued_on: Annotated[dt.date | None, _A]
    holder: Annotated[Sex | None, _A]


PERMITS = Facet("permits", "licensing", Permit, many=True, category=Category.LICENCE, read_scope="x", description="")


async def test_items_come_back_as_they_were_declared(db: Database) -> None:
    with_two, with_none, without, copies = new_id(), new_id(), new_id(), PgFacetCopies(db, [PERMITS])
    items = (Permit("0001", dt.date(2026, 1, 2), Sex.FEMALE), Permit("0002", None, None))
    await copy_facets(
        db,
        [
            (TENANT, with_two, "permits", [PERMITS.to_json(item) for item in items], NOW),
            (TENANT, with_none, "permits", [], NOW),
        ],
    )
    found = await copies.copies(TENANT, "permits", [with_two, with_none, without])
    assert set(found) == {with_two, with_none}
    assert (found[with_two].items, found[with_none].items) == (items, ())
    assert (found[with_two].as_of, found[with_two].fresh, found[with_two].available) == (NOW, False, True)
    assert await copies.copies("1902", "permits", [with_two]) == {}


async def test_a_newer_copy_takes_the_place_of_the_old_one(db: Database) -> None:
    person, copies = new_id(), PgFacetCopies(db, [PERMITS])
    for number in ("0001", "0002"):
        assert await copy_facets(db, [(TENANT, person, "permits", {"number": number}, None)]) == 1
    found = await copies.copies(TENANT, "permits", [person])
    assert found[person].items == (Permit("0002", None, None),)
    assert (await counts(db, TENANT))["facet_copy"] == 1

"""The first import of a record, which sets indexes aside, comes to the same as one that looks each person up."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from hub.core import actor
from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship
from hub.core.names import search_key
from hub.sandbox import extract
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_regions
from hub.store.database import Connection
from hub.store.events import SNAPSHOT
from hub.store.imports import PgImports
from hub.worker.importing import Imported, Importing, Seen
from tests.store.samples import NOW, REGIONS, TENANT, home, nik, person

CHILD = FamilyRelationship.CHILD
CARDS = [f"190101010115900{n}" for n in range(5)]
STATE = """
    select (select array_agg((p.nik, p.full_name, p.name_key)::text order by p.nik) from person p),
           (select array_agg((c.number, c.head_nik, c.address_line)::text order by c.number) from family_card c),
           (select array_agg((d.nik, d.tenant)::text order by d.nik) from nik_directory d),
           (select array_agg(e.kind order by e.kind) from record_event e),
           (select array_agg((r.region_code, r.as_of)::text order by r.region_code) from record_import_region r),
           (select array_agg(w.word order by w.word) from name_word w)
"""


class Large(PgImports):
    """Takes each file for one that is worth setting indexes aside."""

    async def make_way(self, connection: Connection, size: int) -> bool:
        assert await super().make_way(connection, size * 1_000_000)
        return True


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database)
    await copy_regions(opened, REGIONS)
    yield opened
    await opened.close()


async def take(imports: PgImports, path: Path, people: Sequence[Citizen] = (), stop: str = "") -> Imported:
    """Imports the people from a file; the process ends as the step `stop` begins."""

    def watch(seen: Seen) -> None:
        if seen.what == stop:
            raise ValueError("the process ends here")

    if people:
        extract.write(path, people)
    done = await Importing(imports, actor.system(TENANT, "19.01"), lambda: NOW).read(path, "19.01", NOW, watch)
    await imports.reported(done.of)
    return done


def odd_people() -> list[Citizen]:
    """A head twice, a card with two heads, one whose head comes after, one without, one of another district."""
    one = person("Kepala Pertama", family_card_number=CARDS[0])
    return [
        one,
        person("Anak Pertama", family_card_number=CARDS[1], family_relationship=CHILD),
        dataclasses.replace(one, full_name="Kembar", family_card_number=CARDS[2]),
        person("Kepala Kedua", family_card_number=CARDS[1], address=home("19.01.03.2003")),
        person("Kepala Lain", family_card_number=CARDS[0]),
        person("Sendiri", family_card_number=CARDS[3], family_relationship=CHILD),
        person("Jauh", family_card_number=CARDS[4], address=home("19.04.01.1001")),
    ]


@pytest.mark.parametrize("kind", [Large, PgImports])
async def test_odd_rows_come_to_the_same_in_both_ways(db: Database, tmp_path: Path, kind: type[PgImports]) -> None:
    people = odd_people()
    done = await take(kind(db, TENANT), tmp_path / "a.csv", people)
    assert [(line.line, line.reason.name) for line in done.refusals] == [(4, "NIK_TWICE"), (8, "OTHER_REGION")]
    named = ("rows", "new", "same", "refused", "cards_new", "cards_changed", "CARD_WITHOUT_HEAD", "UNKNOWN_REGION")
    assert [done.counts[name] for name in named] == [7, 5, 0, 2, 3, 0, 1, 0]
    taken = sorted((people[at] for at in (0, 1, 3, 4, 5)), key=lambda each: str(each.nik))
    (state,) = await db.fetch(STATE)
    persons, cards, directory, events, regions, words = state
    assert [text.split(",")[0] for text in persons] == [f"({each.nik}" for each in taken]
    assert [text.split(",")[:2] for text in cards] == [
        [f"({CARDS[0]}", str(people[0].nik)], [f"({CARDS[1]}", str(people[3].nik)], [f"({CARDS[3]}", ""]
    ]  # fmt: skip
    assert directory == [f"({each.nik},{TENANT})" for each in taken]
    assert events == ["imported"] * 5
    assert [text.split(",")[0] for text in regions] == ["(19.01.01.1001", "(19.01.03.2003"]
    assert set(words) == {word for each in taken for word in search_key(str(each.full_name)).split()}


async def test_words_and_villages_that_came_before_the_process_ended_are_those_of_who_is_taken(
    db: Database, tmp_path: Path
) -> None:
    path, imports = tmp_path / "a.csv", Large(db, TENANT)
    refused = [
        person("Jauh", address=home("19.04.01.1001")),
        person("Keliru", nik="1901019999859001", address=home("19.01.03.2003")),
    ]
    with pytest.raises(ValueError, match="ends here"):
        await take(imports, path, [person("Suparman Contoh"), *refused], stop="comparing")
    assert await db.fetchval("select count(*) from name_word") == 0
    done = await take(imports, path)
    assert (done.of.resumed, done.counts["new"]) == (True, 1)
    words = await db.fetchval("select array_agg(word) from name_word")
    assert set(words) == set(search_key("Suparman Contoh").split())
    assert await db.fetchval("select array_agg(region_code) from record_import_region") == ["19.01.01.1001"]


async def test_a_card_is_changed_by_a_head_further_on_and_left_when_all_is_the_same(
    db: Database, tmp_path: Path
) -> None:
    head = person(family_card_number=CARDS[0])
    child = person("Anak", family_card_number=CARDS[0], family_relationship=CHILD)
    await take(Large(db, TENANT), tmp_path / "a.csv", [head, child])
    done = await take(PgImports(db, TENANT), tmp_path / "b.csv", [child, head])
    assert [done.counts[name] for name in ("same", "cards_new", "cards_changed")] == [2, 0, 0]
    away = home("19.01.03.2003")
    done = await take(PgImports(db, TENANT), tmp_path / "m.csv", [child, dataclasses.replace(head, address=away)])
    assert [done.counts[name] for name in ("changed", "cards_new", "cards_changed")] == [1, 0, 1]
    assert await db.fetchval("select region_code from family_card") == away.region_code
    moved = dataclasses.replace(head, family_card_number=CARDS[1])
    grown = dataclasses.replace(child, family_relationship=FamilyRelationship.HEAD)
    done = await take(PgImports(db, TENANT), tmp_path / "c.csv", [moved, grown])
    assert [done.counts[name] for name in ("changed", "cards_new", "cards_changed")] == [2, 1, 1]
    cards = await db.fetch("select number, head_nik from family_card order by number")
    assert [tuple(card) for card in cards] == [(CARDS[0], child.nik), (CARDS[1], head.nik)]


async def test_what_an_import_keeps_of_a_person_is_what_every_event_keeps(db: Database, tmp_path: Path) -> None:
    """Its own way to write a snapshot gives the same, also of columns that no extract has."""
    old = person(nik=nik())
    await copy_citizens(db, [old])
    snapshot = f"select {SNAPSHOT} from person p"  # noqa: S608 - text of the hub's own
    before = await db.fetchval(snapshot)
    await take(PgImports(db, TENANT), tmp_path / "a.csv", [dataclasses.replace(old, full_name="Nama Baru", as_of=NOW)])
    event = await db.fetchrow("select before, after from record_event where version = 2")
    assert event is not None
    assert event["before"] == before
    assert event["after"] == await db.fetchval(snapshot) != before

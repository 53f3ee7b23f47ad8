"""What an import does to a real record."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import tempfile
import uuid
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core import actor
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.errors import BadInput, Conflict
from hub.core.extract.form import DateForm
from hub.core.names import search_key
from hub.core.predicates import NOT_SEALED, RowFilter
from hub.sandbox import extract
from hub.store import Database, PgPeople
from hub.store.bulk import HOUR, copy_citizens, copy_regions
from hub.store.events import Event, update_person
from hub.store.imports import KEPT, PgImports
from hub.worker.importing import Imported, Importing, Seen
from tests.store.samples import NOW, REGIONS, TENANT, home, nik, person

EARLIER = NOW - dt.timedelta(days=30)
WORDS = st.text("ABCDEFGHIKLMNOPRSTUWYabcdefghiklmnoprstuwy'.", min_size=2, max_size=8).filter(str.strip)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
CLERK = Event("corrected", NOW, "user-1", "Petugas Contoh", "console", "CIVIL_REGISTRATION")


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database, command_timeout=HOUR)
    await copy_regions(opened, REGIONS)
    yield opened
    await opened.close()


async def take(
    db: Database, path: Path, people: Sequence[Citizen] = (), *, as_of: dt.datetime | None = NOW, root: str = "19.01"
) -> Imported:
    """Writes the people to a file, when there are some, and imports it."""
    if people:
        extract.write(path, people)
    imports = PgImports(db, TENANT)
    done = await Importing(imports, actor.system(TENANT, "19.01"), lambda: NOW).read(path, root, as_of, _nothing)
    await imports.reported(done.of)
    return done


def _nothing(_: Seen) -> None:
    pass


async def held(db: Database, *niks: str | None) -> list[Citizen]:
    wanted = [each for each in niks if each]
    found = (await PgPeople(db).by_niks(TENANT, wanted, RowFilter((NOT_SEALED.name,)))).found
    return [found[each] for each in wanted if each in found]


async def events(db: Database, whom: Citizen) -> list[dict[str, Any]]:
    rows = await db.fetch("select * from record_event where person_id = $1 order by version", whom.id)
    return [dict(row) for row in rows]


def counted(done: Imported, *names: str) -> list[int]:
    return [done.counts[name] for name in names]


async def test_new_persons_come_with_event_directory_and_family_card(db: Database, tmp_path: Path) -> None:
    head = person()
    child = person("Anak Contoh", family_relationship=FamilyRelationship.CHILD)
    done = await take(db, tmp_path / "a.csv", [child, head])
    assert counted(done, "rows", "new", "changed", "same", "refused", "cards_new") == [2, 2, 0, 0, 0, 1]
    (stored,) = await held(db, head.nik)
    assert (stored.full_name, stored.version, stored.as_of, stored.tenant) == (head.full_name, 1, NOW, TENANT)
    (event,) = await events(db, stored)
    assert (event["kind"], event["version"], event["at"], event["client_id"]) == ("imported", 1, NOW, "satu-worker")
    assert await db.fetchval("select tenant from nik_directory where nik = $1", child.nik) == TENANT
    card = await db.fetchrow("select * from family_card")
    assert card is not None
    assert (card["number"], card["head_nik"], card["address_line"]) == (
        head.family_card_number,
        head.nik,
        "Jl. Contoh 1",
    )
    assert await db.fetchval("select count(*) from pg_class where relname like 'record_import_row%'") == 0


async def test_who_is_entered_by_another_district_at_the_same_moment_is_there_alone(
    db: Database, tmp_path: Path
) -> None:
    await db.execute("insert into nik_directory (nik, tenant) values ('1902011501859001', '1902')")
    one = person()
    async with db.transaction() as connection:
        await connection.execute("insert into nik_directory (nik, tenant) values ($1, '1902')", one.nik)
        importing = asyncio.create_task(take(db, tmp_path / "a.csv", [one]))
        while not await db.fetchval("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"):
            await asyncio.sleep(0.02)
    with pytest.raises(Conflict, match="Another district"):
        await importing
    assert await db.fetchval("select count(*) from person") == 0
    assert counted(await take(db, tmp_path / "a.csv", [one]), "new", "refused") == [0, 1]


async def test_the_same_file_again_changes_nothing(db: Database, tmp_path: Path) -> None:
    people = [person() for _ in range(20)]
    await take(db, tmp_path / "a.csv", people)
    rows = "select xmin::text, ctid::text from person union all select xmin::text, ctid::text from family_card"
    before = await db.fetch(rows)
    done = await take(db, tmp_path / "a.csv", as_of=NOW)
    assert counted(done, "rows", "new", "changed", "same", "cards_changed") == [20, 0, 0, 20, 0]
    assert await db.fetch(rows) == before
    assert await db.fetchval("select count(*) from record_event") == 20


async def test_a_changed_row_is_an_event_with_both_states(db: Database, tmp_path: Path) -> None:
    before = person(as_of=EARLIER, religion="1")
    await copy_citizens(db, [before])
    moved = dataclasses.replace(
        before,
        full_name="Suparman Baru",
        religion=None,
        address=home("19.01.03.2003"),
        mother=ParentRef("Ibu Lain", nik()),
    )
    done = await take(db, tmp_path / "a.csv", [moved])
    assert counted(done, "new", "changed", "same") == [0, 1, 0]
    (stored,) = await held(db, before.nik)
    assert (stored.id, stored.version, stored.as_of) == (before.id, 2, NOW)
    assert (stored.full_name, stored.religion, stored.region_code) == ("Suparman Baru", "1", "19.01.03.2003")
    assert await db.fetchval("select name_key from person") == "suparman baru"
    _, event = await events(db, stored)
    assert (event["kind"], event["version"]) == ("imported", 2)
    assert sorted(event["changed"]) == ["address", "full_name", "mother"]
    assert (event["before"]["full_name"], event["after"]["full_name"]) == (before.full_name, "Suparman Baru")
    assert event["before"]["version"] == 1
    assert (event["source_agency"], event["source_as_of"]) == ("population", NOW)
    assert event["after"]["version"] == 2


async def test_another_village_brings_its_own_address(db: Database, tmp_path: Path) -> None:
    before = person(as_of=EARLIER)
    await copy_citizens(db, [before])
    address = dataclasses.replace(home("19.01.03.2003"), line=None, rt=None)
    await take(db, tmp_path / "a.csv", [dataclasses.replace(before, address=address)])
    (stored,) = await held(db, before.nik)
    assert stored.address is not None
    assert (stored.address.line, stored.address.rt, stored.address.rw) == (None, None, "002")


async def test_missing_columns_leave_what_is_held(db: Database, tmp_path: Path) -> None:
    before = person(as_of=EARLIER, religion="1", blood_type=BloodType.A)
    await copy_citizens(db, [before])
    path = tmp_path / "a.csv"
    path.write_text(f"NIK;NAMA_LGKP;NO_PROP;NO_KAB;NO_KEC;NO_KEL\n{before.nik};Suparman Lain;19;1;1;1001\n")
    done = await take(db, path)
    assert counted(done, "changed", "refused") == [1, 0]
    (stored,) = await held(db, before.nik)
    expected = dataclasses.replace(before, full_name="Suparman Lain", version=2, as_of=NOW, address=stored.address)
    assert stored == expected
    assert stored.address is not None
    assert stored.address.line == "Jl. Contoh 1"


@pytest.mark.parametrize("newer", ["as_of", "clerk"])
async def test_something_newer_is_never_overwritten(db: Database, tmp_path: Path, newer: str) -> None:
    before = person(as_of=NOW if newer == "as_of" else EARLIER)
    await copy_citizens(db, [before])
    if newer == "clerk":
        corrected = dataclasses.replace(before, full_name="Suparman Benar", version=2)
        async with db.transaction() as connection:
            await update_person(connection, before, corrected, CLERK)
    old = dataclasses.replace(before, full_name="Suparman Lama")
    same = person("Lain", family_card_number=before.family_card_number, family_relationship=FamilyRelationship.CHILD)
    done = await take(db, tmp_path / "a.csv", [old, same], as_of=NOW - dt.timedelta(hours=1))
    assert counted(done, "new", "changed", "refused") == [1, 0, 1]
    assert [(line.line, line.reason.name) for line in done.refusals] == [(2, "NEWER_HELD")]
    (stored,) = await held(db, before.nik)
    assert stored.full_name == ("Suparman Benar" if newer == "clerk" else before.full_name)


async def test_an_older_extract_does_not_undo_what_a_later_one_confirmed(db: Database, tmp_path: Path) -> None:
    """January and March say A, February says B and comes last: the person's own row was last written in January."""
    a = person()
    b = dataclasses.replace(a, full_name="Nama Lain")
    await take(db, tmp_path / "1.csv", [a], as_of=NOW - dt.timedelta(days=60))
    assert counted(await take(db, tmp_path / "3.csv", [a], as_of=NOW), "same") == [1]
    done = await take(db, tmp_path / "2.csv", [b], as_of=NOW - dt.timedelta(days=30))
    assert counted(done, "changed", "refused") == [0, 1]
    assert (await held(db, a.nik))[0].full_name == a.full_name


async def test_who_is_of_elsewhere_is_refused(db: Database, tmp_path: Path) -> None:
    other = person(address=home("19.04.01.1001"))
    listed, twice = person(), person()
    await db.execute("insert into nik_directory (nik, tenant) values ($1, '1971')", listed.nik)
    second = dataclasses.replace(twice, full_name="Kembar")
    done = await take(db, tmp_path / "a.csv", [other, listed, twice, second])
    assert [(each.line, each.reason.name, each.column) for each in done.refusals] == [
        (2, "OTHER_REGION", "NO_PROP"), (3, "HELD_ELSEWHERE", "NIK"), (5, "NIK_TWICE", "NIK"),
    ]  # fmt: skip
    assert [each.full_name for each in await held(db, listed.nik, twice.nik)] == [twice.full_name]
    assert counted(done, "rows", "new", "same", "refused") == [4, 1, 0, 3]
    done = await take(db, tmp_path / "a.csv", root="")
    assert counted(done, "new", "refused", "UNKNOWN_REGION") == [1, 2, 1]


async def test_cards_follow_their_heads(db: Database, tmp_path: Path) -> None:
    old, new = person(), person("Kepala Baru")
    await take(db, tmp_path / "a.csv", [old], as_of=EARLIER)
    member = dataclasses.replace(old, family_relationship=FamilyRelationship.PARENT)
    alone = person(family_card_number="1901010101159002", family_relationship=FamilyRelationship.CHILD)
    done = await take(db, tmp_path / "b.csv", [member, new, alone])
    assert counted(done, "cards_new", "cards_changed", "CARD_WITHOUT_HEAD") == [1, 1, 1]
    rows = await db.fetch("select number, head_nik from family_card order by number")
    assert [tuple(row) for row in rows] == [("1901010101159001", new.nik), ("1901010101159002", None)]


async def test_a_broken_file_leaves_the_record_as_it_is(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    extract.write(path, [person() for _ in range(50)])
    path.write_text(path.read_text() + '"' + "x\n" * 200_000)
    with pytest.raises(BadInput, match="line 52 does not close"):
        await take(db, path)
    assert await db.fetchval("select count(*) from person") == 0


async def test_a_moment_to_come_is_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has not come"):
        await take(db, tmp_path / "a.csv", [person()], as_of=NOW + dt.timedelta(days=1))


async def test_a_second_import_is_refused_while_one_runs(db: Database, tmp_path: Path) -> None:
    async with PgImports(db, TENANT).alone():
        with pytest.raises(Conflict, match="at this moment"):
            await take(db, tmp_path / "a.csv", [person()])
    assert counted(await take(db, tmp_path / "a.csv"), "new") == [1]


async def test_what_was_read_is_kept_and_forgotten_after_a_week(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    extract.write(path, [person() for _ in range(3)])

    imports = PgImports(db, TENANT)
    importing = Importing(imports, actor.system(TENANT, "19.01"), lambda: NOW)

    def watch(seen: Seen) -> None:
        if seen.what == "comparing":
            raise ValueError("the process ends here")

    with pytest.raises(ValueError, match="ends here"):
        await importing.read(path, "19.01", NOW, watch)
    assert await db.fetchval("select count(*) from person") == 0
    assert await db.fetchval("select sum(rows) from record_import_piece") == 3
    path.rename(tmp_path / "b.csv")
    done = await take(db, tmp_path / "b.csv", as_of=None)
    assert (done.of.resumed, done.of.as_of, done.counts["new"]) == (True, NOW, 3)
    extract.write(path, [person()])
    with pytest.raises(ValueError, match="ends here"):
        await importing.read(path, "19.01", NOW, watch)
    await db.execute("update record_import set began_at = began_at - $1::interval where state = 'READING'", 2 * KEPT)
    await take(db, tmp_path / "c.csv", [person()])
    assert await db.fetchval("select count(*) from record_import_piece") == 0
    assert await db.fetchval("select count(*) from pg_class where relname like 'record_import_row%'") == 0


@pytest.mark.parametrize("held_before", [0, 1])
async def test_readers_see_all_of_an_extract_or_nothing(db: Database, tmp_path: Path, held_before: int) -> None:
    """While an import runs, somebody counts persons, cards and events again and again.

    With nobody in the record the indexes of persons are set aside, and whoever counts waits.
    """
    await copy_citizens(db, [person("Sudah Ada", nik="1901011501849001") for _ in range(held_before)])
    indexes = "select indexname, indexdef from pg_indexes where tablename = 'person' order by indexname"
    indexed = await db.fetch(indexes)
    one = person()
    head, child = FamilyRelationship.HEAD, FamilyRelationship.CHILD
    people = [
        dataclasses.replace(
            one,
            nik=f"190101150185{n:04}",
            family_card_number=f"1901010101{n // 4:06}",
            family_relationship=child if n % 4 else head,
        )
        for n in range(1, 9601)
    ]
    seen = set()
    ended = asyncio.Event()

    async def look() -> None:
        while not ended.is_set():
            row = await db.fetchrow(
                "select (select count(*) from person), (select count(*) from family_card),"
                " (select count(*) from record_event), (select count(*) from nik_directory)"
            )
            assert row is not None
            seen.add(tuple(row))
            await asyncio.sleep(0.005)

    looking = asyncio.create_task(look())
    await take(db, tmp_path / "a.csv", people)
    ended.set()
    await looking
    before, after = (held_before, 0, held_before, held_before), (9600 + held_before, 2401, *[9600 + held_before] * 2)
    assert before in seen
    assert seen <= {before, after}
    assert await db.fetch(indexes) == indexed
    await copy_citizens(db, [person("Nama Berikutnya", nik="1901011501849002")])
    words = await db.fetchval("select array_agg(word) from name_word")
    assert {*search_key("Suparman Contoh").split(), *search_key("Nama Berikutnya").split()} <= set(words)


def citizens() -> st.SearchStrategy[Citizen]:
    """Persons of every kind that an extract can speak about; their NIKs are given later."""

    one = person()

    def made(**given: Any) -> Citizen:
        return dataclasses.replace(one, **given)

    optional = {
        "sex": st.sampled_from(Sex), "birth_date": st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
        "birth_place": TEXTS, "blood_type": st.sampled_from(BloodType), "religion": st.sampled_from("1234567"),
        "marital_status": st.sampled_from(MaritalStatus), "education": st.sampled_from(EducationLevel),
        "occupation": st.integers(1, 120).map(str), "citizenship": st.sampled_from(Citizenship),
        "vital_status": st.sampled_from(VitalStatus),
        "birth_deed_number": st.from_regex(r"AL\.[0-9]{3}\.[0-9]{7}", fullmatch=True),
        "family_relationship": st.sampled_from(FamilyRelationship),
    }  # fmt: skip
    parents = st.builds(ParentRef, TEXTS, st.none() | st.just("1901015501609001"))
    return st.builds(
        made,
        full_name=TEXTS,
        mother=st.none() | parents,
        father=st.none() | parents,
        **{name: st.none() | values for name, values in optional.items()},
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    people=st.lists(citizens(), min_size=1, max_size=12),
    dates=st.sampled_from(DateForm),
    delimiter=st.sampled_from(",;"),
)
def test_persons_come_back_from_an_extract_as_they_were(
    module_database: str, people: list[Citizen], dates: DateForm, delimiter: str
) -> None:
    numbered = [dataclasses.replace(each, nik=f"190101150185{n:04}") for n, each in enumerate(people, start=1)]

    async def there_and_back() -> list[Citizen]:
        db = await Database.open(module_database)
        try:
            await db.execute("delete from person")
            await db.execute("delete from nik_directory")
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "a.csv"
                extract.write(path, numbered, dates=dates, delimiter=delimiter)
                done = await take(db, path)
            assert counted(done, "new", "refused") == [len(numbered), 0]
            return await held(db, *(each.nik for each in numbered))
        finally:
            await db.close()

    stored = asyncio.run(there_and_back())
    assert [_said(each) for each in stored] == [_said(each) for each in numbered]
    for each in stored:
        assert each.address is not None
        assert (each.address.line, each.address.rt, each.region_code) == ("Jl. Contoh 1", "001", "19.01.01.1001")


def _said(citizen: Citizen) -> Citizen:
    """Without what the hub adds to a person."""
    return dataclasses.replace(citizen, id=uuid.UUID(int=0), as_of=None, warnings=(), address=None)

"""The past as its readers see it: in sight or not, from which paper, and found by indexes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from hub.core.citizen import Citizen
from hub.core.evidence import Cause, SourceDocument, SourceKind
from hub.core.identifiers import new_id
from hub.core.past import WHOLE, Occasion, Reading
from hub.core.predicates import OWN_DATA, RowFilter
from hub.store import Database, PgPeople, PgWrites, columns
from hub.store.bulk import copy_citizens, copy_facets
from hub.store.past import _FIRST, _NAMED, _THEN
from hub.store.row_filter import Parameters, admitted
from tests.store.samples import EVERYBODY, NOW, TENANT, clock, home, nik, person
from tests.store.test_past import MOMENT, SOMEBODY, SOON, STAFF, UNSEALED, change, moments, past
from tests.store.test_recordings import Permit, record, saying


async def at_version(db: Database, known: Citizen, version: int) -> dt.datetime:
    at: dt.datetime = await db.fetchval(
        "select at from record_event where person_id = $1 and version = $2", known.id, version
    )
    return at


async def seen(db: Database, known: Citizen, version: int, rows: RowFilter) -> int | None:
    """The version in which she is shown."""
    at = await at_version(db, known, version)
    found = await past(db).person(TENANT, known.nik or "", at, rows)
    return found.version if found else None


async def test_who_moved_away_is_out_of_sight_with_her_past(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    moved = await change(writes, known, dataclasses.replace(known, address=home("19.01.03.2003")))
    assert await seen(db, moved, 1, STAFF) is None
    assert await seen(db, moved, 2, STAFF) is None
    there = dataclasses.replace(STAFF, region="19.01.03")
    assert [await seen(db, moved, version, there) for version in (1, 2)] == [None, 2]
    district = dataclasses.replace(STAFF, region="19.01")
    assert [await seen(db, moved, version, district) for version in (1, 2)] == [1, 2]


async def test_who_is_or_was_sealed_is_not_seen_as_she_was_then(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    sealed = await change(writes, known, dataclasses.replace(known, sealed=True))
    assert [await seen(db, sealed, version, STAFF) for version in (1, 2)] == [None, None]
    opened = await change(writes, sealed, dataclasses.replace(sealed, sealed=False))
    assert [await seen(db, opened, version, STAFF) for version in (1, 2, 3)] == [1, None, 3]


async def test_a_citizen_reads_of_herself_what_stood_before_she_had_her_nik(db: Database, writes: PgWrites) -> None:
    child = await change(writes, None, person(nik=None))
    named = await change(writes, child, dataclasses.replace(child, nik=nik()))
    herself, another = RowFilter((OWN_DATA.name,), nik=named.nik), RowFilter((OWN_DATA.name,), nik=nik())
    assert [await seen(db, named, version, herself) for version in (1, 2)] == [1, 2]
    assert [await seen(db, named, version, another) for version in (1, 2)] == [None, None]
    assert await seen(db, named, 1, RowFilter(())) is None


async def test_a_citizen_is_not_shown_who_had_her_nik_by_mistake(db: Database, writes: PgWrites) -> None:
    """Two had their NIKs the wrong way round: who has it now is herself, as she was."""
    one, other = nik(), nik()
    first, second = await change(writes, None, person("A", nik=one)), await change(writes, None, person("B", nik=other))
    at = await at_version(db, second, 1)
    first = await change(writes, first, dataclasses.replace(first, nik=None))
    second = await change(writes, second, dataclasses.replace(second, nik=one))
    await change(writes, first, dataclasses.replace(first, nik=other))
    found = await past(db).person(TENANT, one, at, RowFilter((OWN_DATA.name,), nik=one))
    assert found is not None
    assert (found.id, found.nik) == (second.id, other)
    found = await past(db).person(TENANT, one, at, UNSEALED)
    assert found is not None
    assert (found.id, found.nik) == (first.id, one)


async def test_another_district_is_not_looked_into(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    assert await past(db).person("1902", known.nik or "", SOON, UNSEALED) is None


# ---- times, provenance, changes ------------------------------------------------------------------------------------


async def test_events_of_one_moment_stand_a_millisecond_apart(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    for name in ("Satu", "Dua", "Tiga"):
        known = await change(writes, known, dataclasses.replace(known, full_name=name))
    times = [at for _, _, at in await moments(db)]
    assert times == [NOW + number * MOMENT for number in range(4)]
    # As the graph tells and takes them, a time has no more than milliseconds.
    found = await past(db).person(TENANT, known.nik or "", times[2] + dt.timedelta(microseconds=999), UNSEALED)
    assert found is not None
    assert (found.full_name, found.version, found.at) == ("Dua", 3, times[2] + dt.timedelta(microseconds=999))


async def test_an_attribute_says_from_which_paper_agency_and_application_it_is(db: Database, writes: PgWrites) -> None:
    known = person(as_of=NOW - dt.timedelta(days=2))
    await copy_citizens(db, [known])
    paper = SourceDocument(SourceKind.BIRTH_DEED, "1901-LU-1")
    cause = Cause("corrected", "Salah ketik", paper)
    known = await change(writes, known, dataclasses.replace(known, full_name="Benar Contoh"), cause)
    await record(writes, known.id, saying(Permit("1"), as_of=NOW - dt.timedelta(days=1)))
    reading = Reading(known.id, None)
    origins = (await past(db).origins(TENANT, [reading], EVERYBODY))[reading]
    assert set(origins) == {WHOLE, "full_name", "permits"}
    first, name, permits = origins[WHOLE], origins["full_name"], origins["permits"]
    assert (first.kind, first.source.agency, first.source.as_of) == ("imported", "population", known.as_of)
    assert (name.kind, name.reason, name.actor_name) == ("corrected", "Salah ketik", "Petugas Contoh")
    assert (name.source.document_kind, name.source.document_number) == (paper.kind, paper.number)
    assert (permits.kind, permits.source.agency) == ("recorded", "licensing")
    assert permits.source.as_of == NOW - dt.timedelta(days=1)


async def test_who_was_adopted_rests_on_the_agency_that_knew_her(db: Database) -> None:
    known = person(as_of=NOW)
    await PgPeople(db, clock).adopt(TENANT, [known])
    reading = Reading(known.id, None)
    origin = (await past(db).origins(TENANT, [reading], EVERYBODY))[reading]["full_name"]
    assert (origin.kind, origin.source.agency, origin.source.as_of) == ("adopted", "population", NOW)


async def test_a_nik_that_is_read_off_a_better_paper_rests_on_that(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    cause = Cause("nik-assigned", "KTP-el dilihat", SourceDocument(SourceKind.KTP_EL, known.nik))
    await change(writes, known, known, cause)
    reading = Reading(known.id, None)
    origin = (await past(db).origins(TENANT, [reading], EVERYBODY))[reading]["nik"]
    assert (origin.version, origin.source.document_kind) == (2, SourceKind.KTP_EL)


async def test_what_changed_while_she_was_out_of_sight_is_not_shown(db: Database, writes: PgWrites) -> None:
    known = await change(writes, None, person())
    sealed = await change(writes, known, dataclasses.replace(known, sealed=True))
    renamed = await change(writes, sealed, dataclasses.replace(sealed, full_name="Baru"))
    opened = await change(writes, renamed, dataclasses.replace(renamed, sealed=False))
    last = await change(writes, opened, dataclasses.replace(opened, full_name="Lain"))
    occasions = [Occasion(known.id, version) for version in range(1, 6)]
    found = await past(db).changes(TENANT, occasions, STAFF)
    assert [found[occasion].shown for occasion in occasions] == [True, False, False, False, True]
    assert (found[occasions[2]].before, found[occasions[2]].after) == (None, None)
    assert (found[occasions[0]].before, found[occasions[3]].before) == (None, None)
    change_ = found[occasions[4]]
    assert change_.before is not None
    assert change_.after is not None
    assert (change_.changed, change_.before.full_name) == (("full_name",), "Baru")
    assert change_.after.full_name == last.full_name


async def test_copies_that_no_event_tells_of_are_not_taken_for_the_past(db: Database, writes: PgWrites) -> None:
    known = person()
    await copy_citizens(db, [known])
    await copy_facets(db, [(TENANT, known.id, "permits", [{"number": "1", "issued_on": None}], NOW)])
    assert await past(db).copy(TENANT, "permits", Reading(known.id, 1)) is None
    await record(writes, known.id, saying(Permit("2")))
    before = await past(db).copy(TENANT, "permits", Reading(known.id, 1))
    after = await past(db).copy(TENANT, "permits", Reading(known.id, 2))
    assert before is not None
    assert after is not None
    assert (before.items, before.as_of) == ((Permit("1"),), None)
    assert (after.items, after.as_of, after.fresh) == ((Permit("1"), Permit("2")), NOW, False)


async def test_whoever_had_a_nik_is_found_by_indexes(db: Database) -> None:
    crowd = [dataclasses.replace(SOMEBODY, id=new_id(), nik=f"190101150185{1000 + at}") for at in range(2000)]
    await copy_citizens(db, crowd)
    parameters = Parameters(TENANT, crowd[7].nik, NOW)
    then = _THEN.format(shown=columns.shown(STAFF, "h"))
    statement = f"{then} where {_NAMED} and {admitted(STAFF, 'p', parameters)} {_FIRST}"
    async with db.acquired() as connection:
        await connection.execute("analyze person; analyze record_event")
        text = "\n".join(row[0] for row in await connection.fetch(f"explain {statement}", *parameters.values))
    used = set(re.findall(r"Index Scan(?: Backward)?(?: using| on) (\w+)", text))
    named = {"person_nik", "person_pkey", "record_event_nik_lost", "record_event_pkey"}
    # Whether a parent is sealed, under a number of her own or a merged one; both stand apart, so either index serves.
    assert named <= used <= named | {"person_sealed", "person_merged", "person_apart"}, text
    assert "Seq Scan" not in text

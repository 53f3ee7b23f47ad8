"""Signed files read into a real record: verified first, gone on with after a kill, never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hub.core.actor import pushing
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, Conflict, Unauthenticated
from hub.store import Database, PgFacetCopies
from hub.store.bulk import copy_citizens, copy_facets
from hub.store.facet_files import PgFacetFiles
from hub.store.intake import PgIntake
from hub.worker.files import BATCH, FileReading, FileReport
from tests.connectors.serving import Clock
from tests.store.samples import TENANT
from tests.worker.files import ISSUED, Agency, Signed, distinct, row

ACTOR = pushing(TENANT, "19.01", "welfare", "Dinas Sosial", frozenset({"welfare:write"}))


class Rig:
    def __init__(self, db: Database, folder: Path) -> None:
        self.db = db
        self.agency = Agency(folder)
        self.facet = self.agency.quarterly.facet

    async def read(self, file: Signed, stop_after: int | None = None) -> FileReport:
        """Reads a file; with `stop_after` the process is killed when so many lines are dealt with."""

        def watch(line: int, _total: int) -> None:
            if stop_after is not None and line >= stop_after:
                raise KeyboardInterrupt

        ledger = PgFacetFiles(self.db, TENANT, "welfare")
        reading = FileReading(self.agency.quarterly, ledger, PgIntake(self.db, TENANT, "welfare"), ACTOR, Clock())
        return await reading.read(file.path, file.signature, watch)

    async def held(self, who: Citizen) -> Any:
        copies = await PgFacetCopies(self.db, [self.facet]).copies(TENANT, "welfare", [who.id])
        items = copies[who.id].items if who.id in copies else ()
        return (items[0].decile, items[0].period, items[0].programmes) if items else None

    async def events(self, who: Citizen | None = None) -> int:
        found: int = await self.db.fetchval(
            "select count(*) from record_event where kind = 'recorded' and ($1::uuid is null or person_id = $1)",
            who.id if who else None,
        )
        return found


@pytest.fixture
def rig(db: Database, tmp_path: Path) -> Rig:
    return Rig(db, tmp_path)


def numbered(count: int) -> list[Citizen]:
    """Persons with NIKs of their own, so that a large file does not use up everybody's."""
    return [distinct(n) for n in range(count)]


async def people(db: Database, count: int) -> list[Citizen]:
    made = numbered(count)
    await copy_citizens(db, made)
    return made


async def test_rows_are_kept_with_an_event_and_the_time_of_the_file(rig: Rig) -> None:
    (siti,) = await people(rig.db, 1)
    report = await rig.read(rig.agency.file([row(siti.nik, 2, programmes=["PKH"])]))
    assert report.is_new
    assert await rig.held(siti) == (2, "2026-Q3", ("PKH",))
    event = await rig.db.fetchrow("select * from record_event where kind = 'recorded'")
    assert event is not None
    assert (event["actor"], event["changed"], event["version"]) == ("agency:welfare", ["welfare"], 2)
    assert (event["before"]["welfare"], event["after"]["welfare"][0]["decile"]) == ([], 2)
    assert await rig.db.fetchval("select as_of from facet_copy") == ISSUED


@pytest.mark.parametrize("what", ["another key", "another file", "rows missing", "no signature", "changed"])
async def test_nothing_is_read_before_the_signature_holds(rig: Rig, what: str) -> None:
    (siti,) = await people(rig.db, 1)
    good = rig.agency.file([row(siti.nik)])
    bad = {
        "another key": rig.agency.file([row(siti.nik)], key=rig.agency.stranger()),
        "another file": rig.agency.file([row(siti.nik)], says={"sha256": "0" * 64}),
        "rows missing": rig.agency.file([row(siti.nik)], says={"rows": 2}),
        "no signature": Signed(good.path, b"a.b.c", good.sha256),
        "changed": Signed(good.path, good.signature[:-6] + b"AAAAAA", good.sha256),
    }[what]
    with pytest.raises((Unauthenticated, BadInput)) as caught:
        await rig.read(bad)
    assert isinstance(caught.value, BadInput) == (what in {"another file", "rows missing"})
    assert str(siti.nik) not in caught.value.message
    assert await rig.held(siti) is None
    assert await rig.db.fetchval("select count(*) from facet_file") == 0


async def test_the_same_file_again_does_nothing(rig: Rig) -> None:
    (siti,) = await people(rig.db, 1)
    file = rig.agency.file([row(siti.nik), b"bukan JSON"])
    await rig.read(file)
    report = await rig.read(file)
    assert not report.is_new
    assert (report.counts["rows"], report.refusals) == (2, [(2, "NOT_JSON")])
    assert await rig.events() == 1


async def test_another_file_of_the_period_is_refused_unless_it_says_that_it_replaces_the_first(rig: Rig) -> None:
    siti, budi, wati = await people(rig.db, 3)
    first = rig.agency.file([row(siti.nik, 2), row(budi.nik, 5), row(wati.nik, 7)])
    await rig.read(first)
    with pytest.raises(Conflict, match="replaces"):
        await rig.read(rig.agency.file([row(siti.nik, 9)]))
    with pytest.raises(Conflict):
        await rig.read(rig.agency.file([row(siti.nik, 9)], replaces="f" * 64))
    assert await rig.held(siti) == (2, "2026-Q3", ())
    later = ISSUED + dt.timedelta(days=3)
    report = await rig.read(
        rig.agency.file([row(siti.nik, 4), row(budi.nik, 5)], issued_at=later, replaces=first.sha256)
    )
    assert [await rig.held(each) for each in (siti, budi, wati)] == [(4, "2026-Q3", ()), (5, "2026-Q3", ()), None]
    assert (report.counts["changed"], report.counts["same"], report.counts["withdrawn"]) == (1, 1, 1)
    assert await rig.events(wati) == 2
    with pytest.raises(Conflict, match="replaced"):
        await rig.read(first)


async def test_a_file_of_an_earlier_period_is_refused(rig: Rig) -> None:
    (siti,) = await people(rig.db, 1)
    await rig.read(rig.agency.file([row(siti.nik, 2)], "2026-Q3"))
    with pytest.raises(Conflict, match="later period"):
        await rig.read(rig.agency.file([row(siti.nik, 9)], "2026-Q2"))
    await rig.read(rig.agency.file([row(siti.nik, 3)], "2026-Q4"))
    assert await rig.held(siti) == (3, "2026-Q4", ())


async def test_a_file_says_nothing_over_what_the_agency_said_after_it(rig: Rig) -> None:
    siti, budi = await people(rig.db, 2)
    contested = [{"decile": 1, "period": "2026-Q3", "programmes": []}]
    await copy_facets(rig.db, [(TENANT, siti.id, "welfare", contested, ISSUED + dt.timedelta(days=1))])
    later = [{"decile": 1, "period": "2026-Q4", "programmes": []}]
    await copy_facets(rig.db, [(TENANT, budi.id, "welfare", later, ISSUED - dt.timedelta(days=1))])
    report = await rig.read(rig.agency.file([row(siti.nik, 9), row(budi.nik, 9)]))
    assert (report.counts["newer_held"], report.counts["changed"], report.counts["same"]) == (1, 0, 1)
    assert [(await rig.held(each))[:2] for each in (siti, budi)] == [(1, "2026-Q3"), (1, "2026-Q4")]


BAD_ROWS: Sequence[tuple[bytes, str]] = (
    (b"bukan JSON", "NOT_JSON"),
    (b'{"nik": NaN}', "NOT_JSON"),
    (b"[]", "NOT_AN_OBJECT"),
    (b'{"nik": "' + b"1" * 3000 + b'"}', "TOO_LONG"),
    (b'{"nik": "1901015503909001", "decile": 1, "nama": "Siti"}', "UNKNOWN_KEY"),
    (b'{"nik": "1901015503909001", "decile": 1, "decile": 9}', "DUPLICATE_KEY"),
    (b'{"nik": "190101550390900", "decile": 1}', "BAD_NIK"),
    (b'{"nik": 1901015503909001.5, "decile": 1}', "BAD_NIK"),
    (b'{"nik": "1901015503909001"}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": 0}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": 11}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": true}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": "3"}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": 3, "programmes": "PKH"}', "BAD_VALUE"),
    (b'{"nik": "1901015503909001", "decile": 3, "programmes": ["pkh"]}', "BAD_VALUE"),
    (b"", "NOT_JSON"),
)


async def test_a_row_is_taken_as_a_whole_or_refused_with_line_and_reason(rig: Rig) -> None:
    siti, budi = await people(rig.db, 2)
    rows: list[Any] = [row(siti.nik, 2), *(bad for bad, _ in BAD_ROWS), row(siti.nik, 9), row(int(budi.nik or 0), 4)]
    report = await rig.read(rig.agency.file(rows))
    assert report.refusals == [*((at, reason) for at, (_, reason) in enumerate(BAD_ROWS, start=2)), (18, "REPEATED")]
    assert [(await rig.held(each))[0] for each in (siti, budi)] == [2, 4]
    assert (report.counts["rows"], report.counts["refused"], report.counts["changed"]) == (19, 17, 2)


async def test_who_is_not_in_the_record_is_counted_and_not_invented(rig: Rig) -> None:
    report = await rig.read(rig.agency.file([row("1901015503909001")]))
    assert report.counts["without_record"] == 1
    assert await rig.db.fetchval("select count(*) from person") == 0


@pytest.mark.parametrize("stop_after", [BATCH, 2 * BATCH])
async def test_a_file_that_was_cut_short_is_gone_on_with(rig: Rig, stop_after: int) -> None:
    everybody = await people(rig.db, 2 * BATCH + 10)
    rows: list[Any] = [row(each.nik, 1 + at % 10) for at, each in enumerate(everybody)]
    # Repeats a row of before the kill, after it.
    rows += [row(everybody[0].nik, 9), b"{}"]
    file = rig.agency.file(rows)
    with pytest.raises(KeyboardInterrupt):
        await rig.read(file, stop_after)
    assert await rig.events() == stop_after
    with pytest.raises(Conflict):
        await rig.read(rig.agency.file([row(everybody[0].nik)]))
    report = await rig.read(file)
    assert report.is_new
    assert await rig.events() == len(everybody) == report.counts["changed"]
    assert report.refusals == [(len(rows) - 1, "REPEATED"), (len(rows), "BAD_VALUE")]
    assert report.counts["rows"] == len(rows)
    assert await rig.db.fetchval("select max(version) from person") == 2
    assert not (await rig.read(file)).is_new


async def test_two_who_read_the_same_file_do_not_count_a_row_twice(rig: Rig, db: Database) -> None:
    (siti,) = await people(db, 1)
    file = rig.agency.file([row(siti.nik)])
    said = rig.agency.quarterly.statement(file.signature)
    ledger = PgFacetFiles(db, TENANT, "welfare")
    await ledger.begin(said, "x", ISSUED)
    async with PgIntake(db, TENANT, "welfare").batch() as work:
        await ledger.advance(work.connection, said.sha256, (0, 1), {}, [])
    with pytest.raises(Conflict):
        async with PgIntake(db, TENANT, "welfare").batch() as work:
            await ledger.advance(work.connection, said.sha256, (0, 1), {}, [])


async def test_what_is_kept_about_a_file_is_about_nobody(rig: Rig) -> None:
    (siti,) = await people(rig.db, 1)
    await rig.read(rig.agency.file([row(siti.nik), row(siti.nik), b'{"nik": "1901015503909001"}']))
    told = await rig.db.fetchval("select string_agg(f::text || r::text, ' ') from facet_file f, facet_file_refusal r")
    assert not [word for word in (siti.nik, siti.full_name, str(siti.id), "1901015503909001") if str(word) in told]

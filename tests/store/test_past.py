"""The past is read from events: whatever was changed, as of each event's time the person is who it left."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen, ParentRef
from hub.core.evidence import Cause
from hub.core.identifiers import new_id
from hub.core.past import WHOLE, PastCitizen, Reading
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.service import RecordChange
from hub.store import Database, PgPast, PgPeople, PgWrites
from hub.store.bulk import copy_citizens
from tests.store.samples import EVERYBODY, NOW, TENANT, clock, home, nik, person, request
from tests.store.test_recordings import PERMITS, Permit, record, saying

Run = Callable[[Coroutine[Any, Any, Any]], Any]
SOON = NOW + dt.timedelta(days=30)
"""After whatever these tests write."""
MOMENT = dt.timedelta(milliseconds=1)
UNSEALED = RowFilter((NOT_SEALED.name,))
STAFF = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), region="19.01.01")


async def change(writes: PgWrites, before: Citizen | None, after: Citizen, cause: Cause | None = None) -> Citizen:
    async with writes.begin(request(str(new_id()))) as work:
        changed = await work.apply(RecordChange(before, after), None, cause)
        await work.reply({})
    return changed


def past(db: Database) -> PgPast:
    return PgPast(db, [PERMITS])


# ---- any sequence of changes ---------------------------------------------------------------------------------------


@dataclass
class Life:
    """A person as the writers left her: her states by version, and what was held of her permits."""

    now: Citizen
    states: dict[int, Citizen] = field(default_factory=dict)
    permits: dict[int, tuple[Permit, ...]] = field(default_factory=dict)
    recorded: list[int] = field(default_factory=list)

    def keep(self, now: Citizen, permits: tuple[Permit, ...]) -> None:
        self.now = now
        self.states[now.version], self.permits[now.version] = now, permits

    @property
    def held(self) -> tuple[Permit, ...]:
        return self.permits[self.now.version] if self.permits else ()


NIKS = [nik() for _ in range(3)]
SOMEBODY = person()
edits = st.one_of(
    st.fixed_dictionaries({"full_name": st.sampled_from(["Siti Contoh", "Budi Contoh"])}),
    st.fixed_dictionaries(
        {
            "birth_date": st.sampled_from([dt.date(1950, 7, 1), dt.date(1950, 12, 31), None]),
            "birth_date_precision": st.sampled_from(DatePrecision),
        }
    ),
    st.fixed_dictionaries({"address": st.sampled_from([home(), home("19.01.03.2003"), None])}),
    st.fixed_dictionaries({"mother": st.sampled_from([ParentRef("Ibu Contoh", None), None])}),
    st.fixed_dictionaries({"sealed": st.booleans()}),
    st.fixed_dictionaries({"nik": st.sampled_from([*NIKS, None])}),
    st.fixed_dictionaries({"permits": st.sampled_from(["1", "2"])}),
)
stories = st.lists(st.tuples(st.sampled_from([0, 1]), edits), max_size=8)
begins = st.tuples(*(st.sampled_from(["imported", "created", "adopted"]) for _ in range(2)))


async def begin(db: Database, how: str, number: int) -> Life:
    known = dataclasses.replace(SOMEBODY, id=new_id(), full_name=f"Warga {number}", nik=NIKS[number])
    if how == "created":
        known = await change(PgWrites(db, clock), None, known)
    elif how == "adopted":
        await PgPeople(db, clock).adopt(TENANT, [known])
    else:
        await copy_citizens(db, [known])
    life = Life(known)
    life.keep(known, ())
    return life


async def live(db: Database, life: Life, edit: Mapping[str, Any]) -> None:
    writes = PgWrites(db, clock)
    if "permits" in edit:
        done = await record(writes, life.now.id, saying(Permit(edit["permits"]), complete=True))
        if done.changed:
            life.recorded.append(done.version)
        life.keep(dataclasses.replace(life.now, version=done.version), (Permit(edit["permits"]),))
        return
    life.keep(await change(writes, life.now, dataclasses.replace(life.now, **edit)), life.held)


async def forget(db: Database) -> None:
    """An empty record: what an example wrote is not another one's."""
    tables = "person, facet_copy, record_event, nik_directory, receipt, receipt_subject, idempotency_reply"
    async with db.transaction() as connection:
        await connection.execute(
            "alter table record_event disable trigger user; alter table receipt disable trigger user;"
            f"alter table receipt_subject disable trigger user; truncate {tables} cascade;"
            "alter table record_event enable trigger user; alter table receipt enable trigger user;"
            "alter table receipt_subject enable trigger user"
        )


async def moments(db: Database) -> list[tuple[uuid.UUID, int, dt.datetime]]:
    rows = await db.fetch("select person_id, version, at from record_event order by at")
    return [(row["person_id"], row["version"], row["at"]) for row in rows]


def told(at: dt.datetime) -> dt.datetime:
    """A time as the graph tells and takes it: in milliseconds."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def version_at(events: list[tuple[uuid.UUID, int, dt.datetime]], life: Life, at: dt.datetime) -> int | None:
    """What happened to somebody else within the same millisecond has happened, too: nobody can ask for less."""
    found = [version for owner, version, when in events if owner == life.now.id and told(when) <= told(at)]
    return max(found, default=None)


def expected(
    lives: list[Life], events: list[tuple[uuid.UUID, int, dt.datetime]], wanted: str, at: dt.datetime
) -> Citizen | None:
    """Whoever had the NIK then, or else who has it now, as she was; nobody who is sealed or was."""
    then = [(life, version_at(events, life, at)) for life in lives if not life.now.sealed]
    states = [(life, life.states[version]) for life, version in then if version is not None]
    states = [(life, state) for life, state in states if not state.sealed]
    had = [state for _, state in states if state.nik == wanted]
    has = [state for life, state in states if life.now.nik == wanted]
    return next(iter([*had, *has]), None)


def as_she_was(found: PastCitizen | None) -> dict[str, Any] | None:
    return None if found is None else plain(found)


def plain(citizen: Citizen) -> dict[str, Any]:
    """What the record keeps of a person; warnings and names of places follow from it."""
    names = {f.name for f in dataclasses.fields(Citizen)} - {"warnings", "address"}
    address = citizen.address
    located = address and (address.region_code, address.line, address.rt, address.rw, address.postal_code)
    return {**{name: getattr(citizen, name) for name in names}, "address": located}


async def check_states(db: Database, lives: list[Life]) -> None:
    events = await moments(db)
    for at in sorted({when + shift for _, _, when in events for shift in (dt.timedelta(), -MOMENT)}):
        for wanted in NIKS:
            found = await past(db).person(TENANT, wanted, at, UNSEALED)
            state = expected(lives, events, wanted, at)
            assert as_she_was(found) == (plain(state) if state else None), (wanted, at)


async def check_facets(db: Database, lives: list[Life]) -> None:
    """Held is what the last event left; before the first one what that one found."""
    for life in lives:
        for version, permits in life.permits.items():
            copy = await past(db).copy(TENANT, PERMITS.name, Reading(life.now.id, version))
            assert (copy.items if copy else None) == (permits if life.recorded else None)


async def check_origins(db: Database, lives: list[Life]) -> None:
    rows = await db.fetch("select person_id, version, changed from record_event order by version")
    for life in lives:
        for until in (*life.states, None):
            naive: dict[str, int] = {}
            for row in rows:
                if row["person_id"] == life.now.id and (until is None or row["version"] <= until):
                    naive.setdefault(WHOLE, row["version"])
                    naive.update(dict.fromkeys(row["changed"], row["version"]))
            reading = Reading(life.now.id, until)
            origins = (await past(db).origins(TENANT, [reading], EVERYBODY))[reading]
            assert {name: origin.version for name, origin in origins.items()} == naive


async def lived(db: Database, begun: tuple[str, str], story: list[tuple[int, Mapping[str, Any]]]) -> None:
    await forget(db)
    lives = [await begin(db, how, number) for number, how in enumerate(begun)]
    for who, edit in story:
        taken = {life.now.nik for at, life in enumerate(lives) if at != who}
        if edit.get("nik") not in taken - {None}:
            await live(db, lives[who], edit)
    await check_states(db, lives)
    await check_facets(db, lives)
    await check_origins(db, lives)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs coroutines on one loop, which outlives the single example."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="module")
def store(run: Run, module_database: str) -> Iterator[Database]:
    opened = run(Database.open(module_database, max_size=1))
    yield opened
    run(opened.close())


_anew = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(_anew, max_examples=15)
@given(begins, stories)
def test_as_of_each_event_a_person_is_who_it_left(
    run: Run, store: Database, begun: tuple[str, str], story: list[tuple[int, Mapping[str, Any]]]
) -> None:
    run(lived(store, begun, story))


@pytest.mark.long
@pytest.mark.timeout(1700)
@settings(_anew, max_examples=600)
@given(begins, stories)
def test_as_of_each_event_a_person_is_who_it_left_in_many_lives(
    run: Run, store: Database, begun: tuple[str, str], story: list[tuple[int, Mapping[str, Any]]]
) -> None:
    run(lived(store, begun, story))


async def test_two_who_were_entered_within_one_millisecond_are_both_there(db: Database) -> None:
    await forget(db)
    lives = [await begin(db, "imported", number) for number in (0, 1)]
    lives[0].keep(await change(PgWrites(db, clock), lives[0].now, dataclasses.replace(lives[0].now, nik=NIKS[2])), ())
    async with db.transaction() as connection:
        await connection.execute("alter table record_event disable trigger user")
        for life, microseconds in zip(lives, (1100, 2900), strict=True):
            await connection.execute(
                "update record_event set at = $2::timestamptz + (version - 1) * interval '1 millisecond'"
                " where person_id = $1",
                life.now.id,
                NOW + dt.timedelta(microseconds=microseconds),
            )
        await connection.execute("alter table record_event enable trigger user")
    await check_states(db, lives)

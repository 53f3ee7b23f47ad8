"""The seed: whole or not at all, once, and gone on with when it was cut short."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import orjson
import pytest

from hub.core.predicates import RowFilter
from hub.identity.passwords import holds
from hub.sandbox import agency_files, processes, seed_state
from hub.sandbox.errors import SandboxError
from hub.sandbox.seed import SeedReport, seed
from hub.sandbox.seeding import Errand, seed_apart
from hub.store import Database, PgFacetCopies, PgPeople, bulk
from hub.store.identity import PgIdentity
from tests.sandbox.conftest import ask
from tests.sandbox.declared import declared_facets
from tests.sandbox.region_table import STATE, table

PEOPLE = 300
BANGKA = RowFilter(("region_subtree", "not_sealed"), region="19.01")


def _prepared(folder: Path) -> Path:
    """A state directory that has the regions already."""
    table()
    shutil.copytree(STATE / "regions_npm", folder / "regions_npm", dirs_exist_ok=True)
    return folder


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    return _prepared(tmp_path)


@dataclass(frozen=True)
class Seeded:
    """A seeded record that several tests look at; none of them leaves it otherwise."""

    database: str
    folder: Path
    report: SeedReport


@pytest.fixture(scope="module")
def seeded(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    folder = _prepared(tmp_path_factory.mktemp("seeded"))
    return Seeded(module_database, folder, asyncio.run(run(module_database, folder)))


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


async def run(database: str, state_dir: Path, people: int = PEOPLE) -> SeedReport:
    return await seed(database, state_dir, people=people, seed=1901, progress=silent)


async def rows(database: str) -> Mapping[str, int]:
    opened = await Database.open(database)
    try:
        return await bulk.counts(opened, "1901")
    finally:
        await opened.close()


async def test_record_and_agencies_hold_the_district(seeded: Seeded) -> None:
    report = seeded.report
    assert report.fresh
    assert report.people == PEOPLE
    counted = await rows(seeded.database)
    assert counted["person"] == counted["record_event"] == report.in_record < PEOPLE
    assert counted["family_card"] > 0
    assert counted["facet_copy"] > report.in_record
    assert await ask(seeded.database, "select count(*) from nik_directory") == report.in_record
    assert await ask(seeded.database, "select name from region where code = '19.01.01.2007'") == "Rebo"
    unmarked = "select count(*) from person where address_line not like '%(DATA CONTOH)'"
    assert await ask(seeded.database, unmarked) == 0
    for agency in agency_files.LINES:
        lines = (seeded.folder / agency_files.FOLDER / agency_files.name_of(agency)).read_bytes().splitlines()
        # Health insurance and licences: those who have any.
        assert len(lines) == PEOPLE if agency in {"population", "health"} else 0 < len(lines) < PEOPLE
        assert set(report.sample["niks"]) <= {orjson.loads(line)["nik"] for line in lines}


async def test_the_sample_is_found_in_the_record_as_it_was_made(seeded: Seeded) -> None:
    sample = seeded.report.sample
    hidden = {sample["sealed_nik"], sample["other_region_nik"]}
    opened = await Database.open(seeded.database)
    try:
        wanted = [*sample["niks"], *hidden, *sample["read_through_niks"]]
        looked_up = await PgPeople(opened).by_niks("1901", wanted, BANGKA)
        assert set(looked_up.found) == set(sample["niks"])
        assert looked_up.hidden == hidden
        ids = [citizen.id for citizen in looked_up.found.values()]
        copies = PgFacetCopies(opened, declared_facets())
        for facet in ("licences", "enrolments", "welfare"):
            assert len(await copies.copies("1901", facet, ids)) == len(ids)
        # Asked of the agency by the first who reads it.
        assert await copies.copies("1901", "health_coverage", ids) == {}
    finally:
        await opened.close()


async def test_people_and_clients_can_come_in(seeded: Seeded) -> None:
    opened = await Database.open(seeded.database)
    try:
        registry = PgIdentity(opened, "1901")
        for wanted in seeded.report.users:
            user = await registry.user_by_name(wanted.username)
            assert user is not None
            assert user.roles == {wanted.role, wanted.also} - {None}
            assert (user.region, user.nik) == (wanted.region, wanted.nik)
        first = seeded.report.users[0]
        operator = await registry.user_by_name(first.username)
        assert operator is not None
        assert holds(first.password, operator.password_hash)
        for given in seeded.report.clients:
            client = await registry.client(given.client_id)
            assert client is not None
            assert (client.secret_hash is None) == (given.client_secret is None)
            assert client.scopes == frozenset(given.scopes)
            assert not any("d" in key for key in (client.jwks or {"keys": []})["keys"]), "a private part was stored"
    finally:
        await opened.close()


async def test_secrets_differ_and_are_readable_by_the_owner_alone(seeded: Seeded) -> None:
    assert stat.S_IMODE((seeded.folder / seed_state.FILE).stat().st_mode) == 0o600
    report = seeded.report
    secrets = [user.password for user in report.users] + [c.client_secret for c in report.clients if c.client_secret]
    assert len(set(secrets)) == len(secrets)
    assert all(len(secret) == 32 for secret in secrets)
    assert not any(secret in repr(report) for secret in secrets)


async def test_a_second_start_keeps_everything(seeded: Seeded) -> None:
    before = await rows(seeded.database)
    second = await run(seeded.database, seeded.folder)
    assert not second.fresh
    assert (second.users, second.clients) == (seeded.report.users, seeded.report.clients)
    assert second.sample == seeded.report.sample
    assert not second.notice
    assert await rows(seeded.database) == before


async def test_asking_for_another_district_keeps_the_first_and_says_so(seeded: Seeded) -> None:
    second = await run(seeded.database, seeded.folder, people=PEOPLE + 100)
    assert second.people == PEOPLE
    assert "make clean" in second.notice


async def test_the_console_is_found_again_on_another_port(seeded: Seeded) -> None:
    url = "http://127.0.0.1:9100"
    await seed(seeded.database, seeded.folder, people=PEOPLE, seed=1901, progress=silent, hub_url=url)
    opened = await Database.open(seeded.database)
    try:
        console = await PgIdentity(opened, "1901").client("satu-console")
        assert console is not None
        assert console.redirect_uris == (f"{url}/console/callback",)
        frontend = await PgIdentity(opened, "1901").client("agency-frontend")
        assert frontend is not None
        assert frontend.secret_hash is not None
    finally:
        await opened.close()


async def test_people_of_unknown_origin_are_left_alone(seeded: Seeded, tmp_path: Path) -> None:
    before = await rows(seeded.database)
    with pytest.raises(SandboxError, match="nothing was changed"):
        await run(seeded.database, tmp_path)
    assert await rows(seeded.database) == before


async def test_a_seed_that_was_cut_short_goes_on_with_its_own_district(seeded: Seeded, tmp_path: Path) -> None:
    before = await rows(seeded.database)
    connection = await asyncpg.connect(seeded.database)
    await connection.execute("truncate family_card, facet_copy")
    await connection.close()
    folder = _prepared(tmp_path)
    seed_state.write_plan(folder, seed_state.SeedPlan(PEOPLE, 1901))

    report = await seed(seeded.database, folder, people=PEOPLE + 200, seed=7, progress=silent)
    assert (report.people, report.seed) == (PEOPLE, 1901)
    assert await rows(seeded.database) == before


async def test_an_error_on_the_way_leaves_nothing_and_the_next_start_makes_it(database: str, state_dir: Path) -> None:
    def broken(what: str, done: int, _total: int) -> None:
        if what == "people" and done > PEOPLE // 2:
            raise SandboxError("The terminal is gone.")

    with pytest.raises(SandboxError, match="The terminal is gone"):
        await seed(database, state_dir, people=PEOPLE, seed=1901, progress=broken)
    assert not any((await rows(database)).values())
    assert not agency_files.exist(state_dir)
    assert (await run(database, state_dir, people=200)).people == 200


async def test_an_unreadable_memory_is_one_sentence(database: str, tmp_path: Path) -> None:
    (tmp_path / seed_state.FILE).write_text('{"finished": tru')
    with pytest.raises(SandboxError, match="make clean"):
        await run(database, tmp_path)


async def test_apart_it_says_the_same_and_ends(seeded: Seeded, tmp_path: Path) -> None:
    """In a process of its own: the notice comes back, a refusal is the same sentence, and none of it is left."""
    other = Errand(seeded.database, str(seeded.folder), PEOPLE + 1, 1901, "http://127.0.0.1:8400")
    report = await seed_apart(other, silent)
    assert (report.people, report.fresh) == (seeded.report.people, False)
    assert "is kept" in report.notice
    with pytest.raises(SandboxError, match="this folder knows nothing of"):
        await seed_apart(dataclasses.replace(other, state_dir=str(tmp_path)), silent)
    assert processes.of_demonstration(seeded.folder) == processes.of_demonstration(tmp_path) == []


async def test_apart_it_ends_with_whoever_waits_for_it(tmp_path: Path) -> None:
    """Its database takes the connection and never says a word, so that nothing but the stop ends it."""
    reached, over = asyncio.Event(), asyncio.Event()

    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await over.wait()
        writer.close()

    async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        database = f"postgresql://hub@127.0.0.1:{port}/hub?sslmode=disable"
        waiting = asyncio.create_task(
            seed_apart(Errand(database, str(tmp_path), PEOPLE, 1901, "http://hub.test"), silent)
        )
        async with asyncio.timeout(60):
            await reached.wait()
        assert len(processes.of_demonstration(tmp_path, "seed")) == 1
        waiting.cancel()
        # What was raised is held on to: with it would go the process's own object, which ends what it began.
        with pytest.raises(asyncio.CancelledError) as raised:
            await waiting
        left = processes.of_demonstration(tmp_path)
        over.set()
    assert (left, raised.type) == ([], asyncio.CancelledError)

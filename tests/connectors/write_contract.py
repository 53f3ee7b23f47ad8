"""What every connector must do for which the hub writes, on a real record; each check is named, as in the suite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.core.actor import pushing
from hub.core.facet import Facet
from hub.exchange.contract.files import FileRig, line_of
from hub.exchange.contract.rig import Rig
from hub.exchange.contract.serving import Clock
from hub.store import Database
from hub.store.facet_files import PgFacetFiles
from hub.store.intake import PgIntake
from hub.store.pulls import PgPulls, Run
from hub.worker.files import FileReading
from hub.worker.pulls import Pulls
from tests.store.samples import TENANT


@dataclass(frozen=True, slots=True)
class Writing:
    """A connector and a record that holds the people whom its emulator knows, but for the last one.

    `bring` lets the agency say all that it knows; `partly` lets it fail after it was asked for half of it.
    """

    db: Database
    facet: Facet[Any]
    niks: Sequence[str]
    bring: Callable[[], Awaitable[None]]
    partly: Callable[[], Awaitable[None]]

    async def copies(self) -> Mapping[str, Any]:
        rows = await self.db.fetch(
            "select p.nik, f.items from person p join facet_copy f on f.tenant = p.tenant and f.person_id = p.id"
            " where f.facet = $1",
            self.facet.name,
        )
        return {row["nik"]: row["items"] for row in rows}

    async def events(self) -> Sequence[Mapping[str, Any]]:
        rows = await self.db.fetch("select * from record_event where kind <> 'imported'")
        return [dict(row) for row in rows]


async def kept(writing: Writing) -> None:
    """Everybody of the record has a copy, and nobody else was made up."""
    await writing.bring()
    assert sorted(await writing.copies()) == sorted(writing.niks[:-1])
    assert await writing.db.fetchval("select count(*) from person") == len(writing.niks) - 1


async def trail(writing: Writing) -> None:
    """Each change is an event of the agency about its own facet, with what was held before and is held after."""
    await writing.bring()
    events = await writing.events()
    assert len(events) == len(writing.niks) - 1
    for event in events:
        assert (event["kind"], event["actor"]) == ("recorded", f"agency:{writing.facet.agency}")
        assert event["changed"] == [writing.facet.name]
        assert event["before"][writing.facet.name] == []
        assert event["after"][writing.facet.name]


async def idempotent(writing: Writing) -> None:
    """What is said twice is kept once: no second event, no next version."""
    await writing.bring()
    first = await writing.copies()
    await writing.bring()
    assert await writing.copies() == first
    assert len(await writing.events()) == len(writing.niks) - 1
    assert await writing.db.fetchval("select max(version) from person") == 2


async def nothing_lost(writing: Writing) -> None:
    """An agency that fails half-way takes nothing back that it said before."""
    await writing.bring()
    first = await writing.copies()
    await writing.partly()
    assert await writing.copies() == first


async def declared(writing: Writing) -> None:
    """What is kept is of the declared form, as the agency's own mutation would check it."""
    await writing.bring()
    assert writing.facet.written is not None
    for items in (await writing.copies()).values():
        for item in map(writing.facet.from_json, items):
            assert not list(writing.facet.written.check(item))


CHECKS: Mapping[str, Callable[[Writing], Awaitable[None]]] = {
    check.__name__: check for check in (kept, trail, idempotent, nothing_lost, declared)
}


def _actor(facet: Facet[Any]) -> Any:
    return pushing(TENANT, "19.01", facet.agency, facet.agency, frozenset({facet.write_scope}))


async def of_pulls(db: Database, rig: Rig) -> Writing:
    """A connector that is pulled."""
    pull, clock = rig.connector.pulls[0], Clock()
    book, intake = PgPulls(db, TENANT, pull.facet.name), PgIntake(db, TENANT, pull.facet.name)
    pulls = Pulls(pull, book, intake, _actor(pull.facet), clock, lambda: 0.0)

    async def everywhere() -> list[Run]:
        await pulls.list_places()
        clock.now = max(each["due_at"] for each in (await book.state()).values())
        runs: list[Run] = []
        while run := await pulls.next():
            runs.append(run)
        return runs

    async def bring() -> None:
        runs = await everywhere()
        assert any(run.outcome == "WHOLE" for run in runs)

    async def partly() -> None:
        await rig.faults(half_close=True)
        assert not [run for run in await everywhere() if run.outcome == "WHOLE"]

    return Writing(db, pull.facet, sorted(await rig.niks()), bring, partly)


def of_files(db: Database, rig: FileRig) -> Writing:
    """A connector whose agency signs files."""
    facet = rig.file.facet
    ledger, intake = PgFacetFiles(db, TENANT, facet.name), PgIntake(db, TENANT, facet.name)
    reading = FileReading(rig.file, ledger, intake, _actor(facet), Clock())
    content = b"".join(line_of(each) + b"\n" for each in rig.people)

    async def read(said: bytes, given: bytes) -> None:
        path = rig.folder / "contract.jsonl"
        path.write_bytes(given)
        await reading.read(path, rig.signed(said), lambda _line, _total: None)

    async def bring() -> None:
        await read(content, content)

    async def partly() -> None:
        try:
            await read(content + content, content)
        except Exception:  # noqa: BLE001  how it is refused is not this check's question
            return
        raise AssertionError("half a file was taken for a whole one")

    return Writing(db, facet, sorted(each["nik"] for each in rig.people), bring, partly)

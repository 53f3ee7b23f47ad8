"""Heads are shown to witnesses, which cosign what continues the tree they know and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import test_utils

from hub.audit import notes
from hub.audit.head_file import Behind, HeadFile, notes_in
from hub.audit.notes import Head, Signer, verified
from hub.audit.proofs import BadProof, request_to_witness
from hub.core.errors import BadInput
from hub.sandbox.witness import SampleWitness
from hub.store import Database
from hub.worker.receipt_log import ReceiptLog
from hub.worker.witnesses import FileWitness, HttpWitness, Refused
from tests.store.logged import ORIGIN, Logged
from tests.store.samples import NOW, clock


@pytest.fixture
async def logged(database: str) -> AsyncIterator[Logged]:
    db = await Database.open(database)
    yield Logged.on(db)
    await db.close()


@pytest.fixture
async def sample(tmp_path: Path, logged: Logged) -> AsyncIterator[tuple[SampleWitness, HttpWitness]]:
    """A witness that answers on a port of its own, and the hub's way to it."""
    witness = SampleWitness.in_folder(tmp_path / "witness", "witness.example/w1", logged.keys.verifiers, clock)
    server = test_utils.TestServer(witness.application())
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        yield witness, HttpWitness(str(server.make_url("")).rstrip("/"), witness.signer.verifier, session)
    await server.close()


def rounds(logged: Logged, *witnesses: FileWitness | HttpWitness) -> ReceiptLog:
    return ReceiptLog(logged.log, logged.heads, logged.keys, witnesses, clock)


async def test_each_head_is_shown_to_each_witness(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness], tmp_path: Path
) -> None:
    witness, over_http = sample
    file = HeadFile(tmp_path / "far" / "heads", logged.keys.verifiers)
    log = rounds(logged, over_http, FileWitness(file))
    assert await log.publish() is None
    for count in (1, 3, 4):
        await logged.write(count=count)
        await log.place(asyncio.Event())
        await log.publish()
    await log.publish()
    sizes = [verified(note, logged.keys.verifiers).size for note in file.notes()]
    assert sizes == [1, 4, 8] == [verified(note, logged.keys.verifiers).size for note in witness.file.notes()]
    states = {state.name: state for state in await logged.heads.witnesses()}
    assert {state.size for state in states.values()} == {8}
    assert all(state.problem is None and state.told_at == NOW for state in states.values())
    newest = await logged.heads.latest()
    assert newest is not None
    assert notes.cosigned_at(newest.note, witness.signer.verifier) == NOW
    async with over_http.session.get(f"{over_http.url}/heads") as response:
        told = list(notes_in((await response.text()).splitlines(keepends=True)))
    assert told == list(witness.file.notes())
    async with over_http.session.get(f"{over_http.url}/") as response:
        assert "sample witness" in await response.text()


async def test_the_rounds_go_on_until_they_are_told_to_stop(logged: Logged, tmp_path: Path) -> None:
    file, stop = HeadFile(tmp_path / "heads", logged.keys.verifiers), asyncio.Event()
    await logged.write(count=2)
    running = asyncio.create_task(rounds(logged, FileWitness(file)).run(stop))
    while not file.path.exists() or not list(file.notes()):
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert [verified(note, logged.keys.verifiers).size for note in file.notes()] == [2]


async def test_a_witness_that_is_away_is_tried_again_and_seen_to_be_away(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness]
) -> None:
    _, there = sample
    away = dataclasses.replace(there, url="http://127.0.0.1:9")
    await logged.write()
    await logged.place()
    await rounds(logged, away).publish()
    (state,) = await logged.heads.witnesses()
    assert (state.size, state.failing_since) == (0, NOW)
    assert state.problem is not None
    assert "does not answer" in state.problem
    await rounds(logged, there).publish()
    (state,) = await logged.heads.witnesses()
    assert (state.size, state.failing_since, state.problem) == (1, None, None)


async def test_what_a_witness_knows_better_is_believed(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness]
) -> None:
    """Its answer was lost, or the hub's note of it: it says how far it is, and is told from there."""
    log = rounds(logged, sample[1])
    for _ in range(2):
        await logged.write(count=2)
        await logged.place()
        await log.publish()
        await logged.db.execute("update receipt_witness set size = 1")
    await logged.write()
    await logged.place()
    await log.publish()
    (state,) = await logged.heads.witnesses()
    assert (state.size, state.problem) == (5, None)


async def test_a_tree_that_was_changed_is_not_cosigned(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness], tmp_path: Path
) -> None:
    log = rounds(logged, sample[1], FileWitness(HeadFile(tmp_path / "heads", logged.keys.verifiers)))
    await logged.write(count=5)
    await logged.place()
    await log.publish()
    async with logged.db.transaction() as connection:
        await connection.execute("alter table receipt_leaf disable trigger all")
        await connection.execute("update receipt_leaf set hash = sha256('x') where position = 2")
    await logged.write()
    await logged.place()
    await log.publish()
    states = await logged.heads.witnesses()
    assert {state.size for state in states} == {5}
    assert all(state.problem and state.failing_since for state in states)


async def test_a_tree_that_was_cut_is_not_cosigned(logged: Logged, sample: tuple[SampleWitness, HttpWitness]) -> None:
    log = rounds(logged, sample[1])
    await logged.write(count=5)
    await logged.place()
    await log.publish()
    async with logged.db.transaction() as connection:
        for table in ("receipt_leaf", "receipt_head"):
            await connection.execute(f"alter table {table} disable trigger all")
        await connection.execute("delete from receipt_leaf where position >= 3")
        await connection.execute("delete from receipt_head")
        await connection.execute("update receipt_log set size = 3")
    await log.publish()
    (state,) = await logged.heads.witnesses()
    assert state.problem is not None
    assert "was cut" in state.problem


async def test_the_witness_answers_as_its_protocol_says(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness]
) -> None:
    witness, over_http = sample
    await logged.write(count=3)
    await logged.place()
    note = notes.Note.read(await logged.sign())
    head = Head.read(note.text)
    stranger = Signer.of(ORIGIN, b"x" * 32)
    other = Signer.of("other.example", b"x" * 32)
    forked = Head(ORIGIN, 3, bytes(32)).signed(logged.keys.signer, NOW)
    larger = Head(ORIGIN, 9, bytes(32)).signed(logged.keys.signer, NOW)

    async def told(body: str) -> tuple[int, str]:
        async with over_http.session.post(f"{over_http.url}/add-checkpoint", data=body.encode()) as response:
            return response.status, await response.text()

    assert await told(request_to_witness(2, [], note)) == (409, "0\n")
    status, line = await told(request_to_witness(0, [], note))
    assert (status, notes.cosigned_at(f"{note}{line}", witness.signer.verifier)) == (200, NOW)
    assert (await told(request_to_witness(3, [], note)))[0] == 200
    assert await told(request_to_witness(0, [], note)) == (409, "3\n")
    assert (await told(request_to_witness(4, [], note)))[0] == 400
    assert (await told(request_to_witness(3, [], forked)))[0] == 409
    assert (await told(request_to_witness(3, [bytes(32)], larger)))[0] == 422
    assert (await told(request_to_witness(3, [], head.signed(stranger, NOW))))[0] == 403
    assert (await told(request_to_witness(0, [], Head("other.example", 3, head.root).signed(other, NOW))))[0] == 404
    assert (await told("old 03\n\n" + str(note)))[0] == 400
    assert (await told("nonsense"))[0] == 400
    assert len(list(witness.file.notes())) == 1


async def test_an_answer_that_another_key_signed_counts_for_nothing(
    logged: Logged, sample: tuple[SampleWitness, HttpWitness]
) -> None:
    _, over_http = sample
    mistaken = dataclasses.replace(over_http, key=Signer.of("witness.example/w1", b"y" * 32, witness=True).verifier)
    await logged.write()
    await logged.place()
    with pytest.raises(Refused, match="not signed by its key"):
        await mistaken.add(0, [], await logged.sign())


async def test_a_file_of_heads_that_was_cut_off_is_not_written_on(logged: Logged, tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "heads", logged.keys.verifiers)
    await logged.write()
    await logged.place()
    note = await logged.sign()
    file.add(0, [], note)
    with pytest.raises(Behind):
        file.add(0, [], note)
    file.add(1, [], note)
    assert list(file.notes()) == [note]
    with pytest.raises(BadProof):
        file.add(2, [], note)
    file.path.write_text(file.path.read_text()[:-3])
    with pytest.raises(BadInput, match="middle of a head"):
        file.add(1, [], note)

"""`hub audit`, as operators, auditors and citizens call it; `verify` with files alone."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from hub.audit.head_file import HeadFile
from hub.audit.leaves import Copy
from hub.audit.log_keys import FOLDER, LogKeys
from hub.cli.main import application
from hub.core.errors import BadInput, HubError
from hub.core.identifiers import new_id
from hub.core.receipt import Subjects
from hub.store import Database
from hub.store.receipt_heads import PgReceiptHeads
from hub.store.receipt_log import PgReceiptLog
from hub.worker.receipt_log import ReceiptLog
from hub.worker.witnesses import FileWitness
from tests.store.logged import ORIGIN, Logged
from tests.store.samples import TENANT, clock


@dataclass
class Office:
    """A hub's folder and database with a log of five receipts about one person, shown to a file."""

    logged: Logged
    environment: dict[str, str]
    heads: Path
    person: uuid.UUID
    ids: list[uuid.UUID]
    rounds: ReceiptLog

    async def hub(self, *words: str) -> Result:
        return await asyncio.to_thread(run, *words, environment=self.environment)

    async def more(self, count: int) -> None:
        self.ids += [one.id for one in await self.logged.write(self.person, new_id(), count=count)]
        await self.logged.place()
        await self.rounds.publish()


def run(*words: str, environment: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(application("audit"), ["audit", *words], env=environment)


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Office]:
    db, heads = await Database.open(database), tmp_path / "far" / "heads"
    keys = LogKeys.load(tmp_path / FOLDER, ORIGIN)
    made = Logged.on(db)
    db.marks = keys.marks
    logged = dataclasses.replace(made, keys=keys, log=PgReceiptLog(db, TENANT, keys), heads=PgReceiptHeads(db, TENANT))
    witness = FileWitness(HeadFile(heads, keys.verifiers))
    environment = {
        "HUB_DATABASE_URL": database,
        "HUB_STATE_DIR": str(tmp_path),
        "HUB_LOG_ORIGIN": ORIGIN,
        "HUB_WITNESSES": orjson.dumps([{"file": str(heads)}]).decode(),
    }
    rounds = ReceiptLog(logged.log, logged.heads, keys, [witness], clock)
    found = Office(logged, environment, heads, new_id(), [], rounds)
    await found.more(5)
    yield found
    await db.close()


async def test_head_and_check_tell_how_the_log_stands(office: Office) -> None:
    told = await office.hub("head")
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"{ORIGIN}\n5\n")
    assert f"key  {office.logged.keys.verifiers[0]}" in told.output
    assert f"witness  {office.heads}  5 leaves" in told.output
    assert (await office.hub("check")).output == "5 receipts, 1 witnessed heads, 0 findings.\n"
    async with office.logged.db.transaction() as connection:
        await connection.execute("alter table receipt disable trigger all")
        await connection.execute("update receipt set purpose = 'PLANNING' where id = $1", office.ids[2])
    told = await office.hub("check")
    assert told.exit_code == 1
    assert f"RECEIPT_CHANGED  Receipt {office.ids[2]} is not what was written" in told.output


async def test_a_check_without_a_witness_says_that_it_has_none(office: Office) -> None:
    office.environment["HUB_WITNESSES"] = "[]"
    told = await office.hub("check")
    assert told.exit_code == 0
    assert "No witness is known" in told.output
    by_hand = await office.hub("check", "--heads", str(office.heads))
    assert by_hand.output == "5 receipts, 1 witnessed heads, 0 findings.\n"


async def test_a_witness_without_a_head_is_not_called_none(office: Office, tmp_path: Path) -> None:
    """In the first minute of a hub."""
    office.environment["HUB_WITNESSES"] = "[]"
    (tmp_path / "heads").touch()
    told = await office.hub("check", "--heads", str(tmp_path / "heads"))
    assert (told.exit_code, "No witness remembers a head yet" in told.output) == (0, True)
    assert "No witness is known" not in told.output


async def test_a_witness_that_is_stuck_is_seen(office: Office) -> None:
    await office.logged.heads.failed(str(office.heads), "The witness does not answer.", clock())
    told = await office.hub("head")
    assert told.exit_code == 1
    assert "fails since 2026-11-24" in told.output
    assert "The witness does not answer." in told.output


async def test_a_receipt_is_verified_with_its_proof_and_nothing_of_the_hub(office: Office, tmp_path: Path) -> None:
    copy = await office.logged.heads.copy_for(office.logged.keys.leaves, office.ids[3], office.person)
    assert copy is not None
    files = {name: tmp_path / name for name in ("receipt", "proof", "other", "head")}
    files["receipt"].write_text(copy)
    files["proof"].write_text((await office.hub("proof", str(office.ids[3]))).stdout)
    files["other"].write_text((await office.hub("proof", str(office.ids[2]))).stdout)
    files["head"].write_text(next(HeadFile(office.heads, office.logged.keys.verifiers).notes()))
    key = str(office.logged.keys.verifiers[0])
    good = verified(files["receipt"], files["proof"], files["head"], "--key", key)
    assert good.exit_code == 0, good.output
    assert "Proven: the receipt is leaf 3 of the 5 leaves" in good.output
    assert str(office.person) in good.output
    await office.more(2)
    files["proof"].write_text((await office.hub("proof", str(office.ids[3]))).stdout)
    late = verified(files["receipt"], files["proof"], files["head"], "--key", key)
    assert (late.exit_code, "at the size 5" in late.output) == (1, True)
    files["proof"].write_text((await office.hub("proof", str(office.ids[3]), "--size", "5")).stdout)
    assert verified(files["receipt"], files["proof"], files["head"], "--key", key).exit_code == 0
    assert verified(files["receipt"], files["other"], "--key", key).exit_code == 1
    changed = orjson.loads(copy)
    changed["receipt"]["purpose"] = "PLANNING"
    files["receipt"].write_bytes(orjson.dumps(changed))
    wrong = verified(files["receipt"], files["proof"], "--key", key)
    assert (wrong.exit_code, wrong.output.startswith("NOT PROVEN.")) == (1, True)


async def test_an_auditor_is_handed_the_whole_receipt(office: Office) -> None:
    told = await office.hub("receipt", str(office.ids[0]))
    whole = Copy.read(told.stdout)
    stored: dict[str, Any] = {name: whole.values(name) for name in ("actorName", "fields")}
    assert stored == {"actorName": ("Petugas Contoh",), "fields": ("Citizen.fullName",)}
    assert len(whole.values("subjects")) == 2
    # It tells of persons, so it leaves a receipt about them before it is printed, and one that the log takes.
    read = await office.logged.db.fetch("select operation, subjects from receipt where actor = 'operator'")
    assert [row["operation"] for row in read] == ["hub audit receipt"]
    assert {str(each) for each in Subjects(read[0]["subjects"])} == {each["id"] for each in whole.values("subjects")}
    await office.logged.place()
    await office.rounds.publish()
    assert (await office.hub("check")).output == "6 receipts, 2 witnessed heads, 0 findings.\n"
    assert isinstance((await office.hub("receipt", str(new_id()))).exception, HubError)
    assert isinstance((await office.hub("proof", str(new_id()))).exception, HubError)


def test_verify_wants_the_logs_key(tmp_path: Path) -> None:
    for name in ("receipt", "proof"):
        (tmp_path / name).write_text("x")
    assert isinstance(verified(tmp_path / "receipt", tmp_path / "proof").exception, BadInput)


def verified(*words: Path | str) -> Result:
    """With an environment in which there is no hub."""
    return run("verify", *map(str, words), environment={})

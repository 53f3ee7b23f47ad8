"""`hub govstack`, as an operator calls it."""

from __future__ import annotations

from pathlib import Path

from hub.store import Database
from tests.worker.process import command


async def test_a_registry_is_declared_and_removed(database: str, tmp_path: Path) -> None:
    file = tmp_path / "penduduk.toml"
    file.write_text(
        'name = "penduduk"\nversion = "1"\nnumber = 7\ntitle = "A"\ninstitution = "B"\n[fields]\nID = "nik"\n',
        encoding="utf-8",
    )
    declared = command(database, tmp_path, "govstack", "declare", str(file))
    assert declared.stdout.split() == ["7", "penduduk/1", "ID=nik"], declared.stderr
    db = await Database.open(database)
    assert await db.fetchval("select fields ->> 'ID' from govstack_registry") == "nik"
    removed = command(database, tmp_path, "govstack", "remove", "penduduk", "1")
    assert removed.returncode == 0, removed.stderr
    assert await db.fetchval("select count(*) from govstack_registry") == 0
    await db.close()

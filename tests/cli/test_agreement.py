"""`hub agreement`: what is wrong with a file is told by its key, and a proposal waits for somebody else."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from hub.cli.main import application
from hub.store import Database, PgAgreements
from tests.core.test_agreement_file import FOLDER, GOOD
from tests.store.samples import TENANT
from tests.worker.process import command

WRONG = {
    "key": ("[parties]", "daily = 5\n[parties]", "daily: Nothing is called daily"),
    "field": ("fullName", "fulName", "fields: The graph has no such fields of personal data: Citizen.fulName"),
    "category": ('"population"', '"populaton"', "categories: Choose categories of the hub's data, at least one."),
    "region": ('region = "19.01"', 'region = "19.02"', "region: The region lies in this district"),
    "end": ("ends_on = 2028-12-31", "ends_on = 2038-12-31", "ends_on: An agreement holds 5 years at most"),
    "purpose": ("PUBLIC_SERVICE", "OWN_DATA", "purposes: No agency reads for OWN_DATA"),
}


def test_what_is_wrong_is_told_by_its_key_and_the_rest_is_in_order(tmp_path: Path) -> None:
    """In one run: reading the graph takes longer than all files together."""
    for name, (written, instead, _) in WRONG.items():
        (tmp_path / f"{name}.toml").write_text(GOOD.replace(written, instead, 1), encoding="utf-8")
    good = sorted(FOLDER.iterdir())
    files = [*good, *(tmp_path / f"{name}.toml" for name in (*WRONG, "missing"))]
    told = CliRunner().invoke(application("agreement"), ["agreement", "check", *map(str, files)])
    assert told.exit_code == 1
    assert told.output.count("in order.") == len(good)
    for name, (*_, says) in WRONG.items():
        assert f"{tmp_path / name}.toml: {says}" in told.output
    assert "missing.toml: This file cannot be read" in told.output


async def test_a_proposal_holds_nothing_until_somebody_else_approves(database: str, tmp_path: Path) -> None:
    file = tmp_path / "rsud-2026.toml"
    file.write_text(GOOD, encoding="utf-8")
    made = command(database, tmp_path, "agreement", "propose", str(file), "--reason", "Kerja sama baru")
    assert made.returncode == 0, made.stderr
    again = command(database, tmp_path, "agreement", "propose", str(file), "--reason", "Sekali lagi")
    assert (again.returncode, "waits" in again.stderr) == (1, True), again.stderr
    opened = await Database.open(database)
    try:
        assert await PgAgreements(opened, TENANT).agreement("rsud-2026") is None
        (row,) = await opened.fetch("select * from account_proposal")
    finally:
        await opened.close()
    named = (row["subject_kind"], row["subject"], row["kind"], row["state"], row["proposed_by"], row["before"])
    assert named == ("AGREEMENT", "rsud-2026", "CREATED", "OPEN", "operator", None)
    after = row["after"] if isinstance(row["after"], dict) else json.loads(row["after"])
    assert (after["dailyQuota"], after["fields"]) == (1000, ["Citizen.fullName"])

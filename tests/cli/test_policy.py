"""`hub policy`: the check of a folder, and what it explains, beside what the hub itself answers."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.access import InvalidPolicies
from hub.cli.main import application
from hub.core.accounts import Acting, AuthMethod, Client
from hub.core.calendar_file import UnusableCalendar
from hub.core.purpose import Purpose
from hub.engine.rights import Rights
from hub.store import Database, PgIdentity
from tests.access.asking import POLICIES
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import NOW, family
from tests.fakes.world import policies, schema, world

CLINIC = Client(
    tenant="1901",
    client_id="clinic",
    name="Klinik (DATA CONTOH)",
    auth_method=AuthMethod.NONE,
    secret_hash=None,
    jwks=None,
    grant_types=frozenset({"client_credentials"}),
    redirect_uris=(),
    scopes=frozenset({"citizen:read"}),
    purposes=frozenset({Purpose.PUBLIC_SERVICE}),
    region="19.01",
)
OPERATION = """
query Clinic($nik: NIK!) {
  citizen(nik: $nik) {
    fullName birthDate religion immunisations { vaccine }
    history { edges { node { version reason } } }
  }
  services { name }
}
"""


def test_a_folder_passes_and_a_spoilt_one_says_where(tmp_path: Path) -> None:
    run = CliRunner()
    for name in ("schema.cedarschema", "recording.cedar", "recording_test.toml", "masking.cedar", "masking_test.toml"):
        shutil.copy(POLICIES / name, tmp_path)
    passed = run.invoke(application("policy"), ["policy", "check", str(tmp_path)])
    assert passed.exit_code == 0, passed.output
    assert "their tables hold" in passed.output
    (tmp_path / "masking_test.toml").unlink()
    schema_file = tmp_path / "schema.cedarschema"
    schema_file.write_text(schema_file.read_text(encoding="utf-8") + "\n// mine\n", encoding="utf-8")
    failed = run.invoke(application("policy"), ["policy", "check", str(tmp_path)])
    assert failed.exit_code == 1
    assert "masking.cedar: it has no table" in failed.output
    assert "schema.cedarschema: it is not what the code and the graph say" in failed.output


def test_a_policy_that_does_not_fit_is_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "masking.cedar").read_text(encoding="utf-8")
    (tmp_path / "masking.cedar").write_text(text.replace("Citizen.fullName", "Citizen.ful"), encoding="utf-8")
    told = CliRunner().invoke(application("policy"), ["policy", "check", str(tmp_path)])
    assert isinstance(told.exception, InvalidPolicies)
    assert "masking-names names the attribute Citizen.ful" in str(told.exception)


def test_the_calendars_are_checked_too(tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path, dirs_exist_ok=True)
    run, file = CliRunner(), tmp_path / "calendar" / "1901.toml"
    told = run.invoke(application("policy"), ["policy", "check", str(tmp_path)])
    assert told.exit_code == 0
    assert "The office's hours are to be confirmed" in told.output
    file.write_text(file.read_text(encoding="utf-8").replace("monday", "senin"), encoding="utf-8")
    wrong = run.invoke(application("policy"), ["policy", "check", str(tmp_path)])
    assert isinstance(wrong.exception, UnusableCalendar)
    assert "calendar/1901.toml: hours.senin: this is no weekday" in wrong.exception.message


async def test_what_is_explained_is_what_the_hub_answers() -> None:
    """Each field that is told to be allowed is answered, and each other one is refused by that rule."""
    terms = agreement(purposes=frozenset({Purpose.PLANNING}), masked=frozenset({"Citizen.religion"}))
    actor = Acting(dataclasses.replace(CLINIC, purposes=frozenset({Purpose.PLANNING})), terms).for_itself()
    (told,) = Rights(schema().graph, schema().requirements, policies()).of(OPERATION, actor, None, NOW)
    assert (told.refused, told.purpose) == ("", "PLANNING")
    outcomes = {one.field: (one.outcome.value, one.rule) for one in told.fields}
    assert outcomes["Citizen.fullName"] == ("masked", "masking-names")
    assert outcomes["Citizen.religion"] == ("masked", "agreement")
    assert outcomes["Citizen.immunisations"] == ("denied", "scope:health:read")
    assert outcomes["Immunisation.vaccine"][0] in {"denied", "unreached"}
    assert outcomes["HistoryEntry.reason"] == ("denied", "protected")
    assert outcomes["Citizen.birthDate"] == ("allowed", f"scope:citizen:read, reading-agency, agreement:{terms.id}")
    assert outcomes["Service.name"] == ("allowed", "public")
    assert all(one.ask for one in told.fields if one.outcome.value in {"denied", "masked"})

    _, head, _ = family()
    w = world([dataclasses.replace(head, nik="1901011501859001")])
    answer = await w.ask(OPERATION, {"nik": "1901011501859001"}, actor=actor)
    rules = {error["path"][-1]: error["extensions"]["rule"] for error in answer.payload["errors"]}
    refused = {one.field: one.rule for one in told.fields if one.outcome.value in {"denied", "masked"}}
    assert rules.items() <= {at.partition(".")[2]: rule for at, rule in refused.items()}.items()
    assert answer.payload["data"]["citizen"]["birthDate"] is not None


async def test_by_the_registrations_of_the_database(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = await Database.open(database)
    await PgIdentity(opened, "1901").put_client(CLINIC)
    await opened.close()
    file = tmp_path / "clinic.graphql"
    file.write_text(OPERATION, encoding="utf-8")
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    words = ["policy", "explain", "--client", "clinic", "--operation", str(file)]

    told = await asyncio.to_thread(CliRunner().invoke, application("policy"), [*words, "--json"])
    assert told.exit_code == 0, told.output
    given = json.loads(told.stdout)
    fields = {one["field"]: one for one in given["operations"][0]["fields"]}
    # Without an agreement a client reads nobody's data.
    assert given["agreement"] is None
    assert (fields["Citizen.fullName"]["outcome"], fields["Citizen.fullName"]["rule"]) == ("denied", "agreement")
    assert fields["Service.name"]["outcome"] == "allowed"
    table = await asyncio.to_thread(CliRunner().invoke, application("policy"), words)
    assert "  denied      Citizen.fullName" in table.stdout
    assert "Ask: the hub's administrator, who keeps the agreements" in table.stdout
    nobody = await asyncio.to_thread(CliRunner().invoke, application("policy"), [*words[:3], "nobody", *words[4:]])
    assert "No client nobody is registered" in str(nobody.exception)

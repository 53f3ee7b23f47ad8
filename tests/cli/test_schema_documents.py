"""`hub schema register`: what clients' tools write is read, checked for its client, and kept; the rest is told."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.cli.main import application
from hub.core.administration import By
from hub.core.calendar import local_date, now
from hub.core.errors import BadInput
from hub.core.manifests import read_documents
from hub.core.trusted import CheckedDocument, id_of
from hub.store import Database, PgIdentity, PgTrusted, PgTrustedWork
from tests.cli.test_policy import CLINIC
from tests.fakes.world import ROOT

TODAY = local_date(now())
PUBLIC = "query Services { services { name } }\nquery Two { services { name code: name } }\n"
DENIED = "query Clinic($nik: NIK!) { citizen(nik: $nik) { fullName } }"
CONTRACT = """
scalar NIK
interface Node { id: ID! }
type Query { citizen(nik: NIK!): Citizen }

type Citizen implements Node {
  id: ID!
  nik: NIK
  fullName: String
}
"""
BY_HASH = {hashlib.sha256(DENIED.encode()).hexdigest(): DENIED}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": id_of(DENIED)[7:], "name": "Clinic", "type": "query", "body": DENIED}],
}


@pytest.mark.parametrize(
    "manifest", [APOLLO, BY_HASH, {id_of(DENIED): DENIED}], ids=["apollo", "relay-and-codegen", "with-prefix"]
)
def test_manifests_are_read_by_the_hash_of_their_texts(manifest: dict[str, Any]) -> None:
    assert read_documents("persisted.json", json.dumps(manifest).encode()) == [DENIED]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps({"0123456789abcdef0123456789abcdef": DENIED}).encode(), '"SHA256"` for Relay'),
        (json.dumps({**APOLLO, "operations": [{"id": "one", "body": DENIED}]}).encode(), "createOperationId"),
        (json.dumps({**APOLLO, "version": 2}).encode(), "no manifest"),
        (b"[]", "no manifest"),
        (b"{", "no JSON"),
        (b"\xff", "UTF-8"),
    ],
)
def test_what_is_not_the_hash_of_its_text_is_told_with_the_tools_setting(content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=r"^persisted\.json: ") as caught:
        read_documents("persisted.json", content)
    assert told in caught.value.message


async def run(*words: str) -> Any:
    """`hub schema` with these words."""
    return await asyncio.to_thread(CliRunner().invoke, application("schema"), ["schema", *words])


async def test_a_clients_documents_are_registered_listed_bound_and_retired(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await Database.open(database)
    await PgIdentity(opened, "1901").put_client(CLINIC)
    await PgIdentity(opened, "1901").put_client(dataclasses.replace(CLINIC, client_id="other"))
    public, denied = tmp_path / "public.graphql", tmp_path / "clinic.json"
    public.write_text(PUBLIC, encoding="utf-8")
    denied.write_text(json.dumps(APOLLO), encoding="utf-8")
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    refused = await run("register", str(public), str(denied), "--client", "clinic")
    assert refused.exit_code == 1
    assert "query Clinic: lane E, cost" in refused.stdout
    assert "    denied    Citizen.fullName by agreement" in refused.stdout
    assert "Ask: the hub's administrator, who keeps the agreements" in refused.stdout
    assert "Nothing was registered" in refused.stdout
    assert "Nothing is registered." in (await run("documents")).stdout

    made = await run("register", str(public), "--client", "clinic")
    assert made.exit_code == 0, made.output
    assert id_of(PUBLIC) in made.stdout
    assert "query Services: lane C, cost" in made.stdout
    assert "depth 2, allowed" in made.stdout
    assert "Registered documents: 1, new ones: 1." in made.stdout
    both = json.loads(
        (await run("register", str(public), str(denied), "--client", "clinic", "--allow-denied", "--json")).stdout
    )
    assert (both["registered"], both["new"]) == (True, 1)
    assert [one["verdict"] for document in both["documents"] for one in document["operations"]] == [
        "allowed", "allowed", "denied",
    ]  # fmt: skip

    listed = json.loads((await run("documents", "--client", "clinic", "--json")).stdout)
    assert {one["id"] for one in listed["documents"]} == {id_of(PUBLIC), id_of(DENIED)}
    assert json.loads((await run("documents", "--client", "other", "--json")).stdout)["documents"] == []
    assert (await run("bind", "--client", "clinic")).exit_code == 0
    assert "clinic may send registered documents only." in (await run("documents")).stdout
    assert (await run("retire", id_of(PUBLIC), "--client", "clinic")).exit_code == 0
    assert "no such document" in str((await run("retire", id_of(PUBLIC), "--client", "clinic")).exception)
    assert "No client nobody" in str((await run("register", str(public), "--client", "nobody")).exception)
    public.write_text("query Wrong { nothing }", encoding="utf-8")
    assert "public.graphql: Cannot query field" in str(
        (await run("register", str(public), "--client", "clinic")).exception
    )

    entries = await opened.fetch("select kind, reason, actor from account_change order by id")
    assert [tuple(entry) for entry in entries] == [
        ("DOCUMENTS_CHANGED", "Registered documents: 1.", "operator"),
        ("DOCUMENTS_CHANGED", "Registered documents: 1.", "operator"),
        ("DOCUMENTS_CHANGED", "It may send registered documents only.", "operator"),
        ("DOCUMENTS_CHANGED", "A document was retired.", "operator"),
    ]
    await opened.close()


def _ending(name: str, until: str) -> str:
    return f'  {name}: String @deprecated(reason: "Use `Citizen.nik` instead,{until}.")'


def _with_fields(schema: str, *fields: str) -> str:
    """A published contract in which Citizen has these fields too."""
    head, line, rest = schema.partition("\ntype Citizen implements Node")
    first, _, others = rest.partition("\n")
    return "\n".join([head + line + first, *fields, others])


async def test_what_changes_is_told_with_whose_operations_break_and_fails_unannounced(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await Database.open(database)
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    async with opened.transaction() as connection:
        by = By("operator", "operator of the hub", "command-line")
        await PgTrustedWork(connection, "1901").register("clinic", [CheckedDocument(DENIED, ())], by, now())
    await PgTrusted(opened, "1901").count(TODAY, {("clinic", id_of(DENIED)): 3}, {("clinic", "Citizen.gone"): 4}, {})
    released, published, built = tmp_path / "released.graphql", tmp_path / "schema.graphql", CONTRACT
    published.write_text(built, encoding="utf-8")
    for day, code in (("2026-01-31", 0), ("2999-01-31", 1)):
        released.write_text(_with_fields(built, _ending("gone", f" until {day}")), encoding="utf-8")
        told = await run("diff", str(released), str(published))
        assert told.exit_code == code, told.output
        assert ("breaking, announced Field Citizen.gone was removed." in told.stdout) == (code == 0)
        assert ("was not announced: Citizen.gone. " in told.stdout) == (code == 1)

    more = _ending("gone", " until 2999-01-31"), _ending("lost", ""), _ending("fullName", " until 2999-01-31")
    without = built.replace("\n  fullName: String\n", "\n  otherName: String\n")
    released.write_text(_with_fields(without, *more), encoding="utf-8")
    ending = await run("deprecated", str(released))
    assert ending.exit_code == 1
    assert "Citizen.gone  until 2999-01-31  Use `Citizen.nik` instead, until 2999-01-31." in ending.stdout
    assert f"  asked       clinic: 4 times in 30 days, last on {TODAY}" in ending.stdout
    assert "Citizen.lost: its reason names no last day" in ending.stdout
    assert f"  registered  clinic: Clinic ({id_of(DENIED)}), 3 times in 30 days" in ending.stdout
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "all.graphql").write_text(DENIED, encoding="utf-8")
    monkeypatch.setenv("HUB_DOCUMENTS_DIR", str(tmp_path / "folder"))
    smaller = tmp_path / "smaller.graphql"
    smaller.write_text(built.replace("\n  fullName: String", "\n  wholeName: String"), encoding="utf-8")
    told = json.loads((await run("diff", str(published), str(smaller), "--json")).stdout)
    assert [(one["client"], one["id"], one["lastUsedOn"]) for one in told["documents"]] == [
        ("clinic", id_of(DENIED), TODAY.isoformat()),
        ("everybody", id_of(DENIED), None),
    ]
    assert "Cannot query field 'fullName'" in told["documents"][0]["breaks"]
    # What goes away is told with who asked for it, registered or not.
    gone = await run("diff", str(released), str(published))
    assert f"asked               Citizen.gone by clinic: 4 times in 30 days, last on {TODAY}" in gone.stdout
    assert json.loads((await run("diff", str(released), str(published), "--json")).stdout)["asked"]["Citizen.gone"] == [
        {"client": "clinic", "uses": 4, "lastUsedOn": TODAY.isoformat()}
    ]
    # Where there is no database, as in continuous integration, the folder is looked at all the same.
    monkeypatch.delenv("HUB_DATABASE_URL")
    apart = (await run("diff", str(published), str(smaller))).stdout.splitlines()
    assert [line[:36] for line in apart if line.startswith("breaks ")] == ["breaks              a document of ev"]
    assert apart[-2] == "Operations in the register were not looked at: HUB_DATABASE_URL is not set."
    assert apart[-1].startswith("This breaks clients and was not announced: Citizen.fullName. ")
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    # Unless something else is given, by the last released contract and this code, which compiles what is registered.
    unchanged = await run("diff", str(ROOT / "schema.released.graphql"))
    assert unchanged.exit_code == 0, unchanged.output
    assert "breaks " not in unchanged.stdout
    await opened.close()

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
from hub.core.errors import BadInput
from hub.core.manifests import read_documents
from hub.core.trusted import id_of
from hub.store import Database, PgIdentity
from tests.cli.test_policy import CLINIC

PUBLIC = "query Services { services { name } }\nquery Two { services { name code: name } }\n"
DENIED = "query Clinic($nik: NIK!) { citizen(nik: $nik) { fullName } }"
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

    async def run(*words: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, application("schema"), ["schema", *words])

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
    assert "1 documents are registered, 1 of them newly." in made.stdout
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
        ("DOCUMENTS_CHANGED", "1 documents were registered.", "operator"),
        ("DOCUMENTS_CHANGED", "1 documents were registered.", "operator"),
        ("DOCUMENTS_CHANGED", "It may send registered documents only.", "operator"),
        ("DOCUMENTS_CHANGED", "A document was retired.", "operator"),
    ]
    await opened.close()

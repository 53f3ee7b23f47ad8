"""Documents registered through the graph: for the client that they are checked for, once, and by who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.core.actor import Role
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.core.trusted import id_of
from hub.store import Database, PgTrusted
from tests.engine.administration import Administrators
from tests.engine.test_administration import client_input
from tests.fakes.people_of_bangka import TENANT

SERVICES: Final = "query Services { services { name } }"
FAMILY: Final = "query Family($nik: NIK!) { citizen(nik: $nik) { fullName religion } }"
REGISTER: Final = """
    mutation ($input: RegisterDocumentsInput!) {
      registerDocuments(input: $input) {
        documents {
          documentId clientId text registeredBy retiredAt uses lastUsedOn
          operations { name kind lane cost depth verdict why fields { coordinate outcome rule ask } }
        }
        errors { code path message }
      }
    }
"""
READ: Final = "query ($client: String!) { registeredDocuments(clientId: $client) { documentId } }"


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    store = await Database.open(database)
    yield store
    await store.close()


async def test_documents_are_checked_for_their_client_and_kept_once(opened: Database) -> None:
    office = await Administrators.of(opened)
    await office.do("ani", "registerClient", **client_input(clientId="desa-app"))

    async def register(by: str, *documents: str, key: str = "", **more: Any) -> Any:
        given = {"clientId": "desa-app", "documents": list(documents), "reason": "Versi baru.", **more}
        given["idempotencyKey"] = key or str(new_id())
        return (await office.ask(by, REGISTER, {"input": given})).payload

    # Whole, or nothing: a field that the client would not get is told with whom to ask.
    refused = (await register("ani", SERVICES, FAMILY))["data"]["registerDocuments"]
    assert refused["documents"] == []
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "documents")
    assert "Family: Query.citizen is denied (agreement)" in error["message"]
    assert "Ask:" in error["message"]
    assert await PgTrusted(opened, TENANT).listed(None, now().date()) == []

    done = (await register("ani", SERVICES, key="once"))["data"]["registerDocuments"]
    (document,) = done["documents"]
    assert (document["documentId"], document["text"], document["registeredBy"]) == (
        id_of(SERVICES), SERVICES, "Ani (DATA CONTOH)",
    )  # fmt: skip
    (operation,) = document["operations"]
    assert (operation["name"], operation["lane"], operation["depth"], operation["verdict"], operation["fields"]) == (
        "Services", "C", 2, "allowed", [],
    )  # fmt: skip
    assert operation["cost"] > 0
    assert (await register("ani", SERVICES, key="once"))["data"]["registerDocuments"] == done
    allowed = (await register("ani", FAMILY, SERVICES, allowDenied=True))["data"]["registerDocuments"]
    verdicts = {one["documentId"]: one["operations"][0]["verdict"] for one in allowed["documents"]}
    assert verdicts == {id_of(SERVICES): "allowed", id_of(FAMILY): "denied"}

    entries = [entry for entry in await office.history("desa-app") if entry["kind"] == "DOCUMENTS_CHANGED"]
    assert [(entry["actor_name"], entry["reason"]) for entry in entries] == [("Ani (DATA CONTOH)", "Versi baru.")] * 2
    told = await office.ask("kadis", READ, {"client": "desa-app"})
    assert len(told.payload["data"]["registeredDocuments"]) == 2
    assert (await office.ask("ani", READ, {"client": "nobody"})).payload["data"]["registeredDocuments"] is None

    # Who keeps no clients registers nothing, and nobody does for a client of another region.
    await office.register("cici", Role.ADMINISTRATOR, region="19.01.02")
    for nobody in ("siti", "cici"):
        assert (await register(nobody, SERVICES))["data"]["registerDocuments"] is None
    assert (await office.ask("cici", READ, {"client": "desa-app"})).payload["data"]["registeredDocuments"] is None
    for given, path in (
        ({"clientId": "nobody"}, "clientId"),
        ({"documents": []}, "documents"),
        ({"documents": ["query Wrong { nothing }"]}, ""),
        ({"documents": ["{"]}, ""),
    ):
        (error,) = (await register("ani", SERVICES, **given))["data"]["registerDocuments"]["errors"]
        assert error["path"] == path

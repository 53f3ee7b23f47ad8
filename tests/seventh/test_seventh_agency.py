"""A seventh agency, of a wholly new domain: one folder and one agreement, and its field answers."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from hub.access import InvalidPolicies, Policies
from hub.engine import Engine, GraphQLRequest
from hub.exchange import ConnectorSettings, discover
from hub.loaders.keeper import close_all, keepers_of
from hub.schema import HubSchema, build
from hub.store import Database, PgFacetCopies, PgHeld, PgPeople, PgReceipts
from hub.store.bulk import copy_citizens
from tests.fakes.actors import agency
from tests.fakes.people_of_bangka import TENANT, clock
from tests.fakes.service import SERVICE
from tests.fakes.world import ROOT, world
from tests.lanes.village import NIKS, PERSONS

PACKAGES: Final = "hub.connectors tests.seventh.agencies"
QUERY: Final = (
    "query Land($n: NIK!) { citizen(nik: $n) { nik landParcels { certificateNumber squareMetres registeredOn }"
    " sources { agency state } } }"
)
ACCESSES: Final = "query Seen($n: NIK!) { citizen(nik: $n) { accesses { edges { node { categories fields } } } } }"
AGREEMENT: Final = """
@id("land-for-services")
@reason("The land office lets services see who holds which parcel.")
@ask("the land office, which grants it by agreement")
permit (principal is Actor, action == Action::"read", resource == Category::"land")
when { principal in Role::"agency_client" && context.purpose == Purpose::"PUBLIC_SERVICE" };
"""
NOTARY: Final = agency("citizen:read", "land:read", "access:read")
PARCEL: Final = {"certificateNumber": "19.01.01.01.1.00001", "squareMetres": 420, "registeredOn": "2019-08-17"}


@pytest.fixture(scope="module")
def schema() -> HubSchema:
    return build((facet for plugin in discover(PACKAGES) for facet in plugin.facets), [SERVICE])


@pytest.fixture
async def office() -> AsyncIterator[tuple[str, list[str]]]:
    """The land office's address, and the NIKs that it was asked for. An emulator of an agency that does not exist."""
    asked: list[str] = []

    async def parcels(request: web.Request) -> web.Response:
        asked.append(request.query["nik"])
        return web.json_response([{"number": "19.01.01.01.1.00001", "area": 420, "registered": "2019-08-17"}])

    application = web.Application()
    application.router.add_get("/parcels", parcels)
    async with TestServer(application) as server:
        yield str(server.make_url("")).rstrip("/"), asked


def policies(folder: Path, schema: HubSchema, *agreements: str) -> Policies:
    shutil.copytree(ROOT / "policies", folder, dirs_exist_ok=True)
    for number, text in enumerate(agreements):
        (folder / f"agreement-{number}.cedar").write_text(text, encoding="utf-8")
    return Policies.load(folder, schema.categories)


@pytest.fixture
async def hub(database: str, office: tuple[str, list[str]]) -> AsyncIterator[Any]:
    """A hub with seven agencies over a real database; policies are given by each test."""
    opened = await Database.open(database, max_size=4)
    await copy_citizens(opened, PERSONS[:2])
    plugins = {plugin.name: plugin for plugin in discover(PACKAGES)}
    facets = {facet.name: facet for plugin in plugins.values() for facet in plugin.facets}
    copies = PgFacetCopies(opened, facets.values())
    async with ClientSession() as http:
        land = plugins["land"]
        assert land.connect is not None
        settings = ConnectorSettings.from_environment(land.manifest, base_url=office[0], environ={})
        connected = land.connect(settings, http, clock)
        keepers = keepers_of([connected], TENANT, copies, clock)
        yield dataclasses.replace(
            world().hub,
            people=PgPeople(opened, clock),
            facet_copies=copies,
            facets=facets,
            sources={source.facet: source for source in connected.sources},
            keepers=keepers,
            receipts=PgReceipts(opened),
            held=PgHeld(opened, TENANT, clock),
        )
        await close_all(keepers.values())
    await opened.close()


@pytest.mark.parametrize("compiled", [True, False])
async def test_one_folder_and_one_agreement(
    hub: Any, schema: HubSchema, office: tuple[str, list[str]], tmp_path: Path, *, compiled: bool
) -> None:
    held = hub.held if compiled else None
    engine = Engine(schema, dataclasses.replace(hub, held=held, policies=policies(tmp_path, schema, AGREEMENT)))
    for state in ("FRESH", "CACHED"):
        answer = await engine.run(GraphQLRequest(QUERY, {"n": NIKS[0]}, None), NOTARY, None)
        assert answer.status == 200
        assert "errors" not in answer.payload, answer.payload
        citizen = answer.payload["data"]["citizen"]
        assert citizen["landParcels"] == [PARCEL]
        assert {"agency": "land", "state": state} in citizen["sources"]
        assert answer.lane == ("D" if compiled else "C")
    seen = await engine.run(GraphQLRequest(ACCESSES, {"n": NIKS[0]}, None), NOTARY, None)
    for edge in seen.payload["data"]["citizen"]["accesses"]["edges"]:
        assert "land" in edge["node"]["categories"]
        assert "Citizen.landParcels" in edge["node"]["fields"]
    assert seen.payload["data"]["citizen"]["accesses"]["edges"]
    assert office[1] == [NIKS[0]]


async def test_without_the_agreement_the_field_is_refused_and_nobody_is_asked(
    hub: Any, schema: HubSchema, office: tuple[str, list[str]], tmp_path: Path
) -> None:
    engine = Engine(schema, dataclasses.replace(hub, policies=policies(tmp_path, schema)))
    answer = await engine.run(GraphQLRequest(QUERY, {"n": NIKS[0]}, None), NOTARY, None)
    assert answer.payload["data"]["citizen"]["landParcels"] is None
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert office[1] == []


async def test_without_the_scope_the_agreement_helps_nobody(hub: Any, schema: HubSchema, tmp_path: Path) -> None:
    engine = Engine(schema, dataclasses.replace(hub, policies=policies(tmp_path, schema, AGREEMENT)))
    answer = await engine.run(GraphQLRequest(QUERY, {"n": NIKS[0]}, None), agency("citizen:read"), None)
    assert answer.payload["data"]["citizen"]["landParcels"] is None
    assert "land:read" in str(answer.payload["errors"])


def test_what_follows_from_the_folder(schema: HubSchema) -> None:
    text = schema.as_str()
    assert "type LandParcel" in text
    assert "Requires scope `land:read`. Category land." in text
    assert "land" in schema.categories


def test_a_category_that_no_agency_brought_is_refused(schema: HubSchema, tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicies):
        policies(tmp_path, schema, AGREEMENT.replace('"land"', '"lnad"'))

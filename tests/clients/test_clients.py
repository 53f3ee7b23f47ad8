"""Apollo Client, urql, Relay and graphql-codegen's documents do a frontend's work against the hub, as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hub.core.trusted import id_of
from hub.engine import Registered
from tests.clients import peers
from tests.demo.graph import Frontend
from tests.fakes.actors import all_but
from tests.fixtures.demo import Demo
from tests.rights.office import SITI, furnished
from tests.web.rig import rig

pytestmark = pytest.mark.long
CLIENTS = {
    "Apollo Client": "dist/apollo.js", "urql": "dist/urql.js", "graphql-codegen and fetch": "dist/typed.js",
    "Relay": "relay/relay.js",
}  # fmt: skip
NAME = "query Name($nik: NIK!) { citizen(nik: $nik) { fullName } }"


@pytest.fixture(scope="module")
def folder() -> Path:
    return peers.built()


async def _told(demo: Demo, folder: Path, client: str) -> tuple[Any, str]:
    """What a client tells, and the name of whom it asked about; somebody has read her several times before."""
    nik, name = demo.data["sample"]["niks"][1], ""
    async with Frontend(demo.data) as frontend, Frontend(demo.data, "law-enforcement") as police:
        for _ in range(3):
            name = (await frontend.data(NAME, nik=nik))["citizen"]["fullName"]
        who = (frontend.headers["Authorization"], police.headers["Authorization"])
        return await peers.run(folder, CLIENTS[client], peers.given(demo.data["graphql_url"], nik, *who)), name


def test_each_is_built_out_of_the_published_schema(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """relay-compiler, graphql-codegen with strict scalars, and tsc --strict take it as it is."""
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {version}" for name, version in peers.versions(folder).items()))  # noqa: T201  the versions are the point
    assert (folder / "dist" / "apollo.js").exists()
    assert (folder / "relay" / "__generated__" / "operationsReadingsPaginationQuery.graphql.js").exists()


def test_relays_names_of_documents_are_the_hubs(folder: Path) -> None:
    kept: dict[str, str] = json.loads((folder / "relay" / "queries.json").read_bytes())
    assert len(kept) >= 5
    assert {f"sha256:{name}": text for name, text in kept.items()} == {id_of(text): text for text in kept.values()}


@pytest.mark.parametrize("client", sorted(CLIENTS))
async def test_a_client_does_a_frontends_work(demo: Demo, folder: Path, client: str) -> None:
    told, name = await _told(demo, folder, client)
    assert told["name"] == name
    # One key, one document; what is wrong with an input is data, and not an error.
    assert told["uploads"][0]
    assert told["uploads"][0] == told["uploads"][1]
    assert (told["finding"]["code"], told["finding"]["path"]) == ("BAD_INPUT", "mediaType")
    # Two pages of one reading each, and never the same.
    assert [len(page) for page in told["pages"]] == [1, 1]
    assert told["pages"][0] != told["pages"][1]
    # What is refused has its code and its place; the rest is shown.
    assert {(one["code"], *one["path"]) for one in told["refused"]} == {
        ("MASKED", "citizen", "religion"), ("FORBIDDEN", "citizen", "healthCoverage"),
    }  # fmt: skip
    assert told["shown"] == name


async def test_apollo_keeps_one_person_under_her_id(demo: Demo, folder: Path) -> None:
    """Read by NIK and by `node`, she is one entry that holds what both told."""
    told, _ = await _told(demo, folder, "Apollo Client")
    assert told["own"]["kept"] == [True]
    assert {"fullName", "birthDate", "birthPlace"} <= set(told["own"]["fields"])


async def test_relay_keeps_one_person_and_pages_of_the_root(demo: Demo, folder: Path) -> None:
    told, _ = await _told(demo, folder, "Relay")
    assert {"fullName", "birthPlace", "__operations_accesses_connection"} <= set(told["own"]["fields"])
    assert told["own"]["applications"] == 1


async def test_apollo_sends_hashes_alone(folder: Path) -> None:
    asked = peers.given("http://127.0.0.1:9/", SITI.nik or "", "", "")
    texts = await peers.run(folder, "dist/persisted.js", asked, "texts")
    async with rig(furnished(), documents=Registered({id_of(text): text for text in texts}), trusted_only=True) as hub:
        told = peers.given(hub.url, SITI.nik or "", await hub.bearer(all_but()), "")
        found = await peers.run(folder, "dist/persisted.js", told)
    assert found == {"name": SITI.full_name, "finding": "mediaType", "texts": 0, "requests": 2}

"""Trusted documents: registered by the hash of their bytes, compiled at start, and alone where the hub wants it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hub.core.errors import BadInput
from hub.engine import Registered
from tests.fakes.actors import agency
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.web.rig import TRANSPORTS, Ask, rig

NIK = "1901014505959001"
LOOK = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }\n"
HASH = hashlib.sha256(LOOK.encode()).hexdigest()
VARIABLES = {"nik": NIK}
ANSWER = {"data": {"citizen": {"fullName": "Siti"}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency" / "look.graphql").write_text(LOOK)
    (tmp_path / "public.graphql").write_bytes(b"query A { services { name } }\r\nquery B { __typename }\r\n")
    (tmp_path / "notes.txt").write_text("{")
    return tmp_path


@pytest.fixture
def documents(folder: Path) -> Registered:
    return Registered.load(folder, world().engine.warm)


def test_a_document_is_known_by_the_hash_of_its_file(folder: Path, documents: Registered) -> None:
    assert len(documents) == 2
    for path in folder.rglob("*.graphql"):
        document_id = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert documents.text(document_id).encode() == path.read_bytes()


# The batch of the rig begins with a document that is not registered.
@pytest.mark.parametrize(
    ("ask", "trusted_only"),
    [(ask, only) for name, ask in TRANSPORTS.items() for only in (False, True) if not (only and name == "batch")],
)
async def test_its_identifier_is_enough(ask: Ask, documents: Registered, trusted_only: bool) -> None:
    w = world([person("Siti", nik=NIK)])
    async with rig(w, documents=documents, trusted_only=trusted_only, batch=2) as hub:
        token = await hub.bearer()
        for named in (
            {"documentId": f"sha256:{HASH}"},
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
            {"query": LOOK, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
            {"query": LOOK},
        ):
            assert (await ask(hub, {**named, "variables": VARIABLES}, token)).payload == ANSWER
        assert [receipt.operation for receipt in w.record.tables.receipts] == ["Look"] * 4


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_no_other_document_runs_where_only_trusted_ones_do(ask: Ask, documents: Registered) -> None:
    w = world([person("Siti", nik=NIK)])
    async with rig(w, documents=documents, trusted_only=True, batch=2) as hub:
        token = await hub.bearer()
        for query in (LOOK.strip(), "{ __typename }", "mutation { __typename }", "{"):
            told = await ask(hub, {"query": query, "variables": VARIABLES}, token)
            assert told.codes == ["OPERATION_NOT_REGISTERED"]
            assert "This hub runs registered documents only" in told.payload["errors"][0]["message"]
            assert told.status in {0, 200, 403}
        assert w.calls.made == []


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_an_unknown_identifier_is_not_registered(ask: Ask, documents: Registered) -> None:
    unknown = hashlib.sha256(b"{ other }").hexdigest()
    async with rig(documents=documents, batch=2) as hub:
        for parameters, code in (
            ({"documentId": f"sha256:{unknown}"}, "OPERATION_NOT_REGISTERED"),
            ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": unknown}}}, "OPERATION_NOT_REGISTERED"),
            ({"documentId": HASH}, "BAD_INPUT"),
            ({"documentId": f"sha256:{HASH.upper()}"}, "BAD_INPUT"),
            ({"documentId": f"sha256:{HASH}", "query": "{ __typename }"}, "BAD_INPUT"),
        ):
            assert (await ask(hub, parameters, None)).codes == [code], parameters


async def test_an_address_may_name_a_registered_query_but_no_values(documents: Registered) -> None:
    async with rig(world([person("Siti", nik=NIK)]), documents=documents) as hub:
        found = hashlib.sha256(b"query A { services { name } }\r\nquery B { __typename }\r\n").hexdigest()
        told = await hub.get(documentId=f"sha256:{found}", operationName="B")
        assert told.payload == {"data": {"__typename": "Query"}}
        refused = await hub.get(await hub.bearer(), documentId=f"sha256:{HASH}", variables='{"nik": "' + NIK + '"}')
        assert (refused.status, refused.codes) == (400, ["BAD_INPUT"])
        assert hub.world.calls.made == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"query { nothing }", "Cannot query field"),
        (b"{", "Syntax Error"),
        (b"query Both { __typename } query Both { __typename }", "only one operation named"),
        (b"{ " + b" ".join(b"a%d: __typename" % number for number in range(100)) + b" }", "aliases"),
        (b"\xff", "UTF-8"),
    ],
)
def test_one_that_does_not_compile_stops_the_start(folder: Path, content: bytes, told: str) -> None:
    (folder / "wrong.graphql").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        Registered.load(folder, world().engine.warm)
    assert "wrong.graphql" in caught.value.message
    assert told in caught.value.message
    assert len(caught.value.message.splitlines()) == 1


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="HUB_DOCUMENTS_DIR"):
        Registered.load(tmp_path / "nowhere", world().engine.warm)
    assert len(Registered.load(None, world().engine.warm)) == 0


def test_what_is_registered_is_compiled_before_anybody_asks(documents: Registered) -> None:
    engine = world().engine
    engine.warm(LOOK)
    document = engine._documents.get(LOOK)
    assert set(document.chosen) == {"Look"}
    # It is kept for good, so it takes no room in the cache from which others are forgotten.
    assert engine._documents.bytes_held == 0


@pytest.fixture
def owned(folder: Path) -> Registered:
    for client in ("frontend", "registry"):
        (folder / "clients" / client).mkdir(parents=True)
        (folder / "clients" / client / "family.graphql").write_text(FAMILY)
    (folder / "clients" / "other" / "more").mkdir(parents=True)
    (folder / "clients" / "other" / "more" / "look.graphql").write_text(LOOK)
    return Registered.load(folder, world().engine.warm)


FAMILY = "query Family($nik: NIK!) { citizen(nik: $nik) { nik } }\n"
OTHER = agency("citizen:read", client_id="other")


def test_a_document_of_a_client_is_its_own_and_everybodys_are_everybodys(owned: Registered) -> None:
    assert [owned.knows(FAMILY, client) for client in ("frontend", "registry", "other", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert all(owned.knows(LOOK, client) for client in ("frontend", "other", ""))
    assert not owned.knows(LOOK.strip(), "other")


@pytest.mark.parametrize("trusted_only", [False, True])
@pytest.mark.parametrize("ask", [ask for name, ask in TRANSPORTS.items() if name != "batch"])
async def test_another_clients_document_is_not_registered(ask: Ask, owned: Registered, trusted_only: bool) -> None:
    w = world([person("Siti", nik=NIK)])
    by_id = {"documentId": f"sha256:{hashlib.sha256(FAMILY.encode()).hexdigest()}", "variables": VARIABLES}
    async with rig(w, documents=owned, trusted_only=trusted_only) as hub:
        mine, others = await hub.bearer(), await hub.bearer(OTHER)
        assert (await ask(hub, by_id, mine)).payload == {"data": {"citizen": {"nik": NIK}}}
        refused = await ask(hub, by_id, others)
        assert (refused.codes, len(w.record.tables.receipts)) == (["OPERATION_NOT_REGISTERED"], 1)
        # Nobody learns whether there is such a document.
        nowhere = {"documentId": f"sha256:{hashlib.sha256(b'{ other }').hexdigest()}"}
        assert (await ask(hub, nowhere, others)).payload == refused.payload


@pytest.mark.parametrize("ask", TRANSPORTS.values(), ids=TRANSPORTS)
async def test_single_clients_are_held_to_theirs(ask: Ask, documents: Registered) -> None:
    w = world([person("Siti", nik=NIK)])
    async with rig(w, documents=documents, trusted_clients=("other",), batch=2) as hub:
        mine, others = await hub.bearer(), await hub.bearer(OTHER)
        free = {"query": LOOK.strip(), "variables": VARIABLES}
        assert (await ask(hub, free, mine)).payload == ANSWER
        refused = await ask(hub, free, others)
        assert refused.codes == ["OPERATION_NOT_REGISTERED"]
        assert "This client is bound" in refused.payload["errors"][0]["message"]
        if ask is not TRANSPORTS["batch"]:
            assert (await ask(hub, {"query": LOOK, "variables": VARIABLES}, others)).payload == ANSWER


async def test_what_is_not_registered_is_not_read_either(documents: Registered) -> None:
    async with rig(documents=documents, trusted_only=True) as hub:
        assert (await hub.get(query="{ __typename }")).codes == ["OPERATION_NOT_REGISTERED"]
        assert (await hub.post({"query": "{ __typename }"})).codes == ["OPERATION_NOT_REGISTERED"]
        assert hub.world.engine._documents.held("{ __typename }") is None

"""The GraphQL clients that people use, against a hub over a real record: queries, errors as data, subscriptions."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

from hub.core.citizen import Citizen
from hub.web.socket import PROTOCOL
from tests.fakes.actors import EVERYTHING
from tests.fixtures import npm
from tests.web.following import Office, office

HERE = Path(__file__).parent
CLIENTS = ("graphql-ws", "graphql-sse", "Apollo Client", "urql")
CHANGES = """subscription Changes($nik: NIK!, $since: Int) {
  citizenChanged(nik: $nik, since: $since) { fullName version }
}"""
WITH_MUTATIONS = frozenset({"Apollo Client", "urql"})

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


async def _changing(it: Office, somebody: Citizen) -> None:
    """Somebody corrects her again and again."""
    while True:
        await asyncio.sleep(0.3)
        somebody = await it.rename(somebody, f"Nama {somebody.version}")


async def _asked(url: str) -> dict[str, Any]:
    folder = npm.installed(HERE / "npm")
    shutil.copyfile(HERE / "clients.mjs", folder / "clients.mjs")
    async with office(url) as it:
        siti = await it.rename(await it.enter(), "Nama")
        token = (await it.hub.bearer(EVERYTHING)).removeprefix("Bearer ")
        changing = asyncio.create_task(_changing(it, siti))
        process = await asyncio.create_subprocess_exec(
            npm.node(), folder / "clients.mjs", it.hub.url, token, siti.nik or "", "1", stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        changing.cancel()
        await asyncio.wait({changing})
        assert process.returncode == 0
        await it.until(0)
        found: dict[str, Any] = json.loads(output)
        return found


async def test_each_is_told_what_is_there_and_what_changes(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = await _asked(database)
    passed = [name for name in CLIENTS if _holds(name, told[name])]
    with capsys.disabled():
        print(f"\nclients: {len(passed)} of {len(CLIENTS)} ({', '.join(passed)})")  # noqa: T201  the figure is the point
    assert passed == list(CLIENTS), json.dumps({name: told[name] for name in CLIENTS if name not in passed})


def _holds(name: str, got: dict[str, Any]) -> bool:
    if "failed" in got:
        return False
    held, changed = got["told"]
    is_told = held["fullName"].startswith("Nama") and changed["version"] > held["version"]
    is_answered = got["look"]["fullName"].startswith("Nama") and got["refused"] == "BAD_INPUT"
    return is_told and is_answered and (name not in WITH_MUTATIONS or got["errors"] == [{"code": "BAD_INPUT"}])


async def test_the_client_of_python_is_told_as_well(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with office(database) as it:
        siti = await it.rename(await it.enter(), "Nama")
        transport = WebsocketsTransport(
            it.hub.url.replace("http", "ws"), init_payload={"Authorization": it.token}, subprotocols=[PROTOCOL]
        )
        async with Client(transport=transport) as session:
            look = GraphQLRequest(
                "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }", variable_values={"nik": siti.nik}
            )
            assert await session.execute(look) == {"citizen": {"fullName": "Nama"}}
            changes = session.subscribe(GraphQLRequest(CHANGES, variable_values={"nik": siti.nik, "since": 1}))
            assert (await anext(changes))["citizenChanged"]["version"] == 2
            await it.rename(siti, "Nama Baru")
            assert (await anext(changes))["citizenChanged"] == {"fullName": "Nama Baru", "version": 3}
            await changes.aclose()
            await it.until(0)
            with pytest.raises(TransportQueryError) as refused:
                await anext(session.subscribe(GraphQLRequest(CHANGES, variable_values={"nik": "1"})))
            assert refused.value.errors is not None
            assert refused.value.errors[0]["extensions"]["code"] == "BAD_INPUT"
    with capsys.disabled():
        print("\nclients: gql of Python passed")  # noqa: T201  the figure is the point

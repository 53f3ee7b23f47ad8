"""Each way out of the hub, gone once: what a client gets there, and what the receipt of it has to say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from hub.core.actor import Role
from hub.core.identifiers import global_id
from hub.web.socket import PROTOCOL
from tests.receipts.running import CODE, DOCUMENT, MASKED, REPRESENTED, SECRET, TRACKING, Running

JSON: Final = {"Content-Type": "application/json"}
KNOWN: Final = "query Look($nik: NIK!) { citizen(nik: $nik) { nik fullName } }"
LIVE: Final = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { provider } } }"
CORRECT: Final = (
    "mutation Correct($input: CorrectCitizenInput!)"
    " { correctCitizen(input: $input) { citizen { fullName } errors { code path message } } }"
)


@dataclass(frozen=True, slots=True)
class Way:
    """`visit` gives all bytes that came. `marker` is what of the person's data is among them.

    The rest is what the receipts say: how many there are (one an operation, and a mutation has one of its own), who
    asked, one of the fields, which agencies were asked, and for whom. `remote` is the number of the person that the record did not hold.
    """

    visit: Callable[[Running], Awaitable[bytes]]
    field: str
    marker: str = SECRET
    client: str = "frontend"
    purpose: str = "PUBLIC_SERVICE"
    sources: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    remote: int | None = None
    receipts: int = 1


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body as far as it came."""
    got = b""
    try:
        async for block in response.content.iter_any():
            got += block
    except aiohttp.ClientError:
        pass
    return got


async def _post(hub: Running, asked: Any, role: Role = Role.AGENCY_CLIENT, **headers: str) -> bytes:
    given = {**JSON, "Authorization": await hub.bearer(role), **headers}
    async with hub.http.post(f"{hub.url}/graphql", data=json.dumps(asked).encode(), headers=given) as response:
        return await _read(response)


def _graph(query: str, variables: Callable[[Running], Mapping[str, Any]]) -> Callable[[Running], Awaitable[bytes]]:
    async def visit(hub: Running) -> bytes:
        return await _post(hub, {"query": query, "variables": dict(variables(hub))})

    return visit


def _known(hub: Running) -> Mapping[str, Any]:
    return {"nik": hub.people.known.nik}


def _remote(number: int) -> Callable[[Running], Mapping[str, Any]]:
    return lambda hub: {"nik": hub.people.remote[number].nik}


async def in_chunks(hub: Running) -> bytes:
    """A body without a length: the front leaves it to aiohttp."""

    async def body() -> Any:
        yield json.dumps({"query": KNOWN, "variables": dict(_known(hub))}).encode()

    headers = {**JSON, "Authorization": await hub.bearer()}
    async with hub.http.post(f"{hub.url}/graphql", data=body(), headers=headers) as response:
        return await _read(response)


async def batch(hub: Running) -> bytes:
    return await _post(hub, [{"query": "{ __typename }"}, {"query": KNOWN, "variables": dict(_known(hub))}])


async def events(hub: Running) -> bytes:
    return await _post(hub, {"query": KNOWN, "variables": dict(_known(hub))}, Accept="text/event-stream")


async def by_address(hub: Running) -> bytes:
    """A registered document by its hash."""
    document = f"sha256:{hashlib.sha256(DOCUMENT.encode()).hexdigest()}"
    headers = {"Authorization": await hub.bearer()}
    async with hub.http.get(f"{hub.url}/graphql", params={"documentId": document}, headers=headers) as response:
        return await _read(response)


async def socket(hub: Running) -> bytes:
    async with hub.http.ws_connect(f"{hub.url}/graphql", protocols=(PROTOCOL,)) as wire:
        await wire.send_json({"type": "connection_init", "payload": {"Authorization": await hub.bearer()}})
        await wire.receive(timeout=5)
        asked = {"query": KNOWN, "variables": dict(_known(hub))}
        await wire.send_json({"id": "1", "type": "subscribe", "payload": asked})
        got = ""
        async for message in wire:
            got += str(message.data)
            if json.loads(message.data)["type"] in ("complete", "error"):
                break
        return got.encode()


async def document(hub: Running) -> bytes:
    headers = {"Authorization": await hub.bearer()}
    async with hub.http.get(f"{hub.url}/documents/{hub.people.paper}", headers=headers) as response:
        return await _read(response)


def _page(path: Callable[[Running], str], role: Role | None = Role.OPERATOR) -> Callable[[Running], Awaitable[bytes]]:
    async def visit(hub: Running) -> bytes:
        cookies = await hub.cookie(role) if role else {}
        async with hub.http.get(f"{hub.url}{path(hub)}", cookies=cookies, allow_redirects=False) as response:
            return await _read(response)

    return visit


async def mutation(hub: Running) -> bytes:
    given = {
        "idempotencyKey": "k", "nik": hub.people.known.nik, "expectedVersion": hub.people.known.version,
        "reason": "Salah ketik", "attributes": {"birthPlace": "MUNTOK"},
        "source": {"kind": "KTP_EL", "number": "1"},
    }  # fmt: skip
    return await _post(hub, {"query": CORRECT, "variables": {"input": given}}, Role.OPERATOR)


_CLERK: Final[dict[str, Any]] = {"client": "console", "purpose": "CIVIL_REGISTRATION"}
_CASE: Final[dict[str, Any]] = {"on_behalf_of": REPRESENTED}
WAYS: Final[Mapping[str, Way]] = {
    "POST, in front": Way(_graph(KNOWN, _known), "Citizen.fullName"),
    "POST, by aiohttp": Way(in_chunks, "Citizen.fullName"),
    "GET": Way(by_address, "Citizen.fullName"),
    "batch": Way(batch, "Citizen.fullName"),
    "events": Way(events, "Citizen.fullName"),
    "socket": Way(socket, "Citizen.fullName"),
    "an agency asked": Way(_graph(LIVE, _known), "Immunisation.provider", sources=("health",)),
    "two agencies asked": Way(_graph(LIVE, _remote(0)), "Citizen.fullName", sources=("health", "population"), remote=0),
    "the register asked": Way(_graph(KNOWN, _remote(1)), "Citizen.fullName", sources=("population",), remote=1),
    "resolvers": Way(
        _graph("query Case($n: String!) { application(trackingNumber: $n) { form } }", lambda _: {"n": TRACKING}),
        "Application.form", **_CASE,
    ),
    "node": Way(
        _graph("query N($id: ID!) { node(id: $id) { ... on Citizen { fullName } } }",
               lambda hub: {"id": global_id("Citizen", hub.people.known.id)}),
        "Citizen.fullName",
    ),
    "node of a case": Way(
        _graph("query N($id: ID!) { node(id: $id) { ... on Application { form } } }",
               lambda hub: {"id": global_id("Application", hub.people.application)}),
        "Application.form", **_CASE,
    ),
    "_entities": Way(
        _graph("query E($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { fullName } } }",
               lambda hub: {"r": [{"__typename": "Citizen", "nik": hub.people.known.nik}]}),
        "Citizen.fullName",
    ),
    "document": Way(document, "ApplicationDocument.content", marker="RAHASIA", **_CASE),
    "page of the console": Way(
        _page(lambda _: f"/console/applications/{TRACKING}"), "Application.form", receipts=2, **_CLERK, **_CASE,
    ),
    "document through the console": Way(
        _page(lambda hub: f"/console/documents/{hub.people.paper}"), "ApplicationDocument.content", marker="RAHASIA",
        **_CLERK, **_CASE,
    ),
    "page of a certificate": Way(
        _page(lambda _: f"/v/{CODE}", None), "DocumentVerification.maskedName", marker=MASKED, client="",
    ),
    "mutation": Way(mutation, "Mutation.correctCitizen", receipts=2, **_CLERK),
}  # fmt: skip

"""Digital registries: who is found and who is not, what of it leaves a receipt, and what is refused."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.cli.govstack import read
from hub.core.actor import Role
from hub.core.calendar import now
from hub.core.errors import BadInput, Conflict
from hub.store import PgAgreements, PgIdentity
from hub.store.bulk import copy_citizens
from hub.store.govstack import PgRegistries, Registry
from tests.fakes.agreements import agreement
from tests.receipts.running import DEED, SECRET, Running
from tests.store.samples import TENANT, person

PEOPLE = Registry(
    name="penduduk", version="1", number=8438778473, title="Penduduk", institution="Dukcapil",
    fields={"ID": "nik", "FirstName": "firstName", "LastName": "lastName", "Deed": "birthDeedNumber"},
)  # fmt: skip
FIRST, LAST = SECRET.split()


@dataclass
class Client:
    """Asks with a token of its own; without one for nobody."""

    hub: Running
    token: str = ""

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": self.token} if self.token else {}
        url = f"{self.hub.url}/govstack/registries/{path}"
        async with self.hub.http.request(method, url, json=body, headers=headers) as response:
            assert response.content_type == "application/json"
            return response.status, await response.json()

    async def read(self, **content: str) -> tuple[int, Any]:
        return await self.ask("POST", "data/penduduk/1/read", {"query": {"content": content}})

    async def operations(self) -> list[str]:
        return [one["operation"] for one in await self.hub.receipts()]


async def declared(hub: Running) -> Client:
    await PgRegistries(hub.direct, TENANT).put(PEOPLE, now())
    return Client(hub, await hub.bearer())


async def other(hub: Running, region: str, scopes: frozenset[str] | None = None) -> Client:
    """A client whose agreement masks names, and which sees this region."""
    identity = PgIdentity(hub.direct, TENANT)
    frontend = await identity.client("frontend")
    assert frontend is not None
    await PgAgreements(hub.direct, TENANT).put(
        agreement(id="contoh-sempit", number="470/2/PKS/2026", masked=frozenset({"Citizen.fullName"}))
    )
    name = f"other-{region}-{len(scopes or ())}"
    made = dataclasses.replace(
        frontend, client_id=name, region=region, agreement="contoh-sempit", scopes=scopes or frontend.scopes
    )
    await identity.put_client(made)
    return Client(hub, f"Bearer {hub.tokens.for_client(made, ' '.join(sorted(made.scopes)))}")


async def test_somebody_is_found_in_the_words_of_the_registry_and_the_receipt_says_what_was_shown(hub: Running) -> None:
    client, known = await declared(hub), hub.people.known
    record = {"ID": known.nik, "FirstName": FIRST, "LastName": LAST, "Deed": DEED}
    assert await client.read(ID=known.nik or "") == (200, {"content": record})
    receipt = (await hub.receipts())[-1]
    assert (receipt["operation"], receipt["subjects"]) == ("GovstackByNik", [known.id])
    shown = {"Query.citizen", "Citizen.nik", "Citizen.fullName", "Citizen.birthDeedNumber"}
    assert set(receipt["fields"]) == shown, "and nothing else"
    for content in ({"Deed": DEED}, {"FirstName": FIRST, "LastName": LAST}, {"FirstName": FIRST}, record):
        assert await client.read(**content) == (200, {"content": record})
    assert (await client.operations())[-4:] == ["GovstackByDeed", "GovstackByName", "GovstackByName", "GovstackByNik"]
    for content in ({"ID": known.nik, "FirstName": "Lain"}, {"FirstName": FIRST[:-1]}, {"ID": "EE123627348834"}):
        assert await client.read(**content) == (404, {"detail": "no record found"})
    _, there = await client.ask("POST", "data/penduduk/1/exists", {"ID": known.nik})
    _, absent = await client.ask("POST", "data/penduduk/1/exists", {"query": {"content": {"ID": "1"}}})
    assert (there["answer"]["status"], absent["answer"]["status"]) == (True, False)
    value = f"data/penduduk/1/{known.id}/read-value/FirstName"
    assert await client.ask("GET", f"{value}.json") == (200, FIRST)
    assert {"Citizen.nik", "Citizen.birthDeedNumber"}.isdisjoint((await hub.receipts())[-1]["fields"])
    assert (await client.ask("GET", f"{value}.xml"))[0] == 404
    code, page = await client.ask("GET", f"data/penduduk/1?search={FIRST}&filter=FirstName&timeframe=x")
    assert (code, page) == (200, {"count": 1, "results": [record]})
    _, two = await client.ask("GET", f"data/penduduk/1?search={FIRST}&filter=FirstName&page=2&pageSize=1")
    assert two["results"] == []
    assert two["previous"].endswith("page=1&pageSize=1")
    for database in ("penduduk", "8438778473"):
        code, used = await client.ask("GET", f"data/myPersonalDataUsage?userId={known.nik}&databaseId={database}")
        assert code == 200
        assert used[0]["ReaderID"] == "frontend"
        assert "ReaderInitials" not in used[0]


async def test_what_a_client_may_not_know_is_absent_and_whom_it_may_not_see_is_nobody(hub: Running) -> None:
    client, known = await declared(hub), hub.people.known
    masked, far = await other(hub, "19.01"), await other(hub, "19.01.03")
    sealed = person("Orang Tersegel", family_card_number=None, sealed=True)
    await copy_citizens(hub.direct, [sealed])
    assert await masked.read(ID=known.nik or "") == (200, {"content": {"ID": known.nik, "Deed": DEED}})
    before = len(await hub.receipts())
    nobody = (404, {"detail": "no record found"})
    assert await masked.read(ID=known.nik or "", FirstName=FIRST) == nobody, "a mask is not guessed through a query"
    assert len(await hub.receipts()) == before + 1
    assert await masked.ask("GET", f"data/penduduk/1/{known.id}/read-value/FirstName.json") == nobody
    before = len(await hub.receipts())
    for asked in ({"ID": known.nik}, {"Deed": DEED}, {"FirstName": FIRST}):
        assert await far.read(**asked) == nobody
    assert await client.read(ID=sealed.nik or "") == nobody
    assert await far.ask("GET", f"data/penduduk/1/{known.id}/read-value/ID.json") == nobody
    assert len(await hub.receipts()) == before
    assert (await client.read(LastName=LAST))[0] == 403, "somebody is asked for; the register is not listed"
    for rest in ("", "search=a&filter=LastName", "filter=FirstName", "search=a"):
        assert (await client.ask("GET", f"data/penduduk/1?{rest}"))[0] == 403
    deaf = await other(hub, "19.01", frozenset({"family:read"}))
    assert (await deaf.read(ID=known.nik or ""))[0] == 403
    usage = f"data/MyPersonalDataUsage/1.0?userID={known.nik}&DatabaseID=penduduk"
    assert (await (await other(hub, "19.01", frozenset({"citizen:read"}))).ask("GET", usage))[0] == 403
    assert await far.ask("GET", usage) == (200, [])
    clerk = Client(hub, await hub.bearer(Role.OPERATOR))
    for who, status in ((Client(hub), 401), (clerk, 403), (Client(hub, "Bearer nothing"), 401)):
        assert (await who.read(ID=known.nik or ""))[0] == status
        assert (await who.ask("GET", "databases"))[0] == status


async def test_registries_are_listed_and_neither_written_nor_changed(hub: Running) -> None:
    client = await declared(hub)
    code, listed = await client.ask("GET", "databases")
    assert (code, listed["databases"][0]["id"]) == (200, PEOPLE.number)
    assert set(listed) == {"id", "name", "code", "databases", "group_id", "order", "data_index_increment"}
    assert await client.ask("GET", f"database/{PEOPLE.number}") == (200, listed["databases"][0])
    assert listed["databases"][0]["schema"]["properties"]["ID"]["primaryKey"] is True
    before = await hub.direct.fetchval("select count(*) from record_event")
    for method, path in (
        ("POST", "create"), ("PUT", "update"), ("PUT", "updateEntries"), ("PUT", "update-entries"),
        ("POST", "update-or-create"), ("POST", "updateOrCreate"), ("DELETE", "1/delete"),
    ):  # fmt: skip
        code, told = await client.ask(method, f"data/penduduk/1/{path}", {"write": {"content": {"ID": "1"}}})
        assert (code, "correctCitizen" in told["detail"]) == (403, True)
    assert await hub.direct.fetchval("select count(*) from record_event") == before
    for method, path in (("POST", "database/modify"), ("DELETE", f"database/{PEOPLE.number}")):
        assert (await client.ask(method, path, {}))[0] == 403
    assert await PgRegistries(hub.direct, TENANT).registries() == (PEOPLE,)
    for path, body, status in (
        ("data/penduduk/1/read", None, 400), ("data/penduduk/1/read", {"query": {"content": {"ID": 1}}}, 400),
        ("data/penduduk/1/read", {"query": {"content": {"Faith": "x"}}}, 400), ("data/penduduk/2/read", {}, 404),
        ("data/nothing/1/exists", {"ID": "1"}, 404),
    ):  # fmt: skip
        assert (await client.ask("POST", path, body))[0] == status
    for query in ("userID=...&DatabaseID=penduduk", "userID=1&DatabaseID=...", ""):
        assert (await client.ask("GET", f"data/MyPersonalDataUsage/1.0?{query}"))[0] == 400
    with pytest.raises(Conflict, match="Take another"):
        await PgRegistries(hub.direct, TENANT).put(dataclasses.replace(PEOPLE, version="2"), now())
    assert await PgRegistries(hub.direct, TENANT).remove("penduduk", "1")
    assert (await client.read(ID="1"))[0] == 404


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('ID = "nik"', 'ID = "religion"', "no such attribute"),
        ('ID = "nik"', '"a b" = "nik"', "letters"),
        ('ID = "nik"', "", "fields is missing"),
        ("number = 7", 'number = "7"', "number is missing"),
        ("number = 7", "number = -7", "positive"),
        ("number = 7", "number = 7\nrows = 1", "nothing else"),
        ("number = 7", "number 7", "cannot be read"),
    ],
)
def test_a_declaration_is_read_or_refused_with_what_is_wrong(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "registry.toml"
    text = 'name = "a"\nversion = "1"\nnumber = 7\ntitle = "A"\ninstitution = "B"\n[fields]\nID = "nik"\n'
    file.write_text(text, encoding="utf-8")
    assert read(file).fields == {"ID": "nik"}
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read(file)

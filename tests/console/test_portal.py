"""The contract's pages: the reference and the changes for everybody, and the simulator, which runs nothing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from graphql import parse, validate

from hub.console.base.comparison import Comparison
from hub.console.base.contract import Contract
from hub.console.base.in_process import InProcess
from hub.console.portal.changelog.page import LONG, additions
from hub.console.portal.graphiql import page as graphiql
from hub.core.actor import Actor, Role
from hub.engine.reference import Reference
from hub.engine.schema_changes import SchemaChange, Severity
from tests.console.conftest import Site, standing
from tests.console.fakes import published_schema
from tests.console.visitor import Response, Visitor
from tests.fakes.actors import READER, staff
from tests.fakes.declared import FACETS
from tests.fakes.world import World, examiner, schema, world

EXAMPLES = Path(graphiql.__file__).with_name("examples")
OPERATION = """query Look($nik: NIK!, $also: Boolean!) {
  citizen(nik: $nik) { fullName licences { nib } mother { fullName } immunisations @include(if: $also) { vaccine } }
}"""


async def client(client_id: str) -> Actor | None:
    return READER if client_id == READER.client_id else None


@cache
def text() -> str:
    """Once: writing it takes a while."""
    return schema().as_str() + "\n"


def contract(released: Path) -> Contract:
    made = schema()
    comparison = Comparison(released, made.graph)
    return Contract(Reference(made.graph, made.requirements, FACETS), examiner(), text, comparison, client)


@asynccontextmanager
async def portal(released: Path) -> AsyncIterator[tuple[Site, World]]:
    w = world()
    async with standing(published_schema(), InProcess(w.engine), contract=contract(released)) as site:
        yield site, w


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[tuple[Site, World, Visitor]]:
    """A portal whose last release knew one field that is gone, and said so; and did not know what is there now."""
    old = text().replace(
        "type Agency {", 'type Agency {\n  gone: String @deprecated(reason: "Over, until 2026-01-31.")'
    )
    old = old.replace("Requires scope `health:read`. Category health.", "Public.")
    old = old.replace("\n  lastThirtyDays: Int!", "\n  lastMonth: Int!")
    assert old != text()
    (tmp_path / "released.graphql").write_text(old)
    async with (
        portal(tmp_path / "released.graphql") as (site, w),
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        yield site, w, Visitor(http, site.url)


async def log_in(site: Site, visitor: Visitor, role: Role) -> None:
    site.tokens.valid[f"token-{role.value}"] = staff(role)
    site.issuer.person = role.value
    page = await visitor.get("/portal/simulator")
    assert (page.status, page.url) == (200, f"{site.url}/portal/simulator"), "she comes back to where she wanted to go"


async def simulated(visitor: Visitor, operation: str = OPERATION, **given: str) -> Response:
    form = (await visitor.get("/portal/simulator")).form("/portal/simulator#operation-1")
    page = await visitor.send(form, operation=operation, **given)
    return Response(page.status, page.url, html.unescape(page.text), page.headers)


async def test_the_reference_says_of_each_field_what_is_enforced(at: tuple[Site, World, Visitor]) -> None:
    _, w, visitor = at
    page = await visitor.get("/portal/reference/Citizen")
    for shown in ("citizen:read", "population", "Catatan bersama", "OSS", 'id="Citizen.nik"', "Date<wbr>Precision"):
        assert shown in page.text
    assert "BPJS Kesehatan" in (await visitor.get("/portal/reference/HealthCoverage")).text
    assert "Argumen" in (await visitor.get("/portal/reference/Query")).text
    assert (await visitor.get("/portal/reference/Absent")).status == 404
    told = await visitor.get("/portal/schema.graphql")
    assert told.text == text()
    assert w.calls.made == []


async def test_it_is_searched_without_script(at: tuple[Site, World, Visitor]) -> None:
    visitor = at[2]
    page = await visitor.get("/portal/reference?q=health:read")
    assert "Citizen.\u200bimmunisations" in page.text
    assert "Citizen.\u200bfullName" not in page.text
    assert "Tidak ada yang cocok" in (await visitor.get("/portal/reference?q=zzyzx")).text
    found = contract(Path("absent")).reference.found("fullname")
    assert found[0].name == "fullName"
    everything = await visitor.get("/portal/reference?q=a")
    assert "Hanya 100 yang pertama" in everything.text


def test_every_field_has_a_source_where_it_shows_data_of_somebody() -> None:
    told = contract(Path("absent")).reference
    fields = [one for entry in told.types.values() for one in entry.elements]
    assert all(one.source for one in fields if one.category)
    assert {one.source for one in fields} >= {"record", "", "health", "licensing"}
    assert all(not one.said.endswith(("Public.", "art. 84.")) for one in fields)
    asked = {at: one.scopes for at, one in schema().requirements.items()}
    assert {one.coordinate: one.scopes for one in fields if one.coordinate in asked} == {
        at: scopes for at, scopes in asked.items() if not at.startswith("_")
    }


async def test_a_user_of_the_console_is_told_what_she_would_see(at: tuple[Site, World, Visitor]) -> None:
    site, w, visitor = at
    assert "/console/login" in (await visitor.get("/portal/simulator", follow=False)).headers["Location"]
    await log_in(site, visitor, Role.OPERATOR)
    before = len(w.record.tables.receipts)
    page = await simulated(visitor)
    assert page.status == 200
    for shown in ("Citizen.\u200bfullName", "Diberikan", "citizen:read", "Jalur", "health for immunisations"):
        assert shown in page.text
    for said in (
        "health untuk immunisations",
        "Tokennya tidak membawa lingkup itu.",
        "Minta kepada: administrator hub, ",
    ):
        assert said in page.text
    assert "Id klien" not in page.text
    assert "select" not in page.text.split("Medan demi medan")[1].lower(), "the record's tables are nobody's matter"
    assert len(w.record.tables.receipts) == before
    page = await simulated(visitor, client="frontend")
    assert page.status == 400, "only who may read clients is told what one sees"
    assert "Tidak ada klien aktif" in page.text
    assert READER.display_name not in page.text


async def test_an_administrator_is_told_for_a_client_and_what_cannot_be_used(at: tuple[Site, World, Visitor]) -> None:
    site, _, visitor = at
    await log_in(site, visitor, Role.ADMINISTRATOR)
    page = await simulated(visitor, client="frontend")
    assert page.status == 200
    assert READER.display_name in page.text
    assert "Diberikan" in page.text
    assert (await simulated(visitor, client="absent")).status == 400
    refused = await simulated(visitor, client="frontend", purpose="PLANNING")
    assert "Tidak ada yang dijawab dari operasi ini" in refused.text
    assert "Keperluan ini tidak ada dalam pendaftaran atau perjanjiannya." in refused.text
    assert "does not allow the purpose PLANNING" in refused.text
    many = f"{{ {' '.join(f'a{at}: services {{ name }}' for at in range(1_000))} }}"
    for wrong, said in (
        ("", "Tempel satu operasi GraphQL."),
        ("{ nothing }", "Baris 1, huruf ke-3: Query tidak punya medan nothing."),
        ("{ nothing }", "Cannot query field 'nothing' on type 'Query'."),
        ("{", "Teksnya berhenti sebelum selesai."),
        ("query A { viewer { roles } } fragment F on Viewer { rolls }", "Fragmen F tidak dipakai."),
        ('{ codeList(name: "\\u0000") { value } }', "Teks ini bukan operasi GraphQL"),
        (many, "Operasi ini lebih besar daripada yang diizinkan."),
        ("x" * 70_000, "Tempel satu operasi GraphQL."),
    ):
        page = await simulated(visitor, wrong)
        assert (page.status, 'href="#operation"' in page.text, said in page.text) == (400, True, True), wrong[:20]


async def test_changes_are_told_with_what_breaks_first(at: tuple[Site, World, Visitor]) -> None:
    visitor = at[2]
    page = html.unescape((await visitor.get("/portal/changelog")).text)
    assert "Agency.gone was removed" in page
    assert "Ini sudah diumumkan" in page
    assert "asks for `health:read` instead of nothing" in page
    assert page.index("Memutus") < page.index("Agency.gone")
    assert "was added" not in page
    added = page.split("Ditambahkan")[1]
    assert ">GivenError</code></a>" in added
    assert 'href="/portal/reference/GivenError#GivenError.lastThirtyDays"' in added
    assert "<details" not in added, "few names of a type stand beside it"


def test_what_was_added_stands_by_its_type() -> None:
    def change(coordinate: str, kind: str = "ADDED") -> SchemaChange:
        return SchemaChange(Severity.SAFE, kind, coordinate, f"{coordinate} was added.")

    told = additions(
        [
            change("Query.webhooks"), change("Query.webhooks(first:)"), change("Query.clients(region:)"),
            change("Webhook"), change("Agency.gone", "REMOVED"), change("Webhook.id"), change("State"),
        ]
    )  # fmt: skip
    assert {one.type: one.coordinates for one in told} == {
        "Query": ["Query.webhooks", "Query.clients(region:)"],
        "Webhook": ["Webhook.id"],
        "State": [],
    }


async def test_many_names_of_a_type_stand_behind_it_without_script(tmp_path: Path) -> None:
    kept = "\n  name: String!\n}"
    old = re.sub(r"(\ntype Agency \{).*?\n\}", rf"\1{kept}", text(), count=1, flags=re.DOTALL)
    (tmp_path / "old.graphql").write_text(old)
    async with portal(tmp_path / "old.graphql") as (site, _), ClientSession() as http:
        page = (await Visitor(http, site.url).get("/portal/changelog")).text
    behind = page.split("<details")[1].split("</details>")[0]
    assert ">Agency</code>" in behind
    assert behind.count("/portal/reference/Agency#Agency.") >= LONG


async def test_operations_run_in_the_sandbox_as_whoever_is_logged_in(at: tuple[Site, World, Visitor]) -> None:
    site, _, visitor = at
    await log_in(site, visitor, Role.OPERATOR)
    page = await visitor.get("/portal/graphiql")
    assert "DATA CONTOH" in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "token-operator" not in page.text
    token = page.form("/console/logout").value("_token")

    async def ran(query: str, name: str = "", variables: str = "{}") -> Response:
        fields = {"_token": token, "query": query, "variables": variables, "operationName": name}
        return await visitor.post("/portal/graphiql", fields.items())

    told = json.loads((await ran("query A { viewer { roles } } query B { viewer { region } }", "A")).text)
    assert told["data"] == {"viewer": {"roles": ["operator"]}}
    wrong = json.loads((await ran("{ viewer { rolls } }")).text)["errors"][0]
    assert wrong["message"].startswith("Cannot query field 'rolls'")
    assert wrong["extensions"] == {
        "code": "BAD_INPUT",
        "messageId": "Baris 1, huruf ke-12: Viewer tidak punya medan rolls. Mungkin maksudnya roles.",
    }
    both = json.loads((await ran("{ viewer { rolls } also: viewer { rolls } }")).text)["errors"]
    assert [one["extensions"]["messageId"].partition(":")[0][-2:] for one in both] == ["12", "35"]
    assert "messageId" in json.loads((await ran("{")).text)["errors"][0]["extensions"]
    assert json.loads((await ran("{ viewer { roles } }", variables="[]")).text)["errors"][0]["extensions"] == {
        "code": "BAD_INPUT"
    }
    strange = await visitor.post("/portal/graphiql", {"query": "{ viewer { roles } }"}.items())
    assert strange.status == 403, "another site cannot know the token"
    for example in EXAMPLES.glob("*.graphql"):
        assert validate(schema().graph, parse(example.read_text())) == [], example.name
        assert f"example={example.stem}" in page.text


async def test_outside_a_sandbox_nothing_is_tried(tmp_path: Path) -> None:
    w = world()
    told = contract(tmp_path / "absent.graphql")
    async with (
        standing(published_schema(), InProcess(w.engine), contract=told, sample=False) as site,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        visitor = Visitor(http, site.url)
        await log_in(site, visitor, Role.OPERATOR)
        assert (await visitor.get("/portal/graphiql")).status == 404
        form = (await visitor.get("/portal/simulator")).form("/portal/simulator#operation-1")
        fields = {"_token": form.value("_token"), "query": "{ viewer { roles } }"}
        assert (await visitor.post("/portal/graphiql", fields.items())).status == 404
        assert "/portal/graphiql" not in (await visitor.get("/portal/reference")).text

"""How far another issuer is trusted, as settings and documentation say it, and the commands about it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import shlex
from typing import Any

import aiohttp
import pytest
import typer
from pydantic import ValidationError
from typer.testing import CliRunner

from hub.cli import issuer as commands
from hub.cli.settings import from_environment
from hub.core.accounts import Client
from hub.core.actor import Role
from hub.core.errors import BadInput, Unauthenticated
from hub.core.purpose import Purpose
from hub.identity import ExternalIssuer, RoleRules, Verifier
from hub.store import Database, PgIdentity
from hub.web.issuer_settings import IssuerSettings
from hub.web.settings import Settings
from tests.fixtures.demo import ROOT
from tests.identity.district import AUDIENCE, TENANT, Clock
from tests.identity.issuer import CLIENT, other_issuer

URL = "https://masuk.bangka.example/realms/satu"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = OPERATIONS.partition("## Other issuers")[2].partition("\n## ")[0]


def _settings(issuers: Any, database: str = "postgresql://satu@127.0.0.1/satu") -> Settings:
    return Settings(database_url=database, external_issuers=issuers)


def _issuer(entry: Any) -> ExternalIssuer:
    return _settings([entry]).external_issuers[0].issuer(AUDIENCE)


def test_an_address_alone_lets_the_console_in_and_nobody_else() -> None:
    assert _issuer(URL) == _issuer({"url": URL}) == ExternalIssuer(URL, AUDIENCE, clients=frozenset({"satu-console"}))


def test_the_first_one_logs_people_in_where_there_is_no_server_of_our_own() -> None:
    settings = Settings(
        database_url="postgresql://", embedded_issuer=False, external_issuers=[URL, "https://b.example"]
    )
    assert settings.issuer == URL


def test_the_example_of_the_documentation_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://satu@127.0.0.1/satu")
    monkeypatch.setenv("HUB_EXTERNAL_ISSUERS", json.dumps(json.loads(example)))
    keycloak, citizens = (entry.issuer(AUDIENCE) for entry in from_environment().external_issuers)
    assert (keycloak.url, keycloak.audience, keycloak.rules) == (URL, AUDIENCE, RoleRules())
    assert keycloak.names.roles == "realm_access.roles resource_access.satu-hub.roles"
    assert keycloak.clients == {"satu-console", "agency-frontend"}
    only = frozenset({Role.CITIZEN})
    assert citizens.rules == RoleRules(everybody=only, at_most=only, with_scopes=True)
    assert (citizens.audience, citizens.longest) == ("urn:satu:1901", dt.timedelta(minutes=15))


def test_every_member_is_documented_and_none_that_is_gone() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", SECTION, re.MULTILINE)) == set(IssuerSettings.model_fields)


@pytest.mark.parametrize(
    "entry",
    [
        "http://login.example", "login.example", "https://", "https://a.example?x=1", "https://a.example#x", {}, 7,
        {"url": URL, "audiense": "x"}, {"url": URL, "claims": {"rolls": "x"}}, {"url": URL, "role_names": {"x": "y"}},
        {"url": URL, "roles_at_most": ["y"]}, {"url": URL, "longest_minutes": 0}, {"url": URL, "longest_minutes": 1441},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_stops_the_start(entry: Any) -> None:
    with pytest.raises(ValidationError):
        _settings([entry])


def test_an_issuer_stands_there_once() -> None:
    with pytest.raises(ValidationError, match="twice"):
        _settings([URL, {"url": URL, "clients": ["another"]}])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('[{"url": "https://a.example", "audiense": "x"}]', r"HUB_EXTERNAL_ISSUERS \(0 audiense\)"),
        ('["ftp://a.example"]', r"HUB_EXTERNAL_ISSUERS \(0 url\)"),
        ("https://a.example", "must be a JSON list"),
    ],
)
def test_the_command_line_says_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://satu@127.0.0.1/satu")
    monkeypatch.setenv("HUB_EXTERNAL_ISSUERS", value)
    with pytest.raises(BadInput, match=said):
        from_environment()


# ---- hub issuer ------------------------------------------------------------------------------------------------------


async def test_the_check_tells_a_good_issuer_from_one_that_is_away() -> None:
    async with other_issuer(Clock()) as good, other_issuer(Clock()) as ill:
        ill.ill = "down"
        told = await commands._check(_settings([good.url, ill.url]))
    assert told == {good.url: "1 keys for signatures, audience satu-hub", ill.url: ""}


@pytest.mark.parametrize("named", ["pengguna-f3", CLIENT, "t1"])
async def test_what_an_operator_ends_is_ended_in_a_running_hub(database: str, named: str) -> None:
    clock, opened = Clock(), await Database.open(database)
    async with other_issuer(clock) as issuer, aiohttp.ClientSession() as http:
        hub = Verifier(TENANT, PgIdentity(opened, TENANT), clock, external=[issuer.trusted], http=http)
        token = issuer.token()
        assert not (await hub.actor(f"Bearer {token}")).is_anonymous
        settings = _settings([issuer.url], database)
        until = await commands._end(settings, issuer.url, named, dt.timedelta(0))
        assert until > clock() + dt.timedelta(minutes=60), "not before the last of its tokens has ended"
        clock.ahead += dt.timedelta(seconds=1)
        with pytest.raises(Unauthenticated, match="was ended"):
            await hub.actor(f"Bearer {token}")
        with pytest.raises(BadInput, match="does not name this issuer"):
            await commands._end(settings, "https://another.example", named, dt.timedelta(0))
    await opened.close()


def test_a_client_that_an_operator_registers_is_bounded_by_it(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    monkeypatch.setenv("HUB_EXTERNAL_ISSUERS", json.dumps([URL]))
    application = typer.Typer()
    commands.register(application)
    (example,) = re.findall(r"```sh\nhub (issuer register-client .*?)```", SECTION, re.DOTALL)
    given = shlex.split(example.replace("\\\n", ""))
    told = CliRunner().invoke(application, given)
    assert told.output == f"Registered as {URL}#agency-frontend.\n"
    row = asyncio.run(_row(database, f"{URL}#agency-frontend"))
    assert row
    assert row.scopes == {"citizen:read", "health:read"}
    assert row.purposes == {Purpose.PUBLIC_SERVICE}
    assert (row.agency, row.region, row.active, row.grant_types, row.redirect_uris) == (
        "health", "19.01", True, frozenset(), (),
    )  # fmt: skip
    odd = CliRunner().invoke(application, [*given, "--scope", "everything"])
    assert isinstance(odd.exception, BadInput)


async def _row(database: str, client_id: str) -> Client | None:
    opened = await Database.open(database)
    try:
        return await PgIdentity(opened, TENANT).client(client_id)
    finally:
        await opened.close()


@pytest.mark.parametrize("options", [[], ["--subject", "a", "--client", "b"]])
def test_one_thing_is_ended_at_a_time(options: list[str]) -> None:
    application = typer.Typer()
    commands.register(application)
    told = CliRunner().invoke(application, ["issuer", "end", URL, *options])
    assert isinstance(told.exception, BadInput)

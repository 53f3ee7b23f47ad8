"""A client signs itself up: in the sandbox at once, for a few days and for little; elsewhere not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest
from joserfc.jwk import ECKey

from hub.core import sign_up
from hub.core.calendar import local_date, now
from hub.core.identifiers import new_id
from hub.store import Database, PgAgreements
from tests.engine.administration import Administrators
from tests.engine.test_administration import client_input, key_pair
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT

SIGN_UP: Final = """
    mutation SignUp($input: SignUpClientInput!) {
      signUpClient(input: $input) { clientId scopes dailyQuota endsOn errors { code message path } }
    }
"""
READ: Final = "query Read($nik: NIK!) { citizen(nik: $nik) { fullName } }"
CLIENTS: Final = "select client_id from oauth_client where signed_up_at is not null"
COUNTED: Final = "select (select count(*) from oauth_client) + (select count(*) from agreement)"


class Clock:
    """Moved on by hand."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    store = await Database.open(database)
    yield store
    await store.close()


def given(**changes: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": str(new_id()), "name": "Aplikasi Posyandu", "office": "Desa Rebo", "intent": "Mencoba",
        "keys": json.dumps(key_pair()), "scopes": ["health:read"], **changes,
    }  # fmt: skip


async def signed_up(at: Administrators, **changes: Any) -> Mapping[str, Any]:
    answer = await at.world.ask(SIGN_UP, {"input": given(**changes)}, actor=NOBODY)
    payload: Mapping[str, Any] = answer.payload
    return payload


async def test_in_the_sandbox_a_client_is_there_at_once_with_an_agreement_about_samples(opened: Database) -> None:
    clock = Clock()
    office = await Administrators.of(opened, clock, sandbox=True)
    wanted = given()
    answers = [(await office.world.ask(SIGN_UP, {"input": wanted}, actor=NOBODY)).payload for _ in range(2)]
    assert answers[0] == answers[1]
    done = answers[0]["data"]["signUpClient"]
    last = local_date(clock.at) + dt.timedelta(days=sign_up.DAYS - 1)
    assert (done["scopes"], done["dailyQuota"], done["endsOn"], done["errors"]) == (
        ["citizen:read", "health:read"], sign_up.DAILY_QUOTA, last.isoformat(), [],
    )  # fmt: skip
    key = done["clientId"]
    acting = await office.identity.acting(key)
    assert acting is not None
    assert acting.agreement is not None
    assert (acting.client.active, acting.client.trusted, acting.client.demo) == (True, False, False)
    assert (acting.agreement.id, sorted(acting.agreement.categories), acting.agreement.daily_quota) == (
        key, ["health", "population"], sign_up.DAILY_QUOTA,
    )  # fmt: skip
    assert all("(DATA CONTOH)" in words for words in (acting.client.name, acting.agreement.recipient))
    assert [entry["actor"] for entry in await office.history(key)] == ["sandbox", "sandbox"]
    nobody = (await office.world.ask(READ, {"nik": "1901012005900001"}, actor=acting.for_itself())).payload
    assert nobody == {"data": {"citizen": None}}
    later = (await office.world.ask(READ, {"nik": "1901012005900001"}, actor=NOBODY)).payload
    assert later["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    # Its agreement ends by itself, and the next sign-up forgets both; a client of an administrator stays.
    await office.do("ani", "registerClient", **client_input(clientId="contoh-kantor"))
    await PgAgreements(opened, TENANT).put(dataclasses.replace(acting.agreement, id="contoh-kantor"))
    await opened.execute("update oauth_client set agreement = client_id where client_id = 'contoh-kantor'")
    clock.at += dt.timedelta(days=sign_up.DAYS)
    ended = (await office.world.ask(READ, {"nik": "1901012005900001"}, actor=acting.for_itself())).payload
    assert ended["errors"][0]["extensions"]["code"] == "AGREEMENT_EXPIRED"
    after = (await signed_up(office))["data"]["signUpClient"]["clientId"]
    assert [row["client_id"] for row in await opened.fetch(CLIENTS)] == [after]
    assert [await office.identity.acting(each) is not None for each in (key, "contoh-kantor")] == [False, True]
    assert await opened.fetchval("select array_agg(id order by id) from agreement") == sorted([after, "contoh-kantor"])


async def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(opened: Database) -> None:
    office = await Administrators.of(opened, sandbox=True)
    before = await opened.fetchval(COUNTED)
    private = ECKey.generate_key("P-256", private=True).as_dict(private=True)
    for changes, path in (
        ({"name": ""}, "name"),
        ({"name": "1901012005900001"}, "name"),
        ({"office": "x" * 81}, "office"),
        ({"intent": " "}, "intent"),
        ({"keys": ""}, "keys"),
        ({"keys": json.dumps(private)}, "keys"),
        ({"scopes": ["citizen:correct"]}, "scopes"),
        ({"scopes": ["application:process"]}, "scopes"),
        ({"region": "31.71"}, "region"),
    ):
        found = (await signed_up(office, **changes))["data"]["signUpClient"]
        assert ([error["path"] for error in found["errors"]], found["clientId"]) == ([path], None), changes
    assert await opened.fetchval(COUNTED) == before


async def test_outside_of_the_sandbox_nobody_signs_up(opened: Database) -> None:
    office = await Administrators.of(opened)
    for changes in ({}, {"keys": "", "name": ""}):
        payload = await signed_up(office, **changes)
        (error,) = payload["errors"]
        assert (payload["data"], error["extensions"]["code"], error["extensions"]["rule"]) == (
            {"signUpClient": None}, "FORBIDDEN", "sandbox-only",
        )  # fmt: skip
    assert await opened.fetchval(COUNTED) == 0


@pytest.mark.parametrize(
    ("ages", "refused"),
    [((0,) * sign_up.MOST_IN_AN_HOUR, True), ((2,) * sign_up.MOST_IN_AN_HOUR, False), ((2,) * 200, True)],
)
async def test_only_so_many_stand_and_come_at_once(opened: Database, ages: tuple[int, ...], refused: bool) -> None:
    office = await Administrators.of(opened, sandbox=True)
    await opened.execute(
        "insert into oauth_client (tenant, client_id, name, auth_method, grant_types, redirect_uris, scopes, purposes,"
        " region, trusted, signed_up_at) select $1, 'contoh-' || n, 'Contoh', 'none', '{}', '{}', '{}', '{}', '19.01',"
        " false, $2::timestamptz - make_interval(hours => age) from unnest($3::int[]) with ordinality as t (age, n)",
        TENANT, now(), list(ages),
    )  # fmt: skip
    payload = await signed_up(office)
    codes = [error["extensions"]["code"] for error in payload.get("errors", ())]
    assert codes == (["RATE_LIMITED"] if refused else [])
    assert await opened.fetchval("select count(*) from agreement") == (0 if refused else 1)

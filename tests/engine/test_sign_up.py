"""A client signs itself up: in the sandbox at once, for a few days and for little; elsewhere it asks and waits."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest
from joserfc.jwk import ECKey

from hub.core import client_request, sign_up
from hub.core.actor import Role
from hub.core.administration import Registration
from hub.core.calendar import local_date, now
from hub.core.callers import asking_from
from hub.core.identifiers import new_id
from hub.store import Database, PgAgreements
from tests.engine.administration import Administrators
from tests.engine.test_administration import client_input, key_pair
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT

SIGN_UP: Final = """
    mutation SignUp($input: SignUpClientInput!) {
      signUpClient(input: $input) { clientId state scopes dailyQuota endsOn errors { code message path } }
    }
"""
STATUS: Final = "query ($id: String!) { signUp(clientId: $id) { state reason } }"
LISTED: Final = """
    query ($id: String) {
      clientRequests(clientId: $id) { clientId name office intent scopes region keys state refusedBy reason }
    }
"""
REFUSE: Final = """
    mutation ($input: RefuseClientRequestInput!) {
      refuseClientRequest(input: $input) { request { state refusedBy } errors { code path } }
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


async def told(at: Administrators, key: str) -> dict[str, Any] | None:
    """What whoever knows the id is told."""
    answer = await at.world.ask(STATUS, {"id": key}, actor=NOBODY)
    found: dict[str, Any] | None = answer.payload["data"]["signUp"]
    return found


async def listed(at: Administrators, by: str, key: str | None = None) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] | None = (await at.ask(by, LISTED, {"id": key})).payload["data"]["clientRequests"]
    return found


async def refuse(at: Administrators, by: str, key: str) -> Any:
    given = {"idempotencyKey": str(new_id()), "clientId": key, "reason": "Belum ada perjanjian."}
    return (await at.ask(by, REFUSE, {"input": given})).payload


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
    assert all(
        words.count("(DATA CONTOH)") == 1
        for words in (acting.client.name, acting.agreement.provider, acting.agreement.recipient)
    )
    named = sign_up.agreement(Registration.new(TENANT, key), "Desa", "Mencoba", clock.at, "Dinas (DATA CONTOH)")
    assert named.provider == "Dinas (DATA CONTOH)"
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
        ({"intent": "Menghubungi 0812-3456-7890"}, "intent"),
        ({"intent": "Menghubungi 0812/3456/7890"}, "intent"),
        ({"intent": "Menghubungi (0812)  3456 _ 7890"}, "intent"),
        ({"intent": "Menghubungi \uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"}, "intent"),
        ({"intent": "Menghubungi \u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668"}, "intent"),
        ({"office": "siti@contoh.example"}, "office"),
        ({"keys": json.dumps({**key_pair(), "kid": "siti-1901012005900001"})}, "keys"),
        ({"keys": json.dumps({**key_pair(), "kid": "siti@contoh.example"})}, "keys"),
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
    several = {"name": "", "office": " ", "intent": "x", "scopes": ["citizen:correct"], "keys": "{}"}
    found = (await signed_up(office, **several))["data"]["signUpClient"]
    assert [error["path"] for error in found["errors"]] == ["name", "office", "intent", "scopes", "keys"]
    assert await opened.fetchval(COUNTED) == before


async def test_elsewhere_a_request_waits_by_which_nothing_is_given(opened: Database) -> None:
    """Two people register it as any other client; or an administrator refuses it, and who asked reads why."""
    clock = Clock()
    office = await Administrators.of(opened, clock)
    await office.register("desa", Role.ADMINISTRATOR, region="19.01.02")
    wrong = (await signed_up(office, office="1901012005900001"))["data"]["signUpClient"]
    assert [error["path"] for error in wrong["errors"]] == ["office"]
    asked = [(await signed_up(office))["data"]["signUpClient"] for _ in range(2)]
    first, second = (one["clientId"] for one in asked)
    assert {(one["state"], one["endsOn"], one["dailyQuota"]) for one in asked} == {("WAITING", None, None)}
    assert await opened.fetchval(COUNTED) == 0
    assert await office.identity.acting(first) is None

    # Who asked is told how it stands and no more; who keeps clients sees it, in her own region.
    assert await told(office, first) == {"state": "WAITING", "reason": None}
    assert await told(office, "app-nobody") is None
    (waiting,) = (await listed(office, "ani", first)) or [{}]
    assert (waiting["office"], waiting["state"], json.loads(waiting["keys"])["keys"][0]["kty"]) == (
        "Desa Rebo", "WAITING", "EC",
    )  # fmt: skip
    assert await listed(office, "desa", first) == []
    assert [await listed(office, by) for by in ("desa", "siti")] == [[], None]
    assert (await refuse(office, "siti", first))["data"]["refuseClientRequest"] is None
    (error,) = (await refuse(office, "desa", first))["data"]["refuseClientRequest"]["errors"]
    assert error["code"] == "NOT_FOUND"

    # One is refused, the other one registered by two people under an agreement that two people approved.
    done = (await refuse(office, "ani", first))["data"]["refuseClientRequest"]
    assert (done["errors"], done["request"]["refusedBy"]) == ([], "Ani (DATA CONTOH)")
    (again,) = (await refuse(office, "ani", first))["data"]["refuseClientRequest"]["errors"]
    assert again["code"] == "CONFLICT"
    assert await told(office, first) == {"state": "REFUSED", "reason": "Belum ada perjanjian."}
    (taken,) = (await listed(office, "ani", second)) or [{}]
    given = {name: taken[name] for name in ("clientId", "name", "scopes", "region", "keys")}
    proposed = await office.do(
        "ani", "registerClient", **client_input(**given, proof="PRIVATE_KEY_JWT", redirectUris=[])
    )
    assert (proposed["client"], (await told(office, second) or {})["state"]) == (None, "WAITING")
    await office.do("budi", "approveAccountProposal", proposalId=proposed["proposal"]["id"])
    assert (await told(office, second) or {})["state"] == "APPROVED"
    for is_open in (True, False):
        await opened.execute("update oauth_client set active = $2 where client_id = $1", second, is_open)
        assert (await told(office, second) or {})["state"] == "APPROVED", "a client that is closed waits for nobody"
        (late,) = (await refuse(office, "ani", second))["data"]["refuseClientRequest"]["errors"]
        assert late["code"] == "CONFLICT"

    # The next request forgets what was asked for long ago.
    clock.at += client_request.KEPT + dt.timedelta(minutes=1)
    await signed_up(office)
    assert await told(office, first) is None


async def test_one_place_does_not_take_up_everybodys(opened: Database) -> None:
    clock = Clock()
    office = await Administrators.of(opened, clock)

    async def come(network: str, times: int, **changes: Any) -> list[str]:
        with asking_from(network):
            payloads = [await signed_up(office, **changes) for _ in range(times)]
        return [error["extensions"]["code"] for one in payloads for error in one.get("errors", ())]

    assert await come("192.0.2.1", 2, name="") == [], "what is not taken takes no place"
    assert await come("192.0.2.1", client_request.PACE.most + 1) == ["RATE_LIMITED"]
    assert await come("192.0.2.2", 1) == []
    clock.at += client_request.PACE.within
    assert await come("192.0.2.1", 1) == []


async def test_only_so_many_requests_wait_and_come_at_once(opened: Database) -> None:
    office = await Administrators.of(opened)

    async def fill(ages: list[int]) -> list[str]:
        await opened.execute("truncate client_request")
        await opened.execute(
            "insert into client_request (tenant, client_id, name, office, intent, jwks, scopes, region, asked_at)"
            " select $1, 'app-' || n, 'Contoh', 'Contoh', 'Contoh', '{\"keys\": []}', '{}', '19.01',"
            " $2::timestamptz - make_interval(hours => age) from unnest($3::int[]) with ordinality as t (age, n)",
            TENANT, now(), ages,
        )  # fmt: skip
        payload = await signed_up(office)
        return [error["extensions"]["code"] for error in payload.get("errors", ())]

    assert await fill([2] * client_request.MOST_WAITING) == ["RATE_LIMITED"]
    assert await fill([0] * client_request.MOST_IN_AN_HOUR) == ["RATE_LIMITED"]
    assert await fill([2] * (client_request.MOST_WAITING - 1)) == []


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

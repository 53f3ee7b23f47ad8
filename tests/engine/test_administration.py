"""Accounts, clients and keys through the graph, on a real registry: history, receipts, sessions, repeats, secrets."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg
import pytest
from joserfc.jwk import ECKey

from hub.core.accounts import Code, Grant, Refresh
from hub.core.actor import Role
from hub.core.calendar import now
from hub.core.errors import Unauthenticated
from hub.core.identifiers import global_id, new_id
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.store import Database
from hub.store.bulk import copy_citizens
from tests.engine.administration import Administrators
from tests.fakes.people_of_bangka import TENANT, person

NIK: Final = "1901014101909001"
USERS: Final = """
query Users($filter: UserFilter, $first: Int, $after: String) {
  users(filter: $filter, first: $first, after: $after) {
    edges { node { id username nik } } pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
async def office(database: str) -> AsyncIterator[Administrators]:
    opened = await Database.open(database)
    yield await Administrators.of(opened)
    await opened.close()


def key_pair() -> dict[str, Any]:
    return dict(ECKey.generate_key("P-256", {"use": "sig"}, private=True, auto_kid=True).as_dict(private=False))


def client_input(**changes: Any) -> dict[str, Any]:
    return {
        "clientId": "desa-app", "name": "Aplikasi Desa", "proof": "NONE", "scopes": ["application:submit"],
        "purposes": ["PUBLIC_SERVICE"], "region": "19.01", "redirectUris": ["https://app.example/callback"], **changes,
    }  # fmt: skip


async def test_a_change_is_an_entry_with_before_and_after(office: Administrators) -> None:
    changed = await office.change("ani", "siti", region="19.01.02", displayName="Siti Aminah (DATA CONTOH)")
    assert (changed["errors"], changed["user"]["region"], changed["user"]["version"]) == ([], "19.01.02", 2)
    (entry,) = await office.history(office.people["siti"].subject)
    assert (entry["kind"], entry["version"], entry["actor_name"], entry["reason"]) == (
        "CHANGED", 2, "Ani (DATA CONTOH)", "Untuk pengujian.",
    )  # fmt: skip
    assert (entry["before"]["region"], entry["after"]["region"]) == ("19.01", "19.01.02")
    assert "password" not in str(dict(entry)).casefold()
    answer = await office.ask("ani", "{ accountChanges { edges { node { kind actor differences { name after } } } } }")
    (edge,) = answer.payload["data"]["accountChanges"]["edges"]
    assert edge["node"]["differences"] == [
        {"name": "displayName", "after": ["Siti Aminah (DATA CONTOH)"]}, {"name": "region", "after": ["19.01.02"]},
    ]  # fmt: skip


async def test_the_history_of_another_region_is_not_told(office: Administrators) -> None:
    """Also of what changes no attribute: an entry tells who, and in somebody's words why."""
    await office.register("kec", Role.ADMINISTRATOR, region="19.01.01")
    await office.register("di.kec", Role.OPERATOR, region="19.01.01")
    for mutation in ("endSessions", "issueOneTimeWord"):
        await office.do("ani", mutation, userId=office.id_of("siti"))
        await office.do("ani", mutation, userId=office.id_of("di.kec"))
    await office.do("ani", "issueOneTimeWord", userId=office.id_of("kadis"))
    query = "{ accountChanges { edges { node { kind userId differences { name } } } } }"
    for by, subjects in (("kec", ["di.kec"]), ("ani", ["siti", "di.kec", "kadis"])):
        edges = (await office.ask(by, query)).payload["data"]["accountChanges"]["edges"]
        assert {edge["node"]["userId"] for edge in edges} == {office.id_of(name) for name in subjects}
        assert all(edge["node"]["differences"] == [] for edge in edges)


async def test_the_history_cannot_be_changed(office: Administrators, database: str) -> None:
    await office.change("ani", "siti", region="19.01.02")
    connection = await asyncpg.connect(database)
    try:
        for statement in ("update account_change set reason = ''", "delete from account_change"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_version_that_moved_is_a_conflict_and_nothing_happens(office: Administrators) -> None:
    await office.change("ani", "siti", region="19.01.02")
    given: dict[str, Any] = {"userId": office.id_of("siti"), "expectedVersion": 1, "region": "19.01.03"}
    (error,) = (await office.do("budi", "changeUser", **given))["errors"]
    assert (error["code"], error["path"], error["version"]) == ("CONFLICT", "expectedVersion", 2)
    assert (await office.user("siti")).region == "19.01.02"


async def test_the_same_key_acts_once_and_tells_no_word_again(office: Administrators) -> None:
    key, user = str(new_id()), office.id_of("siti")
    first = await office.do("ani", "issueOneTimeWord", key, userId=user)
    again = await office.do("ani", "issueOneTimeWord", key, userId=user)
    assert (bool(first["word"]), again["word"], again["errors"]) == (True, None, [])
    assert [entry["kind"] for entry in await office.history(office.people["siti"].subject)] == ["WORD_ISSUED"]
    assert await office.code("ani", "issueOneTimeWord", key=key, userId=office.id_of("kadis")) == (
        "IDEMPOTENCY_MISMATCH", "idempotencyKey",
    )  # fmt: skip


async def test_no_word_and_no_half_stands_in_the_database(office: Administrators) -> None:
    given = [
        await office.do("ani", "issueOneTimeWord", userId=office.id_of("siti")),
        await office.do("ani", "issueOneTimeWord", userId=office.id_of("kadis")),
        await office.do("budi", "issueOneTimeWord", userId=office.id_of("kadis")),
        await office.do("budi", "issueOneTimeWord", userId=office.id_of("kadis")),
    ]
    words = [one["word"] for one in given]
    tables = await office.database.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace::regnamespace::text = 'public'"
    )
    for table in (row["relname"] for row in tables):
        found = await office.database.fetch(f"select t::text as row from {table} t")  # noqa: S608  names of tables, by the catalogue
        assert not any(word in row["row"] for word in words for row in found), table


async def test_reading_and_changing_an_account_leave_receipts(office: Administrators) -> None:
    """For the account, and for the person of the record whose it is: she sees it among her accesses."""
    citizen = person(nik=NIK)
    await copy_citizens(office.database, [citizen])
    user = await office.register("dedi", Role.OPERATOR, nik=NIK)
    answer = await office.ask("ani", USERS, {"filter": {"search": "dedi"}})
    assert [edge["node"]["nik"] for edge in answer.payload["data"]["users"]["edges"]] == [NIK]
    await office.change("ani", "dedi", region="19.01.02")
    rows = await office.database.fetch(
        "select r.fields, r.categories, s.person_id from receipt r"
        " cross join lateral persons_in(r.subjects) s(person_id)"
        " where r.actor = $1", office.people["ani"].subject,
    )  # fmt: skip
    assert {row["person_id"] for row in rows} == {user.id, citizen.id}
    assert {tuple(row["categories"]) for row in rows} == {("account",)}
    assert {field for row in rows for field in row["fields"]} >= {"Query.users", "User.nik", "Mutation.changeUser"}


async def test_a_list_is_searched_and_turned_page_by_page_in_ones_own_region(office: Administrators) -> None:
    for name in ("a_b", "axb", "tetangga"):
        await office.register(name, Role.OPERATOR, region="19.01.02" if name == "tetangga" else "19.01.01")
    await office.register("kec", Role.ADMINISTRATOR, region="19.01.01")
    answer = await office.ask("kec", USERS, {"first": 2})
    page = answer.payload["data"]["users"]
    names = [edge["node"]["username"] for edge in page["edges"]]
    answer = await office.ask("kec", USERS, {"first": 2, "after": page["pageInfo"]["endCursor"]})
    rest = answer.payload["data"]["users"]
    names += [edge["node"]["username"] for edge in rest["edges"]]
    assert (names, rest["pageInfo"]["hasNextPage"]) == (["a_b", "axb", "kec"], False)
    answer = await office.ask("kec", USERS, {"filter": {"search": "A_B"}})
    assert [edge["node"]["username"] for edge in answer.payload["data"]["users"]["edges"]] == ["a_b"]
    answer = await office.ask("kec", "query U($id: ID!) { user(id: $id) { id } }", {"id": office.id_of("tetangga")})
    assert answer.payload["data"] == {"user": None}
    given = {"userId": office.id_of("tetangga"), "expectedVersion": 1, "region": "19.01.01"}
    assert await office.refused("kec", "changeUser", **given) == "administration-users"
    given = {"userId": office.id_of("axb"), "expectedVersion": 1, "region": "19.01.02"}
    assert await office.refused("kec", "changeUser", **given) == "administration-users"


async def test_sessions_end_everywhere_and_no_code_or_refresh_token_is_left(office: Administrators) -> None:
    user, at = await office.user("siti"), now()
    grants = [Grant(new_id(), "satu-console", user.id, "citizen:read", at) for _ in range(3)]
    used, unused, refreshed = grants
    later = at + dt.timedelta(minutes=1)
    for grant, name in ((used, b"used"), (unused, b"unused")):
        await office.identity.save_code(Code(name, grant, "https://x/", "c", None, later))
    assert await office.identity.take_code(b"used", "satu-console", at)
    await office.identity.save_refresh(Refresh(b"refresh", refreshed, at + dt.timedelta(hours=9)))
    await office.do("ani", "endSessions", userId=office.id_of("siti"))
    assert {str(grant.id) for grant in grants} <= await office.identity.revoked(now())
    # Also the grant of a token that is being renewed at this moment stays ended, as long as it could live.
    assert {str(grant.id) for grant in grants} <= await office.identity.revoked(at + dt.timedelta(hours=9))
    assert await office.identity.take_code(b"unused", "satu-console", at) is None
    assert await office.identity.take_refresh(b"refresh", "satu-console", at) is None
    assert await office.version("siti") == 1


@pytest.mark.parametrize("changes", [{"region": "19.01.02"}, {"roles": ["HELPER"]}, {"purposes": ["PUBLIC_SERVICE"]}])
async def test_what_stands_in_tokens_ends_them(office: Administrators, changes: dict[str, Any]) -> None:
    user, at = await office.user("siti"), now()
    grant = Grant(new_id(), "satu-console", user.id, "citizen:read", at)
    await office.identity.save_refresh(Refresh(b"refresh", grant, at + dt.timedelta(hours=9)))
    await office.change("ani", "siti", **changes)
    assert str(grant.id) in await office.identity.revoked(now())


async def test_a_client_that_hands_in_is_registered_by_one(office: Administrators) -> None:
    made = await office.do("ani", "registerClient", **client_input())
    assert (made["errors"], made["proposal"], made["client"]["version"]) == ([], None, 1)
    client = await office.identity.client("desa-app")
    assert client is not None
    assert client.grant_types == {"authorization_code", "refresh_token"}
    assert not client.trusted
    assert await office.code("ani", "registerClient", **client_input()) == ("CONFLICT", "clientId")


async def test_a_client_that_reads_is_proposed_and_its_keys_overlap(office: Administrators) -> None:
    old, new = key_pair(), key_pair()
    given = client_input(proof="PRIVATE_KEY_JWT", keys=json.dumps(old), scopes=["citizen:read"], redirectUris=[])
    proposed = await office.do("ani", "registerClient", **given)
    assert await office.identity.client("desa-app") is None
    approved = await office.do("budi", "approveAccountProposal", proposalId=proposed["proposal"]["id"])
    assert approved["client"]["keyIds"] == [old["kid"]]
    client = await office.identity.client("desa-app")
    assert client is not None
    assert client.grant_types == {"client_credentials"}
    both = json.dumps({"keys": [old, new]})
    proposed = await office.do("ani", "replaceClientKeys", clientId="desa-app", expectedVersion=1, keys=both)
    approved = await office.do("kadis", "approveAccountProposal", proposalId=proposed["proposal"]["id"])
    assert approved["client"]["keyIds"] == [old["kid"], new["kid"]]
    alone = await office.do("ani", "replaceClientKeys", clientId="desa-app", expectedVersion=2, keys=json.dumps(new))
    assert (alone["errors"], alone["client"]["keyIds"]) == ([], [new["kid"]])
    given = {"clientId": "desa-app", "expectedVersion": 3, "keys": json.dumps({**new, "d": "secret"})}
    assert await office.code("ani", "replaceClientKeys", **given) == ("BAD_INPUT", "keys")


async def test_tokens_of_a_client_end_when_it_is_changed_or_closed(office: Administrators) -> None:
    await office.do("ani", "registerClient", **client_input())
    tokens = AccessTokens(KeyRing.generated(), "https://hub.example", "satu-hub", now)
    client = await office.identity.client("desa-app")
    assert client is not None
    header = f"Bearer {tokens.for_client(client, 'application:submit')}"
    assert (await _verifier(office, tokens).actor(header)).client_id == "desa-app"
    await office.do("ani", "changeClient", clientId="desa-app", expectedVersion=1, region="19.01.01")
    with pytest.raises(Unauthenticated, match="was changed"):
        await _verifier(office, tokens).actor(header)
    await office.do("ani", "closeClient", clientId="desa-app", expectedVersion=2)
    with pytest.raises(Unauthenticated, match="not registered"):
        await _verifier(office, tokens).actor(header)


async def test_the_offices_own_client_is_not_changed_here(office: Administrators) -> None:
    await office.do("ani", "registerClient", **client_input())
    await office.database.execute("update oauth_client set trusted = true")
    given = {"clientId": "desa-app", "expectedVersion": 1}
    for mutation, more in (("closeClient", {}), ("changeClient", {"region": "19.01.01"})):
        assert await office.code("ani", mutation, **given, **more) == ("CONFLICT", "clientId")


async def test_a_client_of_the_demonstration_is_closed_and_not_changed(office: Administrators) -> None:
    await office.do("ani", "registerClient", **client_input())
    await office.database.execute("update oauth_client set auth_method = 'client_secret_basic', secret_hash = 'x'")
    given: dict[str, Any] = {"clientId": "desa-app", "expectedVersion": 1}
    assert await office.code("ani", "changeClient", **given, region="19.01.01") == ("BAD_INPUT", "authMethod")
    assert (await office.do("ani", "closeClient", **given))["client"]["active"] is False


async def test_the_signing_key_is_rotated_and_noted(office: Administrators) -> None:
    query = (
        """mutation R($input: RotateTokenKeyInput!) { rotateTokenKey(input: $input) { key { id } errors { code } } }"""
    )
    given = {"input": {"idempotencyKey": "k", "reason": "Giliran tahunan."}}
    for _ in range(2):
        answer = await office.ask("ani", query, given)
        assert answer.payload["data"]["rotateTokenKey"] == {"key": {"id": "key-2"}, "errors": []}
    assert [entry["kind"] for entry in await office.history("key-2")] == ["KEYS_ROTATED"]


async def test_nothing_is_done_without_a_reason(office: Administrators) -> None:
    given = {"userId": office.id_of("siti")}
    assert await office.code("ani", "endSessions", **given, reason=" ") == ("BAD_INPUT", "reason")
    assert await office.history(office.people["siti"].subject) == []


async def test_an_id_of_something_else_is_none(office: Administrators) -> None:
    given = {"userId": global_id("Citizen", new_id())}
    assert await office.code("ani", "endSessions", **given) == ("BAD_INPUT", "userId")
    given = {"userId": global_id("User", new_id())}
    assert await office.code("ani", "endSessions", **given) == ("NOT_FOUND", "userId")


def _verifier(office: Administrators, tokens: AccessTokens) -> Verifier:
    """A new one, which believes nothing yet."""
    return Verifier(TENANT, office.identity, now, local=tokens)

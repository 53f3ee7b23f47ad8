"""Searching at once: what is found, what is not, what of it leaves a receipt, and what is refused."""

from __future__ import annotations

import dataclasses
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import OKPKey

from hub.core.actor import Role
from hub.facades.spdci.signature import signed
from hub.facades.spdci.words import Err
from hub.store import PgAgreements, PgIdentity
from hub.store.bulk import copy_citizens
from tests.facades.spdci.asking import Office, identifier, search, status
from tests.fakes.agreements import agreement
from tests.receipts.running import CARD, DEED, SECRET, Running
from tests.store.samples import TENANT, person

PREDICATE: dict[str, Any] = {
    "query_type": "predicate",
    "query": [
        {
            "seq_num": 1, "condition": "and",
            "expression1": {"attribute_name": "full_name", "operator": "eq", "attribute_value": SECRET},
            "expression2": {"attribute_name": "birth_date", "operator": "eq", "attribute_value": "1990-05-17"},
        }
    ],
}  # fmt: skip


def expression(**fields: Any) -> dict[str, Any]:
    tests = [{name: {"$eq": value}} for name, value in fields.items()]
    inner = {"collection": "Person", "query": {"$and": tests}}
    return {
        "query_type": "expression", "query": {"type": "ns:org:QueryType:expression", "value": {"expression": inner}}
    }  # fmt: skip


async def test_a_person_is_found_in_the_words_of_the_standard_and_the_receipt_names_the_operation(hub: Running) -> None:
    office, known = await Office.of(hub), hub.people.known
    (part,) = await office.find(identifier(known.nik))
    (record,) = part["data"]["reg_records"]
    assert part["status"] == "succ"
    assert part["data"]["reg_type"] == "ns:org:RegistryType:Civil"
    assert record["name"] == {"@type": "Name", "given_name": SECRET}
    assert record["identifier"] == {"@type": "Identifier", "identifier_type": "NIN", "identifier_value": known.nik}
    assert (record["birth_date"], record["sex"]) == (str(known.birth_date), "male")
    assert record["address"]["country_code"] == "ID"
    assert "null" not in orjson.dumps(record).decode()
    receipt = (await hub.receipts())[-1]
    assert (receipt["operation"], receipt["client_id"]) == ("SpdciCrvsPerson", "frontend")
    assert receipt["subjects"] == [known.id]
    (by_deed,) = await office.find(identifier(DEED, "BIRTH_REG_NO"))
    assert by_deed["data"]["reg_records"] == [record]
    assert record["birth_registration_number"] == DEED
    assert (await hub.receipts())[-1]["operation"] == "SpdciCrvsDeed"
    (member,) = (await office.find(identifier(known.nik, "UIN"), domain="social"))[0]["data"]["reg_records"]
    assert member["member_identifier"] == [record["identifier"]]
    assert member["demographic_info"]["@type"] == "SRPerson"
    (group,) = (await office.find(identifier(CARD, "HOUSEHOLD_ID"), domain="social"))[0]["data"]["reg_records"]
    assert group["group_identifier"][0]["identifier_value"] == CARD
    assert group["group_size"] == len(group["member_list"]) == 1
    assert [one["operation"] for one in (await hub.receipts())[-2:]] == ["SpdciSocialPerson", "SpdciSocialHousehold"]
    for each in (expression(name=SECRET, birth_year=1985), expression(name=SECRET)):
        (by_name,) = await office.find({**each, "pagination": {"page_size": 5, "page_number": 1}})
        assert by_name["data"]["reg_records"] == [record]
        assert by_name["pagination"] == {"page_size": 5, "page_number": 1, "total_count": 1}
    kept = orjson.dumps([dict(row) for row in await hub.direct.fetch("select * from spdci_message")], default=str)
    assert SECRET.encode() not in kept
    assert (known.nik or "").encode() not in kept


async def narrow(hub: Running, region: str = "19.01", scopes: frozenset[str] | None = None) -> Office:
    """Another client: its agreement masks names and leaves deeds out, and it sees this region."""
    identity = PgIdentity(hub.direct, TENANT)
    client = await identity.client("frontend")
    assert client is not None
    await PgAgreements(hub.direct, TENANT).put(
        agreement(id="contoh-sempit", number="470/2/PKS/2026", masked=frozenset({"Citizen.fullName"}))
    )
    name = f"narrow-{region}-{len(scopes or ())}"
    other = dataclasses.replace(
        client, client_id=name, region=region, agreement="contoh-sempit", scopes=scopes or client.scopes
    )
    await identity.put_client(other)
    office = Office(hub, f"Bearer {hub.tokens.for_client(other, ' '.join(sorted(other.scopes)))}")
    await office.register(sender_id=f"sender-{name}", client_id=name)
    return office


async def test_what_the_client_may_not_know_is_absent_and_whom_it_may_not_see_is_nobody(hub: Running) -> None:
    known = hub.people.known
    office, other = await narrow(hub), await narrow(hub, "19.01.03")
    sealed = person("Orang Tersegel", family_card_number=None, sealed=True)
    await copy_citizens(hub.direct, [sealed])
    (record,) = (await office.find(identifier(known.nik)))[0]["data"]["reg_records"]
    assert "name" not in record
    assert record["birth_date"] == str(known.birth_date)
    assert "Citizen.fullName" not in (await hub.receipts())[-1]["fields"]
    before = len(await hub.receipts())
    hidden = await other.find(identifier(DEED, "BIRTH_REG_NO"), identifier("1901-LU-1", "BIRTH_REG_NO"))
    nobody = await office.find(identifier("1901010101019009"), identifier(sealed.nik), identifier("no number"))
    unseen = await other.find(identifier(known.nik), *[expression(name=SECRET)])
    assert {orjson.dumps(one["data"]) for one in (*nobody, *unseen, *hidden)} == {orjson.dumps(nobody[0]["data"])}
    assert nobody[0]["data"]["reg_records"] == []
    assert {one["status"] for one in (*nobody, *unseen)} == {"succ"}
    assert len(await hub.receipts()) == before
    first = await Office.of(hub)
    await first.find(identifier("no number"))
    code, answer = await office.post("sync/search", search(identifier(known.nik), sender_id=first.sender.sender_id))
    assert (code, answer["message"]["error"]["code"]) == (403, Err.SENDER_ID)
    asked = status("search", "transaction_id", "t-1", sender_id=other.sender.sender_id)
    _, answer = await other.post("sync/txn/status", asked)
    seen = answer["message"]["txnstatus_response"]["txn_status"]["search_response"]
    assert [one["reference_id"] for one in seen] == ["r-0", "r-1"] * 2, "its own, and of nobody else"
    deaf = await narrow(hub, scopes=frozenset({"family:read"}))
    code, answer = await deaf.post("sync/search", search(identifier(known.nik), sender_id=deaf.sender.sender_id))
    assert (code, answer["message"]["error"]["code"]) == (403, Err.FORBIDDEN)
    assert len(await hub.receipts()) == before


async def test_what_names_nobody_or_cannot_be_asked_is_rejected_with_its_reason(hub: Running) -> None:
    office = await Office.of(hub)
    born_after = {"query": {"$and": [{"name": {"$eq": SECRET}}, {"date_of_birth": {"$gte": "1980-01-01"}}]}}
    asked = [
        {"query_type": "expression", "query": {"type": "x", "value": {"expression": born_after}}},
        identifier("1901-KM-1", "DEATH_REG_NO"),
        expression(birth_year=1990),
        {**expression(name=SECRET), "sort": [{"attribute_name": "name"}]},
        {**expression(name=SECRET), "pagination": {"page_size": 60, "page_number": 2}},
        {"query_type": "graphql", "query": {"type": "x", "value": {"expression": "{ citizens { nik } }"}}},
        {"query_type": "predicate", "query": [{**PREDICATE["query"][0], "condition": "or"}]},
    ]
    parts = await office.find(*asked)
    assert {one["status"] for one in parts} == {"rjct"}
    assert all(one["data"]["reg_records"] == [] for one in parts)
    codes = [one["status_reason_code"].removeprefix("rjct.") for one in parts]
    criteria = "search_criteria.invalid"
    assert codes == [criteria, criteria, criteria, "sort.invalid", "pagination.invalid", criteria, criteria]
    twice = search(identifier(hub.people.known.nik), identifier(hub.people.known.nik))
    twice["message"]["search_request"][1]["reference_id"] = "r-0"
    _, answer = await office.post("sync/search", twice)
    assert answer["message"]["search_response"][1]["status_reason_code"] == "rjct.reference_id.duplicate"
    (none,) = await office.find(PREDICATE)
    assert (none["status"], none["data"]["reg_records"]) == ("succ", [])


async def test_a_message_that_is_not_well_formed_or_not_authorised_is_refused_in_the_standards_form(
    hub: Running,
) -> None:
    office, known = await Office.of(hub, receivers=("satu",)), hub.people.known

    def changed(**head: Any) -> dict[str, Any]:
        return search(identifier(known.nik), **head)

    def within(**given: Any) -> dict[str, Any]:
        message = changed()
        message["message"] |= given
        return message

    item = changed()["message"]["search_request"][0]
    refused: dict[Err, list[Any]] = {
        Err.BAD: [
            [], {"header": {}}, changed(message_ts="2026-11-24T10:00:00"), changed(message_ts="2026-13-24T10:00:00Z"),
            changed(total_count=2), changed(action="subscribe"), within(transaction_id="x" * 100),
            within(search_request=[]), within(search_request=[{**item, "locale": "en"}]),
            within(search_request=[{**item, "pagination": {"page_size": 0}}]), changed(message_id="a\u0000"),
            within(search_request=[{**item, "reference_id": f"r{number}"} for number in range(26)]),
        ],
        Err.VERSION: [changed(version="2.0.0")],
        Err.SENDER_ID: [changed(sender_id="somebody.else")],
        Err.RECEIVER_ID: [changed(receiver_id="another")],
        Err.ENCRYPTION: [changed(is_msg_encrypted=True)],
        Err.SIGNATURE: [{**changed(), "signature": "invalid-signature"}],
    }  # fmt: skip
    for code, messages in refused.items():
        for message in messages:
            for path in ("search", "sync/search"):
                status_, answer = await office.post(path, message)
                assert 400 <= status_ < 500, message
                assert answer["message"]["error"]["code"] == answer["errors"][0]["code"] == code, (message, answer)
                assert answer["message"]["ack_status"] == "ERR"
                assert (known.nik or "") not in orjson.dumps(answer).decode()
    for token in ("", "Bearer nobody", await hub.bearer(Role.OPERATOR)):
        status_, answer = await office.post("sync/search", changed(), Authorization=token)
        assert status_ == (403 if token.count(".") else 401)
        assert answer["message"]["error"]["code"] == (Err.FORBIDDEN if status_ == 403 else Err.UNAUTHORIZED)
    large = within(search_request=[{**item, "reference_id": "r", "padding": "x" * 300_000}])
    status_, answer = await office.post("search", large)
    assert (status_, answer["message"]["error"]["code"]) == (413, Err.TOO_MANY)
    assert await hub.direct.fetchval("select count(*) from spdci_message") == 0
    assert await hub.receipts() == []


async def test_a_message_is_taken_once_and_its_signature_holds_for_it_alone(hub: Running) -> None:
    office, known = await Office.of(hub), hub.people.known
    message = search(identifier(known.nik))
    first, again = [await office.post("sync/search", message) for _ in range(2)]
    assert first[1]["message"]["correlation_id"] == again[1]["message"]["correlation_id"]
    other = search(identifier(None), message_id=message["header"]["message_id"])
    assert (await office.post("sync/search", other))[0] == 409
    assert await hub.direct.fetchval("select count(*) from spdci_message") == 1
    _, told = await office.post("sync/txn/status", status("search", "transaction_id", "t-1"))
    assert told["message"].get("ack_status") is None, told
    of = told["message"]["txnstatus_response"]["txn_status"]
    assert of["correlation_id"] == first[1]["message"]["correlation_id"]
    assert [(one["reference_id"], one["status"], "data" in one) for one in of["search_response"]] == [
        ("r-0", "succ", False)
    ]
    key = OKPKey.generate_key("Ed25519", {"kid": "k1"}, private=True)
    await office.register(unsigned=False, keys={"keys": [key.as_dict(private=False)]})
    message = search(identifier(known.nik))
    assert (await office.post("sync/search", message))[1]["errors"][0]["code"] == Err.NO_SIGNATURE
    whole = jws.serialize_compact({"alg": "Ed25519", "kid": "k1"}, signed(message), key, algorithms=["Ed25519"])
    head, _, end = whole.split(".")
    message["signature"] = f"{head}..{end}"
    assert (await office.post("sync/search", message))[0] == 200
    message["header"]["meta"] = {"changed": True}
    assert (await office.post("sync/search", message))[1]["errors"][0]["code"] == Err.SIGNATURE

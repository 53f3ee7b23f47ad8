"""What applications show: by number without a token, in lists, at a person, and the receipts of that."""

from __future__ import annotations

import dataclasses
from typing import Any

from hub.core.actor import Actor, Role
from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from tests.engine.test_mutations import FRONTEND
from tests.engine.test_workflow import OPERATOR, VIEW, begun
from tests.fakes.actors import NOBODY, agency, staff


async def test_without_a_token_a_number_tells_state_and_next_step_only() -> None:
    walk = await begun()
    query = "query ($n: String!) { application(trackingNumber: $n) { trackingNumber state nextStep title } }"
    answer = await walk.w.ask(query, {"n": walk.number.lower()}, actor=NOBODY)
    assert answer.payload["data"]["application"] == {
        "trackingNumber": walk.number,
        "state": "SUBMITTED",
        "nextStep": "ID: SUBMITTED",
        "title": "Akta Contoh",
    }
    assert (await walk.w.ask(VIEW, {"n": walk.number}, actor=NOBODY)).status == 401
    reduced = await walk.w.ask(
        "query ($n: String!) { application(trackingNumber: $n) { state form } }",
        {"n": walk.number},
        actor=agency("citizen:read"),
    )
    assert reduced.payload["data"]["application"] == {"state": "SUBMITTED", "form": None}
    assert reduced.payload["errors"][0]["extensions"]["rule"] == "scope:application:read"


async def test_what_was_done_to_a_paper_is_told_in_the_language_that_is_asked_for() -> None:
    walk = await begun()
    papers = walk.w.record.tables.documents
    for key, paper in papers.items():
        papers[key] = dataclasses.replace(paper, treatment="drawn anew from 60x40; metadata removed")
    query = """
    query ($n: String!) { application(trackingNumber: $n) {
      documents { said: treatment ID: treatment(language: ID) EN: treatment(language: EN) }
    } }
    """
    answer = await walk.w.ask(query, {"n": walk.number}, actor=OPERATOR)
    said = "digambar ulang dari 60x40 piksel; keterangan tersembunyi (lokasi, perangkat) dibuang"
    found = answer.payload["data"]["application"]["documents"]
    assert found
    assert found == [{"said": said, "ID": said, "EN": "drawn anew from 60x40; metadata removed"}] * len(found)


async def test_lists_hold_what_the_reader_may_see() -> None:
    walk = await begun()
    query = """
    query ($f: ApplicationFilter) { applications(filter: $f) { edges { node { trackingNumber } } } }
    """

    async def numbers(actor: Actor, **narrowed: Any) -> list[str]:
        answer = await walk.w.ask(query, {"f": narrowed or None}, actor=actor)
        return [edge["node"]["trackingNumber"] for edge in answer.payload["data"]["applications"]["edges"]]

    assert await numbers(OPERATOR) == [walk.number]
    assert await numbers(OPERATOR, states=["SUBMITTED"], regionCode="19.01.01") == [walk.number]
    assert await numbers(OPERATOR, regionCode="19") == [walk.number]
    assert await numbers(OPERATOR, states=["ISSUED"]) == []
    assert await numbers(OPERATOR, regionCode="19.05") == []
    assert await numbers(OPERATOR, mine=True) == []
    assert await numbers(staff(Role.OPERATOR, region="19.05")) == []
    assert await numbers(FRONTEND) == [walk.number]
    assert await numbers(dataclasses.replace(FRONTEND, subject="x", client_id="x")) == []
    assert await numbers(staff(Role.HELPER)) == []


async def test_a_list_shows_nothing_that_policy_would_not_show_alone() -> None:
    walk = await begun()
    roles = frozenset({Role.OPERATOR, Role.HELPER})
    # Her region fits, but the office reads its applications for civil registration only.
    elsewise = dataclasses.replace(OPERATOR, roles=roles, purposes=frozenset({Purpose.PUBLIC_SERVICE}))
    answer = await walk.w.ask("{ applications { edges { node { trackingNumber } } } }", actor=elsewise)
    assert answer.payload == {"data": {"applications": {"edges": []}}}


async def test_a_person_has_her_applications_and_a_node_is_found_again() -> None:
    walk = await begun()
    query = "query ($n: NIK!) { citizen(nik: $n) { applications { edges { node { id trackingNumber } } } } }"
    answer = await walk.w.ask(query, {"n": walk.mother.nik}, actor=OPERATOR)
    (edge,) = answer.payload["data"]["citizen"]["applications"]["edges"]
    assert edge["node"]["trackingNumber"] == walk.number
    query = "query ($id: ID!) { node(id: $id) { __typename id ... on Application { state } ... on Citizen { nik } } }"
    for key, kind in ((edge["node"]["id"], "Application"), (global_id("Citizen", walk.mother.id), "Citizen")):
        found = (await walk.w.ask(query, {"id": key}, actor=OPERATOR)).payload["data"]["node"]
        assert (found["__typename"], found["id"]) == (kind, key)


async def test_what_an_application_shows_leaves_a_receipt_of_whom_it_is_about() -> None:
    walk = await begun()
    walk.w.record.tables.receipts.clear()
    await walk.view(OPERATOR)
    (receipt,) = walk.w.record.tables.receipts
    assert receipt.operation == "View"
    assert receipt.subjects == (walk.mother.id,)
    assert "Application.form" in receipt.fields
    walk.w.record.receipts_out = True
    assert (await walk.w.ask(VIEW, {"n": walk.number}, actor=OPERATOR)).status == 503

"""Sharing agreements through the graph, on a real registry: two people give, one takes away, and all of it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.core.actor import Role
from hub.core.agreement import Agreement
from hub.store import Database, PgAccounts
from tests.engine.administration import Administrators
from tests.engine.agreeing import agreement_input
from tests.engine.test_administration import client_input
from tests.fakes.people_of_bangka import TENANT

ID: Final = "rsud-2026"
ONE: Final = "query A($id: String!) { agreement(id: $id) { id title validity masked } }"
MORE: Final[tuple[dict[str, Any], ...]] = (
    {"dailyQuota": 501},
    {"endsOn": "2030-01-01"},
    {"categories": ["population", "family", "health"]},
    {"purposes": ["PUBLIC_SERVICE", "PLANNING", "BUDGET"]},
    {"masked": []},
    {"recipient": "Klinik Contoh"},
    {"legalBasis": ["UU 24/2013"]},
    {"dailyQuota": 10, "keepDays": 31},
)


@pytest.fixture
async def office(database: str) -> AsyncIterator[Administrators]:
    opened = await Database.open(database)
    yield await Administrators.of(opened)
    await opened.close()


async def stored(office: Administrators) -> Agreement | None:
    return await PgAccounts(office.database, office.world.hub.clock).agreement(TENANT, ID)


async def propose(office: Administrators, **changes: Any) -> dict[str, Any]:
    return await office.do("ani", "proposeAgreement", **agreement_input(**changes))


async def approve(office: Administrators, answer: dict[str, Any], by: str = "budi") -> dict[str, Any]:
    return await office.do(by, "approveAccountProposal", proposalId=answer["proposal"]["id"])


async def agreed(office: Administrators, **changes: Any) -> dict[str, Any]:
    done = await approve(office, await propose(office, **changes))
    assert done["errors"] == []
    return dict(done["agreement"])


async def test_an_agreement_begins_with_the_second_person(office: Administrators) -> None:
    proposed = await propose(office)
    assert (proposed["errors"], proposed["agreement"]) == ([], None)
    assert await stored(office) is None
    assert await office.refused("ani", "approveAccountProposal", proposalId=proposed["proposal"]["id"]) == (
        "administration-four-eyes"
    )
    approved = await approve(office, proposed, "kadis")
    assert approved["agreement"] == {
        "id": ID, "number": "100/PKS/2026", "purposes": ["PUBLIC_SERVICE", "PLANNING"],
        "categories": ["family", "population"], "fields": [], "masked": ["Citizen.religion"], "region": "19.01",
        "dailyQuota": 500, "endsOn": "2029-12-31", "active": True, "version": 1, "validity": "IN_FORCE",
    }  # fmt: skip
    (entry,) = await office.history(ID)
    assert (entry["subject_kind"], entry["kind"], entry["actor_name"], entry["approved_by_name"], entry["before"]) == (
        "AGREEMENT", "CREATED", "Ani (DATA CONTOH)", "Kadis (DATA CONTOH)", None,
    )  # fmt: skip
    assert entry["after"]["legalBasis"] == ["UU 24/2013 Pasal 79", "Permendagri 102/2019"]


async def test_what_is_proposed_is_told_in_full(office: Administrators) -> None:
    proposed = await propose(office)
    told = {one["name"]: one["after"] for one in proposed["proposal"]["differences"]}
    assert told["recipient"] == ["RSUD Depati Bahrin (DATA CONTOH)"]
    assert (told["dailyQuota"], told["keepDays"], told["disclosureDelayDays"]) == (["500"], ["30"], ["0"])
    assert len(told) == 16


async def test_what_gives_more_waits(office: Administrators) -> None:
    """Whatever it is, and also where something else is taken away with it."""
    await agreed(office)
    before = await stored(office)
    for more in MORE:
        waits = await office.do("ani", "changeAgreement", agreementId=ID, expectedVersion=1, **more)
        assert (waits["errors"], waits["proposal"]["state"]) == ([], "OPEN"), more
        assert await stored(office) == before
        await office.do("ani", "withdrawAccountProposal", proposalId=waits["proposal"]["id"])
    waits = await office.do("ani", "changeAgreement", agreementId=ID, expectedVersion=1, **MORE[-1])
    approved = await approve(office, waits)
    assert (approved["errors"], approved["agreement"]["version"]) == ([], 2)
    after = await stored(office)
    assert after is not None
    assert {name: after.state()[name] for name in MORE[-1]} == MORE[-1]


async def test_what_gives_less_is_done_at_once_by_one(office: Administrators) -> None:
    await agreed(office)
    less: dict[str, Any] = {
        "dailyQuota": 10, "endsOn": "2028-12-31", "categories": ["population"], "purposes": ["PLANNING"],
        "fields": ["Query.citizen", "Citizen.fullName"], "masked": ["Citizen.religion", "Citizen.bloodType"],
        "region": "19.01.01", "keepDays": 0,
    }  # fmt: skip
    done = await office.do("budi", "changeAgreement", agreementId=ID, expectedVersion=1, **less)
    assert (done["errors"], done["proposal"], done["agreement"]["fields"]) == (
        [], None, ["Citizen.fullName", "Query.citizen"],
    )  # fmt: skip
    entry = (await office.history(ID))[-1]
    assert (entry["kind"], entry["version"], entry["approved_by"]) == ("CHANGED", 2, None)


async def test_one_revokes_and_two_put_it_into_force_again(office: Administrators) -> None:
    await agreed(office)
    done = await office.do("ani", "revokeAgreement", agreementId=ID, expectedVersion=1, reason="Data bocor.")
    assert (done["errors"], done["agreement"]["validity"]) == ([], "REVOKED")
    again = await office.code("ani", "revokeAgreement", agreementId=ID, expectedVersion=2)
    assert again == ("CONFLICT", "agreementId")
    opened = await office.do("ani", "reopenAgreement", agreementId=ID, expectedVersion=2)
    found = await stored(office)
    assert found is not None
    assert not found.active
    assert (await approve(office, opened))["agreement"]["validity"] == "IN_FORCE"
    kinds = [entry["kind"] for entry in await office.history(ID)]
    assert kinds == ["CREATED", "CLOSED", "REOPENED"]


async def test_a_proposal_does_not_undo_what_was_revoked_meanwhile(office: Administrators) -> None:
    await agreed(office)
    waits = await office.do("ani", "changeAgreement", agreementId=ID, expectedVersion=1, dailyQuota=900)
    await office.do("ani", "revokeAgreement", agreementId=ID, expectedVersion=1)
    assert [error["code"] for error in (await approve(office, waits))["errors"]] == ["CONFLICT"]
    found = await stored(office)
    assert found is not None
    assert (found.active, found.daily_quota) == (False, 500)


async def test_what_is_wrong_with_the_input_is_named(office: Administrators) -> None:
    for changes, path in (
        ({"categories": ["account"]}, "categories"),
        ({"categories": ["Not a word"]}, "categories"),
        ({"fields": ["Citizen.shoeSize"]}, "fields"),
        ({"purposes": ["CIVIL_REGISTRATION"]}, "purposes"),
        ({"region": "19.02"}, "region"),
        ({"endsOn": "2026-01-31"}, "endsOn"),
        ({"legalBasis": []}, "legalBasis"),
    ):
        if path == "region":
            rule = await office.refused("ani", "proposeAgreement", **agreement_input(**changes))
            assert rule == "administration-agreements"
        else:
            assert await office.code("ani", "proposeAgreement", **agreement_input(**changes)) == ("BAD_INPUT", path)
    await agreed(office)
    assert await office.code("ani", "proposeAgreement", **agreement_input()) == ("CONFLICT", "agreementId")
    assert await office.code("ani", "changeAgreement", agreementId=ID, expectedVersion=1, dailyQuota=500) == (
        "BAD_INPUT", "agreementId",
    )  # fmt: skip
    assert await office.code("ani", "changeAgreement", agreementId=ID, expectedVersion=7, dailyQuota=5) == (
        "CONFLICT", "expectedVersion",
    )  # fmt: skip
    assert await office.code("ani", "revokeAgreement", agreementId="polres", expectedVersion=1) == (
        "NOT_FOUND", "agreementId",
    )  # fmt: skip


async def test_who_keeps_no_agreements_proposes_and_revokes_none(office: Administrators) -> None:
    await office.register("kec", Role.ADMINISTRATOR, region="19.01.01")
    await agreed(office)
    for by, rule in (("siti", "scope:agreement:manage"), ("kadis", "scope:agreement:manage")):
        assert await office.refused(by, "proposeAgreement", **agreement_input(agreementId="lain")) == rule
        assert await office.refused(by, "revokeAgreement", agreementId=ID, expectedVersion=1) == rule
    for mutation, given in (("revokeAgreement", {}), ("changeAgreement", {"region": "19.01.01"})):
        refused = await office.refused("kec", mutation, agreementId=ID, expectedVersion=1, **given)
        assert refused == "administration-agreements"
    assert (await office.ask("kec", ONE, {"id": ID})).payload["data"] == {"agreement": None}
    answer = await office.ask("siti", ONE, {"id": ID})
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    found = await stored(office)
    assert found is not None
    assert found.version == 1


async def test_a_client_is_put_under_an_agreement_by_two_and_taken_out_by_one(office: Administrators) -> None:
    given = client_input(clientId="rsud-app", agreement=ID)
    assert await office.code("ani", "registerClient", **given) == ("BAD_INPUT", "agreement")
    await agreed(office)
    waits = await office.do("ani", "registerClient", **given)
    assert waits["proposal"]["state"] == "OPEN", "also a client that only hands in"
    made = await approve(office, waits)
    assert made["client"]["agreement"] == ID
    query = '{ clients(filter: {agreement: "rsud-2026"}) { edges { node { clientId agreement } } } }'
    edges = (await office.ask("ani", query)).payload["data"]["clients"]["edges"]
    assert [edge["node"] for edge in edges] == [{"clientId": "rsud-app", "agreement": ID}]
    out = await office.do("ani", "changeClient", clientId="rsud-app", expectedVersion=1, agreement="")
    assert (out["errors"], out["client"]["agreement"]) == ([], "")
    assert (await office.ask("ani", query)).payload["data"]["clients"]["edges"] == []
    back = await office.do("ani", "changeClient", clientId="rsud-app", expectedVersion=2, agreement=ID)
    assert back["proposal"]["state"] == "OPEN"


async def test_no_client_is_put_under_a_revoked_agreement(office: Administrators) -> None:
    await agreed(office)
    await office.do("ani", "registerClient", **client_input(clientId="rsud-app"))
    waits = await office.do("ani", "changeClient", clientId="rsud-app", expectedVersion=1, agreement=ID)
    await office.do("ani", "revokeAgreement", agreementId=ID, expectedVersion=1)
    assert [(e["code"], e["path"]) for e in (await approve(office, waits))["errors"]] == [("BAD_INPUT", "agreement")]


async def test_the_list_is_searched_and_of_ones_own_region(office: Administrators) -> None:
    await office.register("kec", Role.ADMINISTRATOR, region="19.01.01")
    await agreed(office)
    await agreed(office, agreementId="kecamatan", title="Bantuan kecamatan", region="19.01.01", number="7/PKS")
    await office.do("ani", "revokeAgreement", agreementId=ID, expectedVersion=1)
    query = "query L($filter: AgreementFilter) { agreements(filter: $filter) { edges { node { id validity } } } }"

    async def found(by: str, **chosen: Any) -> list[str]:
        answer = await office.ask(by, query, {"filter": chosen})
        return [edge["node"]["id"] for edge in answer.payload["data"]["agreements"]["edges"]]

    assert await found("ani") == ["kecamatan", ID]
    assert await found("kec") == ["kecamatan"]
    assert await found("kadis", search="7/pks") == ["kecamatan"]
    assert await found("kadis", active=False) == [ID]


async def test_history_and_proposals_name_the_agreement(office: Administrators) -> None:
    await agreed(office)
    await office.do("ani", "changeAgreement", agreementId=ID, expectedVersion=1, dailyQuota=900, keepDays=0)
    query = """{
        accountChanges(agreementId: "rsud-2026") { edges { node { kind subjectKind agreementId } } }
        accountProposals { edges { node {
            subjectKind agreementId differences { name before after differs givesMore }
        } } }
    }"""
    data = (await office.ask("budi", query)).payload["data"]
    (entry,) = (edge["node"] for edge in data["accountChanges"]["edges"])
    (proposal,) = (edge["node"] for edge in data["accountProposals"]["edges"])
    assert (entry["subjectKind"], entry["agreementId"], entry["kind"]) == ("AGREEMENT", ID, "CREATED")
    assert [one for one in proposal["differences"] if one["differs"]] == [
        {"name": "dailyQuota", "before": ["500"], "after": ["900"], "differs": True, "givesMore": True},
        {"name": "keepDays", "before": ["30"], "after": ["0"], "differs": True, "givesMore": False},
    ]


async def test_the_fields_that_may_be_shared_are_told_with_their_category(office: Administrators) -> None:
    answer = await office.ask("ani", "{ sharedFields { coordinate category description } }")
    told = {one["coordinate"]: one for one in answer.payload["data"]["sharedFields"]}
    assert told["Citizen.nik"]["category"] == "population"
    assert "Requires" not in told["Citizen.nik"]["description"]
    assert {"Query.citizen", "Licence.nib"} <= set(told)
    assert "User.nik" not in told, "the office's accounts are nobody's to share"

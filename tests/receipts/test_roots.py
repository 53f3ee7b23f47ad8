"""Each root of the graph, asked for everything in every way: where her data are in the answer there is one receipt."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from hub.core.actor import Role
from hub.core.identifiers import global_id
from tests.engine.everything import questions
from tests.fakes.agreements import WIDE
from tests.fakes.world import ROOT, schema
from tests.receipts.running import CARD, CODE, DEED, MASKED, SECRET, TRACKING, Running
from tests.receipts.visits import JSON

OPEN: Final = frozenset(
    {
        *("citizen", "citizens", "searchCitizens", "familyCard", "node", "_entities", "application", "applications"),
        *("verifyDocument", "citizenByBirthDeed"),
    }
)
"""Roots by which at least one of the readers learns something of her here: so that this could fail at all."""
TRANSACTIONS: Final = {
    "hub/resolvers/account_work.py",
    "hub/resolvers/oversight_work.py",
    "hub/resolvers/own_client.py",
    "hub/resolvers/record_work.py",
    "hub/resolvers/recording.py",
    "hub/resolvers/sign_up.py",
    "hub/resolvers/submission.py",
    "hub/resolvers/workflow.py",
}
"""The procedures of mutations: each writes the receipt in its transaction."""
ABOUT_NOBODY: Final = {"hub/resolvers/documents.py": "a paper is announced: kind and size, nothing about anybody"}


async def _ask(hub: Running, token: str, query: str, **variables: Any) -> Any:
    asked = json.dumps({"query": query, "variables": variables}).encode()
    headers = {**JSON, "Authorization": token}
    async with hub.http.post(f"{hub.url}/graphql", data=asked, headers=headers) as response:
        return await response.json()


def _values(hub: Running) -> dict[str, tuple[str, ...]]:
    known, nik = json.dumps(global_id("Citizen", hub.people.known.id)), json.dumps(hub.people.known.nik)
    case = json.dumps(global_id("Application", hub.people.application))
    return {
        "NIK!": (nik,), "[NIK!]!": (f"[{nik}]",), "ID!": (known, case), "FamilyCardNumber!": (json.dumps(CARD),),
        "trackingNumber": (json.dumps(TRACKING),), "code": (json.dumps(CODE),), "codeList.name": ('"Sex"',),
        "onceOnlyMeter.service": ('"birthCertificate"',), "regions.name": ('"Sungailiat"',), "Date!": ('"2026-01-01"',),
        "clientId": ('"frontend"',), "deedNumber": (json.dumps(DEED),),
        "agreement.id": (json.dumps(WIDE.id),), "CitizenSearch!": (f'{{name: "{SECRET}"}}',),
        "CorrectionPreviewInput!": (f'{{id: {known}, sourceKind: KTP_EL, attributes: {{birthPlace: "X"}}}}',),
        "CitizenClaim!": (f'{{nik: {nik}, fullName: "{SECRET}"}}',),
        "[_Any!]!": (f'[{{__typename: "Citizen", nik: {nik}}}]',),
    }  # fmt: skip


@pytest.mark.long
async def test_every_root_that_tells_of_her_leaves_one_receipt(hub: Running) -> None:
    told, before = set[str](), len(await hub.receipts())
    for role in (Role.AGENCY_CLIENT, Role.OPERATOR):
        token = await hub.bearer(role)
        for root, query in questions(hub.schema, _values(hub)):
            answer = await _ask(hub, token, query)
            assert "data" in answer, (query, answer)
            text = json.dumps(answer)
            left = (await hub.receipts())[before:]
            before += len(left)
            if SECRET in text or MASKED in text:
                told.add(root)
                assert len(left) == 1, (query, left)
                assert hub.people.known.id in left[0]["subjects"], query
            assert len(left) <= 1, query
    assert told >= OPEN


def test_no_mutation_commits_without_a_receipt() -> None:
    """Whoever opens a transaction for a mutation is one of the procedures that write the receipt, or about nobody."""
    graph = schema().graph
    assert graph.mutation_type is not None
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "hub" / "resolvers").rglob("*.py"))
        if any(
            call in path.read_text(encoding="utf-8") for call in ("writes.begin(", "writes.hand_in(", "writes.record(")
        )
    }
    assert found == TRANSACTIONS | ABOUT_NOBODY.keys()

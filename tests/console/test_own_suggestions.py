"""What the office could do for a citizen who has not asked stands on her own page, in both languages."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.actor import Role
from tests.console.conftest import Site
from tests.console.fakes import STAFF
from tests.console.samples import MOTHER, PERSONS, by_language
from tests.console.visitor import Visitor

NOTHING: dict[str, Any] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
OFFERED = {
    "service": "identityCard", "title": by_language("KTP-el", "Identity card"),
    "reason": by_language("Anda berusia 17 tahun bulan depan.", "You turn 17 next month."),
}  # fmt: skip


@pytest.mark.parametrize("offered", [[OFFERED], []])
async def test_a_citizen_reads_what_she_could_ask_for(site: Site, visitor: Visitor, offered: list[Any]) -> None:
    roles, scopes = frozenset({Role.CITIZEN}), frozenset({"access:read"})
    own = dataclasses.replace(STAFF["operator"], roles=roles, scopes=scopes, nik=MOTHER)
    site.tokens.valid["token-operator"] = own
    site.graph.persons[MOTHER] = {**PERSONS[MOTHER], "accesses": NOTHING, "suggestions": offered}
    site.issuer.person = "operator"
    page = await visitor.get("/console/me")
    assert page.status == 200
    for shown in ("/console/me/apply/identityCard", "Anda berusia 17 tahun bulan depan.", "You turn 17 next month."):
        assert (shown in page.text) is bool(offered)

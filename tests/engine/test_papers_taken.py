"""A paper that somebody took as it is: who may say so, where, and what the officer then sees."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.actor import Role
from tests.engine.test_mutations import FRONTEND, Office, office, payload
from tests.fakes.actors import staff

__all__ = ("office",)
HELPER = staff(Role.HELPER)
TAKEN: dict[str, Any] = {"documents": [{"kind": "birth_statement"}]}
VIEW = "query ($n: String!) { application(trackingNumber: $n) { papersTaken documents { kind } } }"


async def test_a_helper_takes_a_paper_and_the_officer_sees_it_apart(office: Office) -> None:
    made = payload(await office.submit(HELPER, channel="VILLAGE", **TAKEN))
    assert made["errors"] == []
    number = made["application"]["trackingNumber"]
    seen = (await office.w.ask(VIEW, {"n": number}, actor=staff(Role.OPERATOR))).payload["data"]["application"]
    assert (len(seen["papersTaken"]), seen["documents"]) == (1, [])


@pytest.mark.parametrize(("actor", "channel"), [(HELPER, "ONLINE"), (FRONTEND, "COUNTER"), (FRONTEND, "ONLINE")])
async def test_nobody_else_and_nobody_online(office: Office, actor: Any, channel: str) -> None:
    made = payload(await office.submit(actor, channel=channel, **TAKEN))
    assert [(error["code"], error["path"]) for error in made["errors"]] == [("BAD_INPUT", "documents.0.documentId")]
    assert not office.w.record.tables.applications

"""The steps that a service declares narrow who takes them: policies let more people, and it leaves a step to fewer."""

from __future__ import annotations

import dataclasses

from hub.core.actor import Role
from hub.core.application import ActionKind
from hub.core.definition import ServiceStep
from hub.core.service import Definition
from hub.engine import Engine
from tests.engine.test_workflow import KABID, KADIS, OPERATOR, VERIFIER, Walk, at_signature, begun
from tests.fakes.service import SERVICE
from tests.fakes.world import schema


def leaving(walk: Walk, action: ActionKind, *roles: Role) -> None:
    """The service now leaves this step to these roles."""
    definition = Definition(steps=(ServiceStep(action, roles, "Langkah.", "A step."),))
    service = dataclasses.replace(SERVICE, definition=definition)
    walk.w.hub = dataclasses.replace(walk.w.hub, services={service.name: service})
    walk.w.engine = Engine(schema(), walk.w.hub)


async def test_a_step_that_is_left_to_others_is_neither_offered_nor_done() -> None:
    walk = await begun()
    leaving(walk, ActionKind.CLAIM, Role.VERIFIER)
    assert (await walk.view(OPERATOR))["allowedActions"] == []
    assert await walk.do(OPERATOR, "claimApplication") == {"refused": "service:steps"}
    leaving(walk, ActionKind.CLAIM, Role.OPERATOR)
    assert (await walk.view(OPERATOR))["allowedActions"] == ["claimApplication"]
    assert await walk.state_after(OPERATOR, "claimApplication") == "IN_REVIEW"


async def test_a_service_gives_nobody_what_policies_do_not() -> None:
    walk = await begun()
    leaving(walk, ActionKind.CLAIM, Role.OPERATOR, Role.VERIFIER)
    assert "claimApplication" not in (await walk.view(VERIFIER))["allowedActions"]
    assert (await walk.do(VERIFIER, "claimApplication"))["refused"] != "service:steps"


async def test_other_steps_stay_as_they_are() -> None:
    walk = await at_signature()
    leaving(walk, ActionKind.CLAIM, Role.VERIFIER)
    assert (await walk.do(KABID, "signApplication"))["refused"] != "service:steps"
    assert await walk.state_after(KADIS, "signApplication") == "ISSUED"

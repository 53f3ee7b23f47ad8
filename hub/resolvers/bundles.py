"""What became of a step of a bundle that an officer does or sees done: a card printed, an agency that knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from hub.core.application import ActionKind, Application, StepOutcome
from hub.core.bundle import check_settles
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.steps import said
from hub.resolvers.workflow import Step, Work, papers_of, take_step


class SettledByHand(Step, Protocol):
    step: str
    outcome: StepOutcome
    reason: str | None


async def settle(info: HubInfo, given: SettledByHand) -> ApplicationOutcome:
    async def outcome(work: Work, application: Application) -> Mapping[str, Any]:
        service = work.service_of(application)
        facts = await work.facts(service, application.form, papers_of(application))
        reason = said(given.reason, "reason") if given.reason else None
        check_settles(service.plan(application.form, facts), given.step, given.outcome, reason)
        return {"step": given.step, "outcome": given.outcome.value, "reason": reason}

    return await take_step(info.context, "settleBundleStep", ActionKind.SETTLE_STEP, given, outcome)

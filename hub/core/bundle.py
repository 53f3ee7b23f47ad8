"""What a bundle of services has come to: each step with its state, for the applicant and for the officer.

The certificate never waits for the rest (Permendagri 19/2018 names the bundles; each of their papers stands by itself).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.core.application import ActionKind, Application, SettledStep, StepOutcome
from hub.core.errors import BadInput, Conflict
from hub.core.hand_over import HandOver, HandOverState
from hub.core.service import PlanKind, PlanStep

SETTLED_BY_HAND: Final = frozenset({PlanKind.CARD, PlanKind.AGENCY})
"""Steps that an officer does or sees done, and says so."""


class BundleState(Enum):
    """Where a step of a bundle stands."""

    WAITING = "WAITING"
    DONE = "DONE"
    FAILED = "FAILED"
    NOT_NEEDED = "NOT_NEEDED"
    UNDONE = "UNDONE"
    LAPSED = "LAPSED"


@dataclass(frozen=True, slots=True)
class BundleStep:
    """A step of the plan and what became of it; `at` in UTC."""

    step: PlanStep
    state: BundleState
    at: dt.datetime | None = None
    reason: str | None = None


OFFER: Final = "offer"
"""The step by which people are offered to another district."""
LETTER: Final = "letter"
"""The step that gives them the letter of removal."""
_TAKEN_BACK: Final = frozenset({HandOverState.REFUSED, HandOverState.CANCELLED})


def with_hand_over(steps: Sequence[BundleStep], sent: HandOver | None) -> tuple[BundleStep, ...]:
    """The same, with what became of the offer: where the other district refused it, or it was withdrawn or not taken
    up, nobody has moved, and the step says why. A letter whose validity is over has lapsed with it."""
    if sent is not None and sent.state is HandOverState.LAPSED:
        return tuple(
            BundleStep(one.step, BundleState.LAPSED, sent.closed_at, sent.closed_reason)
            if one.step.key in {LETTER, OFFER}
            else one
            for one in steps
        )
    if sent is None or sent.state not in _TAKEN_BACK:
        return tuple(steps)
    return tuple(
        BundleStep(one.step, BundleState.UNDONE, sent.closed_at, sent.closed_reason) if one.step.key == OFFER else one
        for one in steps
    )


def bundle_of(application: Application, plan: Sequence[PlanStep]) -> tuple[BundleStep, ...]:
    """Every step of the plan with its state, in the plan's order."""
    signed = next((action.at for action in application.actions if action.kind is ActionKind.SIGN), None)
    return tuple(_told(application, step, signed) for step in plan)


def check_settles(plan: Sequence[PlanStep], key: str, outcome: StepOutcome, reason: str | None) -> None:
    """Raises what keeps an officer from saying this of a step."""
    step = next((one for one in plan if one.key == key), None)
    if step is None:
        raise BadInput("This application has no such step. Load it again and choose one of its plan.", path="step")
    if step.kind not in SETTLED_BY_HAND:
        raise Conflict("The hub does this step itself and knows what became of it.", path="step")
    if outcome is StepOutcome.UNDONE and not step.undo_id:
        raise Conflict("The law knows no way to take this step back.", path="outcome")
    if outcome is not StepOutcome.DONE and not reason:
        raise BadInput("Say why in a sentence: the applicant reads it.", path="reason")


def _told(application: Application, step: PlanStep, signed: dt.datetime | None) -> BundleStep:
    settled: SettledStep | None = application.settled_steps.get(step.key)
    if settled is not None:
        return BundleStep(step, BundleState[settled.outcome.name], settled.at, settled.reason)
    if signed is None or step.kind in SETTLED_BY_HAND:
        return BundleStep(step, BundleState.WAITING)
    return BundleStep(step, BundleState.FAILED if step.key in application.unmade else BundleState.DONE, signed)

"""The state of an application: a pure fold over its append-only actions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Final

from hub.core.application import (
    ENTERING,
    Action,
    ActionKind,
    Application,
    ApplicationHeader,
    ApplicationState,
    Assignment,
    MandateType,
    Missing,
    SettledStep,
    SiakResult,
    SiakStatus,
    StepOutcome,
    TakeOver,
    next_state,
)
from hub.core.errors import BadInput
from hub.core.missing_reason import MissingReason

S, A = ApplicationState, ActionKind


def fold(header: ApplicationHeader, actions: Iterable[Action]) -> Application:
    """The state after these actions. Folding the first n actions gives the application as it was then."""
    application: Application | None = None
    for action in actions:
        application = _begin(header, action) if application is None else _apply(application, action)
    if application is None:
        raise BadInput("An application begins with its submission.")
    return application


def _begin(header: ApplicationHeader, action: Action) -> Application:
    data = action.data
    return Application(
        header=header, state=S.SUBMITTED, version=action.seq, form=data["form"],
        documents=tuple(data.get("documents", ())), channel=data["channel"],
        on_behalf_of=data.get("on_behalf_of"), mandate=data.get("mandate", MandateType.SELF.value),
        submitted_by=action.actor, entered_by=frozenset({action.actor}), assignee=None, missing=(),
        siak_status=SiakStatus.NONE, siak_result=None, differences=(), completed_at=None, resume_to=None,
        reason=None, certificate_code=None, person_id=None, actions=(action,),
    )  # fmt: skip


def _apply(before: Application, action: Action) -> Application:
    after = dataclasses.replace(
        before,
        state=next_state(before, action.kind),
        version=action.seq,
        actions=(*before.actions, action),
        entered_by=before.entered_by | {action.actor} if action.kind in ENTERING else before.entered_by,
    )
    step = _STEPS.get(action.kind)
    return step(after, before, action) if step else after


def _claim(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, assignee=action.actor)


def _return(after: Application, _before: Application, action: Action) -> Application:
    things = action.data["missing"]
    missing = tuple(Missing(m["what"], m["reason"], MissingReason(m.get("code", "OTHER"))) for m in things)
    return dataclasses.replace(after, missing=missing, completed_at=None)


def _resubmit(after: Application, before: Application, action: Action) -> Application:
    documents = (*before.documents, *action.data.get("documents", ()))
    form = {**before.form, **(action.data.get("form") or {})}
    return dataclasses.replace(after, documents=documents, form=form, missing=(), assignee=None)


def _accept(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, completed_at=action.at)


def _record_siak(after: Application, _before: Application, action: Action) -> Application:
    data = action.data
    result = SiakResult(**{one.name: data.get(one.name) for one in dataclasses.fields(SiakResult)})
    return dataclasses.replace(after, siak_result=result, siak_status=SiakStatus.PENDING, differences=())


def _confirm_siak(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(
        after,
        siak_status=SiakStatus(action.data["status"]),
        differences=tuple(action.data.get("differences", ())),
    )


def _sign(after: Application, _before: Application, action: Action) -> Application:
    code = action.data["certificate_code"]
    codes = tuple(action.data.get("certificate_codes", (code,)))
    return dataclasses.replace(
        after,
        certificate_code=code,
        certificate_codes=codes,
        unmade=tuple(action.data.get("unmade", ())),
        person_id=action.data["person_id"],
    )


def _settle_step(after: Application, _before: Application, action: Action) -> Application:
    data = action.data
    settled = SettledStep(StepOutcome(data["outcome"]), action.at, action.actor_name, data.get("reason"))
    return dataclasses.replace(after, settled_steps={**after.settled_steps, data["step"]: settled})


def _take_over(after: Application, before: Application, action: Action) -> Application:
    """An operator becomes the assignee and counts among those who entered; a verifier goes on to verify."""
    data = action.data
    told = TakeOver(data["from"], data["from_name"], action.actor_name, action.at, data["reason"])
    if before.state is S.COMPLETE:
        return dataclasses.replace(after, taken_over=told)
    entered = after.entered_by | {action.actor}
    return dataclasses.replace(after, taken_over=told, assignee=action.actor, entered_by=entered)


def _assign(after: Application, before: Application, action: Action) -> Application:
    """The same as if she had taken it over herself; what nobody held yet is hers as if she had claimed it."""
    data = action.data
    told = Assignment(data["to"], data["to_name"], action.actor_name, action.at, data["reason"])
    if before.state is S.COMPLETE:
        return dataclasses.replace(after, assigned=told)
    return dataclasses.replace(after, assigned=told, assignee=told.to, entered_by=after.entered_by | {told.to})


def _reason(after: Application, _before: Application, action: Action) -> Application:
    return dataclasses.replace(after, reason=action.data["reason"])


def _delay(after: Application, before: Application, action: Action) -> Application:
    return dataclasses.replace(after, reason=action.data["reason"], resume_to=before.state)


def _resume(after: Application, _before: Application, _action: Action) -> Application:
    return dataclasses.replace(after, resume_to=None)


_STEPS: Final = {
    A.CLAIM: _claim,
    A.RETURN: _return,
    A.RESUBMIT: _resubmit,
    A.ACCEPT: _accept,
    A.RECORD_SIAK: _record_siak,
    A.CONFIRM_SIAK: _confirm_siak,
    A.SIGN: _sign,
    A.REFUSE: _reason,
    A.WITHDRAW: _reason,
    A.DELAY: _delay,
    A.RESUME: _resume,
    A.SETTLE_STEP: _settle_step,
    A.TAKE_OVER: _take_over,
    A.ASSIGN: _assign,
}

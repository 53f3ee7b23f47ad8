"""Whatever anybody does with an application of any service, in any order, the workflow's promises hold in the fold."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.access import Policies
from hub.core.application import ActionKind, Application
from hub.core.calendar_file import load_calendar
from hub.core.errors import Conflict, HubError
from hub.core.missing_reason import MissingReason
from hub.core.promise import Promise, PromiseState, due_after, promise_of
from hub.core.return_list import names_of, still_missing
from hub.core.service import Service
from tests.engine.interleaving import chosen
from tests.engine.paper_model import ALLOWED, APPROVING, LEASE, PaperModel
from tests.engine.paper_office import PEOPLE, PaperOffice, Refused, form_of
from tests.services.told import SERVICES

A = ActionKind
POLICIES: Final = Path(__file__).parents[2] / "policies"
HOURS: Final = load_calendar(POLICIES, "1901").hours
BY_NAME: Final[Mapping[str, Service]] = {service.name: service for service in SERVICES}
KINDS: Final = sorted(ALLOWED, key=lambda kind: kind.value)
REASONS: Final = st.sampled_from(sorted(MissingReason, key=lambda code: code.value))
_STATES: Final = {
    "none": {PromiseState.NOT_STARTED},
    "running": {PromiseState.RUNNING, PromiseState.BROKEN},
    "paused": {PromiseState.PAUSED, PromiseState.BROKEN},
    "ended": {PromiseState.KEPT, PromiseState.BROKEN},
}
_SIGNED: Final = frozenset({"ISSUED", "HANDED_OVER"})
_AFTER: Final[Mapping[ActionKind, frozenset[str]]] = {
    A.VERIFY: frozenset({*_SIGNED, "PROCESSING", "DELAYED", "REJECTED", "AWAITING_SIGNATURE", "WITHDRAWN"}),
    A.VALIDATE: frozenset({*_SIGNED, "AWAITING_SIGNATURE", "WITHDRAWN"}),
    A.SIGN: _SIGNED,
}
"""Where an application may still be once it was approved: never again before it."""


class Machine(RuleBasedStateMachine):
    """Anybody tries anything; the model says what must come of it."""

    # Set by the test.
    service: Service
    policies: Policies

    @initialize(steps=st.integers(0, 9))
    def opens(self, steps: int) -> None:
        """An application that has gone some steps of its way already."""
        self.model = PaperModel(self.service)
        self.office = PaperOffice(self.policies, self.service)
        papers = [{"kind": paper.kind, "document_id": paper.kind} for paper in self.service.requirements]
        self.seen = [self.office.submit(form_of(self.service), papers)]
        self.asked: list[dict[str, str]] = []
        self.sent: list[tuple[str, str, ActionKind, Application]] = []
        for _ in range(steps):
            self.goes_on("")

    @rule(kind=st.sampled_from(KINDS), who=st.sampled_from(sorted(PEOPLE)), siak=st.booleans())
    def somebody_tries(self, kind: ActionKind, who: str, siak: bool) -> None:
        self._step(kind, who, siak="CONFIRMED" if siak else "MISMATCH")

    @rule(instead=st.sampled_from(["", "everything", "colleague", "second verifier", "kabid"]))
    def goes_on(self, instead: str) -> None:
        """The next step of the way, by whoever's turn it is, or by somebody else who may be let."""
        following = self.model.next()
        if following is not None:
            self._step(following[0], instead or following[1], siak="CONFIRMED")

    @rule(minutes=st.sampled_from([1, 14, 16, 240, 1440, 5000]))
    def time_passes(self, minutes: int) -> None:
        self.office.now += dt.timedelta(minutes=minutes)

    @precondition(lambda self: self.model.state in {"COMPLETE", "PROCESSING"})
    @rule(minutes=st.sampled_from([5, 200, 2000]))
    def a_disturbance_comes_and_goes(self, minutes: int) -> None:
        if self._step(A.DELAY, "operator"):
            self.office.now += dt.timedelta(minutes=minutes)
            assert self._step(A.RESUME, "operator")

    @precondition(lambda self: self.model.state == "COMPLETE")
    @rule(who=st.sampled_from(["kabid", "kadis", "second verifier"]))
    def somebody_verifies_in_a_verifiers_place(self, who: str) -> None:
        """Who begins to verify is called away; then it goes on as far as validating."""
        if self.model.at_work is None:
            self.office.hold(PEOPLE["verifier"])
            self.model.at_work = ("verifier", self.office.now + LEASE)
        self._step(A.TAKE_OVER, who)
        if self._step(A.VERIFY, who):
            for _ in range(3):
                self.goes_on("")

    @precondition(lambda self: self.model.state in {"IN_REVIEW", "COMPLETE"})
    @rule(data=st.data(), code=REASONS)
    def things_are_asked_for_and_some_come(self, data: st.DataObject, code: MissingReason) -> None:
        """Each thing that the service declares may be asked for; what did not come is named, and nothing else."""
        who = "operator" if self.model.state == "IN_REVIEW" else "verifier"
        names = data.draw(st.lists(st.sampled_from(sorted(names_of(self.service))), min_size=1, unique=True))
        self.asked = [{"what": name, "code": code.value, "reason": "Kurang jelas"} for name in names]
        if not self._step(A.RETURN, who):
            return
        brought = data.draw(st.sets(st.sampled_from(names)))
        application = self.office.application()
        form = _changed(application.form, brought)
        missing = still_missing(self.service, application, form, frozenset(brought), corrects=False)
        found = {one.path.removeprefix("documents.") for one in missing}
        assert found == set(names) - brought - _replaced(self.service, brought), (names, brought)
        self._step(A.RESUBMIT, "applicant")

    @rule(first=st.sampled_from(sorted(PEOPLE)), second=st.sampled_from(sorted(PEOPLE)), data=st.data())
    def two_decide_at_once(self, first: str, second: str, data: st.DataObject) -> None:
        """Both looked at the same version: when the first has decided, the second decides nothing."""
        possible = [kind for kind in KINDS if self.model.may(kind, first, self.office.now)]
        if not possible:
            return
        seen = self.model.version
        assert self._step(data.draw(st.sampled_from(possible)), first, expected=seen, siak="CONFIRMED")
        kind = data.draw(st.sampled_from(KINDS))
        assert not self.office.allows(PEOPLE[second], kind, seen), (kind, second)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def somebody_sends_again(self, data: st.DataObject) -> None:
        """The same key gets what it got, whatever has happened since, and nothing happens."""
        key, who, kind, answer = data.draw(st.sampled_from(self.sent))
        again = self.office.take(PEOPLE[who], kind, lambda _: {}, None, key)
        assert _plain(again) == _plain(answer)
        assert len(self.office.stored) == self.model.version

    def _step(self, kind: ActionKind, who: str, *, siak: str = "CONFIRMED", expected: int | None = None) -> bool:
        """Whether the step was taken: as the model says, and where it was not, nothing has changed."""
        may, now, key = self.model.may(kind, who, self.office.now), self.office.now, f"key {len(self.sent)}"
        before = list(self.office.stored)
        after = self._taken(kind, who, siak, expected, key)
        assert (after is not None) is may, (kind, who, self.model)
        if after is None:
            assert self.office.stored == before
            return False
        self.model.done(kind, who, now, siak)
        self.sent.append((key, who, kind, after))
        self.seen.append(after)
        self.office.now += dt.timedelta(seconds=40)
        return True

    def _taken(self, kind: ActionKind, who: str, siak: str, expected: int | None, key: str) -> Application | None:
        try:
            return self.office.take(PEOPLE[who], kind, lambda one: self._data(kind, one, siak), expected, key)
        except (Refused, HubError):
            return None

    def _data(self, kind: ActionKind, application: Application, siak: str) -> Mapping[str, Any]:
        number, lease = str(application.version), self.office.lease
        holder = lease.holder if lease else application.assignee
        paper = {"kind": "family_card", "document_id": number}
        data: dict[ActionKind, Mapping[str, Any]] = {
            A.RETURN: {"missing": self.asked or [{"what": "reporter.nik", "reason": "Salah ketik"}]},
            A.RESUBMIT: {"form": {"note": number}, "documents": [paper]},
            A.RECORD_SIAK: {name: f"{name} {number}" for name in self.service.siak_gives},
            A.CONFIRM_SIAK: {"status": siak, "differences": [] if siak == "CONFIRMED" else ["fullName"]},
            A.SIGN: {"certificate_code": f"C{number}", "person_id": None},
            A.SETTLE_STEP: {"step": "card", "outcome": "DONE"},
            A.TAKE_OVER: {"reason": "Sakit", "from": holder, "from_name": "Petugas"},
        }
        return data.get(kind, {"reason": f"Alasan {number}"})

    @invariant()
    def everything_holds(self) -> None:
        now = self.office.application()
        self.it_is_where_it_must_be(now)
        self.four_eyes_have_seen_it(now)
        self.an_approval_is_never_undone(now)
        self.what_ends_without_a_paper_says_why(now)
        self.the_clock_stands_exactly_while_it_must(now)

    def it_is_where_it_must_be(self, now: Application) -> None:
        assert (now.state.name, now.version, now.siak_status.name) == (
            self.model.state, self.model.version, self.model.siak,
        )  # fmt: skip
        assert now.entered_by == {PEOPLE[who].actor.subject for who in self.model.entered}
        assert (now.assignee or "") == (PEOPLE[self.model.assignee].actor.subject if self.model.assignee else "")
        held, lease = self.model.at_work, self.office.lease
        assert (held and (PEOPLE[held[0]].actor.subject, held[1])) == (lease and (lease.holder, lease.until))

    def four_eyes_have_seen_it(self, now: Application) -> None:
        """Told from the stored actions alone: whoever approved had entered nothing before, and is of no family."""
        for action in now.actions:
            before = self.seen[action.seq - 2] if action.seq > 1 else None
            assert action.actor != "cousin"
            if action.kind in APPROVING and before is not None:
                assert action.actor not in before.entered_by

    def an_approval_is_never_undone(self, now: Application) -> None:
        done = [kind for kind, _ in self.model.history]
        for kind, states in _AFTER.items():
            if kind in done:
                assert now.state.name in states
                approved = self.seen[len(done) - done[::-1].index(kind)]
                assert (now.form, now.documents, now.completed_at) == (
                    approved.form, approved.documents, approved.completed_at,
                )  # fmt: skip
                if kind is not A.VERIFY:
                    assert (now.siak_result, now.siak_status.name) == (approved.siak_result, "CONFIRMED")
                assert approved.certificate_code in {None, now.certificate_code}

    def what_ends_without_a_paper_says_why(self, now: Application) -> None:
        if self.model.state in {"REJECTED", "WITHDRAWN", "DELAYED"}:
            # A delayed case may change hands; that has a reason of its own.
            ended = next(one for one in reversed(now.actions) if one.kind is not A.TAKE_OVER)
            assert now.reason == ended.data["reason"]
        assert (now.missing != ()) is (self.model.state == "NEEDS_CORRECTION" or self._left_returned())

    def _left_returned(self) -> bool:
        """Refused or withdrawn while the applicant's side was to bring something."""
        return (
            len(self.seen) > 1
            and self.seen[-2].state.name == "NEEDS_CORRECTION"
            and self.model.clock != "running"
            and self.model.state in {"REJECTED", "WITHDRAWN"}
        )

    def the_clock_stands_exactly_while_it_must(self, now: Application) -> None:
        clock = self.model.clock
        promise = promise_of(now.actions, self.service.max_hours, HOURS, self.office.now)
        assert promise.state in _STATES[clock], (promise, clock)
        assert (promise.started is None) is (clock == "none")
        assert (now.completed_at is None) is (clock == "none")
        assert (promise.paused_since is not None) is (clock == "paused") is (self.model.state == "DELAYED")
        if promise.due is not None:
            _check_nothing_is_lost(promise, self.service.max_hours)

    def teardown(self) -> None:
        """Folded anew from what is stored, the application at each version is what was seen then."""
        if not hasattr(self, "office"):
            return
        for version, seen in enumerate(self.seen, 1):
            assert _plain(self.office.application(version)) == _plain(seen)


def _check_nothing_is_lost(promise: Promise, max_hours: int) -> None:
    """The office has its time without the disturbances that came in time, and no minute more."""
    assert promise.started is not None
    assert promise.due is not None
    limit, stood = HOURS.worked(promise.started, due_after(HOURS, promise.started, max_hours)), dt.timedelta()
    for pause in promise.pauses:
        if pause.until is not None and HOURS.worked(promise.started, pause.since) - stood <= limit:
            stood += HOURS.worked(pause.since, pause.until)
    assert HOURS.worked(promise.started, promise.due) == limit + stood


def _plain(application: Application) -> Application:
    """Without the lease, which is of the moment of reading."""
    return dataclasses.replace(application, header=dataclasses.replace(application.header, lease=None))


def _changed(form: Mapping[str, Any], paths: set[str]) -> dict[str, Any]:
    """The form with other values at these dotted paths."""
    found = copy.deepcopy(dict(form))
    for path in paths:
        inner, (*parts, last) = found, path.split(".")
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = "lain"
    return found


def _replaced(service: Service, brought: set[str]) -> set[str]:
    """Papers in whose place the law takes one that came."""
    return {paper.kind for paper in service.requirements if paper.substitute in brought}


@pytest.fixture(scope="module")
def policies() -> Policies:
    return Policies.load(POLICIES)


def machine(name: str, bundle: Policies) -> type[Machine]:
    return type("Here", (Machine,), {"service": BY_NAME[name], "policies": bundle})


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_an_application_of_any_service_keeps_the_promises(name: str, policies: Policies) -> None:
    run_state_machine_as_test(machine(name, policies), settings=chosen(6, 25, (Phase.generate,)))


def test_two_who_looked_at_one_version_decide_once(policies: Policies) -> None:
    office = PaperOffice(policies, BY_NAME["birthCertificate"])
    office.submit(form_of(office.service), [])
    office.take(PEOPLE["operator"], A.CLAIM, lambda _: {}, expected=1)
    with pytest.raises(Conflict):
        office.take(PEOPLE["operator"], A.ACCEPT, lambda _: {}, expected=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_many_applications_of_any_service_keep_the_promises(name: str, policies: Policies) -> None:
    run_state_machine_as_test(machine(name, policies), settings=chosen(300, 60))

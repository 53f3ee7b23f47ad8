"""An office without a database: actions lie as text, and each look at the application folds all of them anew.

It goes the way of `hub.resolvers.workflow.take_step` over the pure parts alone (policies, leases, versions, fold), so
that a machine can walk it a thousand times in seconds. A crash loses everything but the text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.access import Policies, decide_action
from hub.core.actor import Actor, ActorKind, Role, system
from hub.core.application import Action, ActionKind, Application, ApplicationHeader, check_version, next_state
from hub.core.definition import left_to_others
from hub.core.desks import check_free, lease_after, renewed, roles_at, with_lease
from hub.core.errors import HubError
from hub.core.folding import fold
from hub.core.lease import Lease
from hub.core.purpose import Purpose
from hub.core.service import Service
from tests.fakes.actors import REGION, agency, staff
from tests.fakes.people_of_bangka import TENANT

Payload = Callable[[Application], Mapping[str, Any]]
BEGIN: Final = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
NAMED: Final = "1901015208929002"
"""Whom every form names."""


@dataclass(frozen=True)
class Person:
    """Who acts, for what, and the NIKs of her family card."""

    actor: Actor
    purpose: Purpose = Purpose.CIVIL_REGISTRATION
    family: frozenset[str] = frozenset()


def _all_of(subject: str, *roles: Role) -> Actor:
    scopes = frozenset[str]().union(*(staff(role).scopes for role in roles))
    return dataclasses.replace(staff(roles[0], subject), roles=frozenset(roles), scopes=scopes)


HEADS: Final = (Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE)
OFFICERS: Final = (Role.OPERATOR, Role.VERIFIER, *HEADS)
PEOPLE: Final[Mapping[str, Person]] = {
    "applicant": Person(agency("application:submit", "application:read"), Purpose.PUBLIC_SERVICE),
    "operator": Person(staff(Role.OPERATOR)),
    "colleague": Person(staff(Role.OPERATOR, "colleague")),
    "verifier": Person(staff(Role.VERIFIER)),
    "second verifier": Person(staff(Role.VERIFIER, "second verifier")),
    "kabid": Person(staff(Role.HEAD_OF_DIVISION)),
    "kadis": Person(staff(Role.HEAD_OF_OFFICE)),
    "everything": Person(_all_of("everything", *OFFICERS)),
    "cousin": Person(_all_of("cousin", *OFFICERS), family=frozenset({NAMED})),
    "register": Person(system(TENANT, REGION)),
}


class Refused(Exception):
    """Policy, or the service's own steps, refuse it."""


@dataclass
class PaperOffice:
    """One application of one service. `stored` is all that outlives a crash, and the lease and the replies with it."""

    policies: Policies
    service: Service
    now: dt.datetime = BEGIN
    stored: list[str] = field(default_factory=list)
    lease: Lease | None = None
    replies: dict[tuple[str, str], int] = field(default_factory=dict)

    def submit(self, form: Mapping[str, Any], documents: Sequence[Mapping[str, str]]) -> Application:
        data = {"form": form, "documents": list(documents), "channel": "COUNTER"}
        self._store(self._action(PEOPLE["applicant"].actor, 1, ActionKind.SUBMIT, data))
        return self.application()

    def application(self, first: int | None = None) -> Application:
        """As its first actions make it; as it is now with all of them."""
        actor = PEOPLE["applicant"].actor
        header = ApplicationHeader(
            TENANT, uuid.UUID(int=1), "AL-7K3M-Q9TD", self.service.name, f"{REGION}.01.1001", actor.client_id, BEGIN,
            lease=self.lease,
        )  # fmt: skip
        return fold(header, [_read(text) for text in self.stored[:first]])

    def take(
        self, person: Person, kind: ActionKind, payload: Payload, expected: int | None = None, key: str = ""
    ) -> Application:
        """A step, once for each key. Raises Refused, or what the hub's own rules raise."""
        if seq := self.replies.get((person.actor.subject, key)):
            return self.application(seq)
        before = self.application()
        self._check_allowed(person, kind, before)
        check_free(before, kind, person.actor.subject, self.now)
        check_version(before, expected)
        next_state(before, kind)
        action = self._action(person.actor, before.version + 1, kind, payload(before))
        self._store(action)
        self.lease = lease_after(before, self.application(), action)
        if key:
            self.replies[person.actor.subject, key] = action.seq
        return with_lease(self.application(), self.lease)

    def hold(self, person: Person) -> None:
        """She works on it now."""
        self.lease = renewed(self.lease, person.actor.subject, person.actor.display_name, self.now)

    def allows(self, person: Person, kind: ActionKind, expected: int | None = None) -> bool:
        """Whether the step would be taken now, without taking it."""
        before = self.application()
        try:
            self._check_allowed(person, kind, before)
            check_free(before, kind, person.actor.subject, self.now)
            check_version(before, expected)
            next_state(before, kind)
        except (Refused, HubError):
            return False
        return True

    def _check_allowed(self, person: Person, kind: ActionKind, application: Application) -> None:
        actor, steps = person.actor, self.service.definition.steps
        denial = decide_action(self.policies, actor, person.purpose, kind, application, person.family)
        roles = roles_at(application, actor.subject, actor.roles)
        others = actor.kind is ActorKind.USER and left_to_others(steps, kind, roles)
        if denial is not None or others:
            raise Refused(denial.rule if denial else "service:steps")

    def _action(self, actor: Actor, seq: int, kind: ActionKind, data: Mapping[str, Any]) -> Action:
        return Action(seq, kind, actor.subject, actor.display_name, self.now, data)

    def _store(self, action: Action) -> None:
        written = {**dataclasses.asdict(action), "kind": action.kind.value, "at": action.at.isoformat()}
        self.stored.append(json.dumps(written))


def _read(text: str) -> Action:
    given = json.loads(text)
    return Action(**{**given, "kind": ActionKind(given["kind"]), "at": dt.datetime.fromisoformat(given["at"])})


def form_of(service: Service) -> dict[str, Any]:
    """A form in which every field of the service is filled in, and every person is the same one, whether the record
    knows her by this NIK or, as who moves in, not yet."""
    form: dict[str, Any] = {}
    for declared in service.definition.fields:
        *parts, last = declared.path.split(".")
        inner = form
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = NAMED if last.lower().endswith("nik") else f"diisi {last}"
    return form

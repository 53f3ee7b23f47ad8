"""What administrators keep, as they see it: without any secret, with a version, and with its history.

A state is what stands in a history and in a proposal: the attributes in the names of the graph, as plain JSON.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, ClassVar, Final, Protocol, Self, TypeAlias

from hub.core.accounts import AuthMethod
from hub.core.actor import Role
from hub.core.purpose import Purpose

State: TypeAlias = Mapping[str, Any]
PROPOSAL_LIFE: Final = dt.timedelta(days=7)
HALF_LIFE: Final = dt.timedelta(hours=72)
"""How long the first half of a one-time word waits for the second."""


class SubjectKind(Enum):
    """What was changed: somebody's account, a client's registration, the hub's own keys, a sharing agreement, what the
    office has set of a service, or of its counters."""

    USER = "USER"
    CLIENT = "CLIENT"
    HUB = "HUB"
    AGREEMENT = "AGREEMENT"
    SERVICE = "SERVICE"
    COUNTER = "COUNTER"


class Subject(Protocol):
    """What accounts, registrations and agreements have in common. Version 0: it does not exist yet."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

    @property
    def region(self) -> str: ...

    @property
    def active(self) -> bool: ...

    @property
    def version(self) -> int: ...

    def state(self) -> State: ...

    def with_state(self, state: State, /) -> Self: ...


class ChangeKind(Enum):
    """What was done."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    KEYS_REPLACED = "KEYS_REPLACED"
    SECOND_FACTOR_RESET = "SECOND_FACTOR_RESET"
    SESSIONS_ENDED = "SESSIONS_ENDED"
    HALF_ISSUED = "HALF_ISSUED"
    WORD_ISSUED = "WORD_ISSUED"
    KEYS_ROTATED = "KEYS_ROTATED"
    DOCUMENTS_CHANGED = "DOCUMENTS_CHANGED"


class ProposalState(Enum):
    """OPEN until somebody else approves or refuses it, or it is withdrawn, or seven days are over."""

    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class PasswordState(Enum):
    """How far somebody is with a password of her own.

    NONE: she has none. HALF: of two people who each give out half of a one-time word, the first has. WORD: the whole
    word was given out, with which she sets one. DONE: she has one.
    """

    NONE = "NONE"
    HALF = "HALF"
    WORD = "WORD"
    DONE = "DONE"


class AccountAction(StrEnum):
    """What policies are asked for; the value is the action's name there."""

    ADMINISTER_USER = "administer_user"
    ADMINISTER_CLIENT = "administer_client"
    ADMINISTER_AGREEMENT = "administer_agreement"
    ADMINISTER_SERVICE = "administer_service"
    DECIDE = "decide_account"
    ISSUE_WORD = "issue_word"


APPROVE: Final = "account:approve"
ACCOUNT_SCOPES: Final[Mapping[AccountAction, frozenset[str]]] = {
    AccountAction.ADMINISTER_USER: frozenset({"user:manage"}),
    AccountAction.ADMINISTER_CLIENT: frozenset({"client:manage"}),
    AccountAction.ADMINISTER_AGREEMENT: frozenset({"agreement:manage"}),
    AccountAction.ADMINISTER_SERVICE: frozenset({"service:manage"}),
    AccountAction.DECIDE: frozenset({APPROVE}),
    AccountAction.ISSUE_WORD: frozenset({"user:manage", APPROVE}),
}
"""The scopes for each action; one of them is enough."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in. `half_by` is the subject who gave out the first half of a one-time word. `person_id` is
    the person of the record who has this NIK, for the receipt."""

    tenant: str
    id: uuid.UUID
    username: str
    display_name: str
    roles: frozenset[Role]
    region: str
    purposes: frozenset[Purpose]
    nik: str | None = field(default=None, repr=False)
    active: bool = True
    version: int = 0
    has_password: bool = False
    has_word: bool = False
    half_by: str | None = None
    person_id: uuid.UUID | None = None

    @property
    def password_state(self) -> PasswordState:
        if self.half_by is not None:
            return PasswordState.HALF
        if self.has_word:
            return PasswordState.WORD
        return PasswordState.DONE if self.has_password else PasswordState.NONE

    def state(self) -> State:
        return {
            "username": self.username,
            "displayName": self.display_name,
            "roles": sorted(role.value for role in self.roles),
            "region": self.region,
            "purposes": sorted(purpose.value for purpose in self.purposes),
            "nik": self.nik,
            "active": self.active,
        }

    def with_state(self, state: State) -> Account:
        """The account as a proposal would have it."""
        return dataclasses.replace(
            self,
            username=state["username"],
            display_name=state["displayName"],
            roles=frozenset(Role(role) for role in state["roles"]),
            region=state["region"],
            purposes=frozenset(Purpose(purpose) for purpose in state["purposes"]),
            nik=state["nik"],
            active=state["active"],
        )

    @classmethod
    def new(cls, tenant: str, key: uuid.UUID) -> Account:
        """One that does not exist yet: nobody, who may do nothing."""
        return cls(tenant, key, "", "", frozenset(), "", frozenset(), active=False)


@dataclass(frozen=True, slots=True)
class Registration:
    """A client without its secret. `keys` are public JWKs; `trusted` clients are the office's own. `agreement` is the
    id of the one under which it reads personal data for itself; empty: it reads none."""

    tenant: str
    client_id: str
    name: str
    auth_method: AuthMethod
    keys: tuple[Mapping[str, Any], ...]
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    purposes: frozenset[Purpose]
    region: str
    agency: str = ""
    dpop_bound: bool = False
    trusted: bool = False
    active: bool = True
    version: int = 0
    agreement: str = ""

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(str(key["kid"]) for key in self.keys)

    def state(self) -> State:
        return {
            "name": self.name,
            "authMethod": self.auth_method.value,
            "keys": [dict(key) for key in self.keys],
            "redirectUris": list(self.redirect_uris),
            "scopes": sorted(self.scopes),
            "purposes": sorted(purpose.value for purpose in self.purposes),
            "region": self.region,
            "agency": self.agency,
            "agreement": self.agreement,
            "dpopBound": self.dpop_bound,
            "active": self.active,
        }

    def with_state(self, state: State) -> Registration:
        """The registration as a proposal would have it."""
        return dataclasses.replace(
            self,
            name=state["name"],
            auth_method=AuthMethod(state["authMethod"]),
            keys=tuple(state["keys"]),
            redirect_uris=tuple(state["redirectUris"]),
            scopes=frozenset(state["scopes"]),
            purposes=frozenset(Purpose(purpose) for purpose in state["purposes"]),
            region=state["region"],
            agency=state["agency"],
            # A proposal may have been made before registrations named one.
            agreement=state.get("agreement", ""),
            dpop_bound=state["dpopBound"],
            active=state["active"],
        )

    @classmethod
    def new(cls, tenant: str, client_id: str) -> Registration:
        """One that does not exist yet."""
        return cls(tenant, client_id, "", AuthMethod.NONE, (), (), frozenset(), frozenset(), "", active=False)


@dataclass(frozen=True, slots=True)
class By:
    """Somebody who did something here, and through which client."""

    subject: str
    name: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which proposal."""

    proposal_id: uuid.UUID
    by: By


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history. `before` and `after` are states; None where none is changed by it."""

    id: uuid.UUID
    subject_kind: SubjectKind
    subject: str
    version: int
    kind: ChangeKind
    at: dt.datetime
    by: By
    reason: str
    before: State | None = field(default=None, repr=False)
    after: State | None = field(default=None, repr=False)
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that somebody else has to decide on. `expected_version` 0: the subject does not exist yet."""

    id: uuid.UUID
    subject_kind: SubjectKind
    subject: str
    kind: ChangeKind
    expected_version: int
    before: State | None = field(repr=False)
    after: State = field(repr=False)
    reason: str
    state: ProposalState
    by: By
    proposed_at: dt.datetime
    expires_at: dt.datetime
    decided_by: str | None = None
    decided_by_name: str | None = None
    decided_at: dt.datetime | None = None
    decision_reason: str | None = None

    def standing(self, now: dt.datetime) -> ProposalState:
        """OPEN ends by itself."""
        over = self.state is ProposalState.OPEN and now >= self.expires_at
        return ProposalState.EXPIRED if over else self.state


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute before and after, as texts; a list has one for each of its members. `gives_more`: whether a second
    person is needed for it; None where that is not told of each attribute."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    gives_more: bool | None = None

    @property
    def differs(self) -> bool:
        return self.before != self.after


_ORDER: Final = (
    "username", "displayName", "number", "title", "provider", "recipient", "legalBasis", "name", "roles", "scopes",
    "agreement", "purposes", "categories", "fields", "masked", "region", "dailyQuota", "startsOn", "endsOn", "keepDays",
    "disclosureDelayDays", "nik", "agency", "authMethod", "keys", "redirectUris", "dpopBound", "service", "closedFrom",
    "closedUntil", "whyId", "whyEn", "insteadId", "insteadEn", "promisedHours", "numbers", "appointments", "places",
    "openPlaces", "firstTime", "lastTime", "mostWaiting", "active",
)  # fmt: skip
"""As people read them; what a database kept as JSON has another order."""


def differences(before: State | None, after: State | None) -> tuple[Difference, ...]:
    """Every attribute of both states. Keys are told by their ids."""
    told = {**(before or {}), **(after or {})}
    names = [name for name in _ORDER if name in told]
    return tuple(Difference(name, _texts(before, name), _texts(after, name)) for name in names)


def _texts(state: State | None, name: str) -> tuple[str, ...]:
    value = (state or {}).get(name)
    if value is None or value == "":
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(_text(item) for item in items)


def _text(item: Any) -> str:
    if isinstance(item, Mapping):
        return str(item["kid"])
    if isinstance(item, bool):
        return "true" if item else "false"
    return str(item)

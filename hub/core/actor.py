"""Who is asking, in which role, and for which purpose."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hub.core.agreement import Agreement
from hub.core.opened import Opened
from hub.core.purpose import Purpose


class Role(StrEnum):
    """Roles of the published contract. An actor may hold several."""

    CITIZEN = "citizen"
    HELPER = "helper"
    OPERATOR = "operator"
    VERIFIER = "verifier"
    HEAD_OF_DIVISION = "head_of_division"
    HEAD_OF_OFFICE = "head_of_office"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    AGENCY_CLIENT = "agency_client"


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    CLIENT = "client"
    """A client that acts for itself. Personal data it reads under an agreement alone."""
    AGENCY = "agency"
    """An agency that brings something by its own protocol, and is shown nothing."""
    USER = "user"
    SYSTEM = "system"


_SCOPE: Final = re.compile(r"[a-z][a-z_]*:[a-z][a-z_]*")
SCOPES: Final[frozenset[str]] = frozenset(
    [
        "citizen:read",
        "citizen:search",
        "citizen:match",
        "citizen:correct",
        "citizen:contest",
        "citizen:merge",
        "citizen:seal",
        "citizen:hand_over",
        "citizen:inform",
        "objection:raise",
        "objection:decide",
        "burial:report",
        "burial:settle",
        "ticket:call",
        "appointment:keep",
        "family:read",
        "licence:read",
        "licence:write",
        "education:read",
        "education:write",
        "health:read",
        "health:write",
        "insurance:read",
        "insurance:write",
        "welfare:read",
        "welfare:write",
        "application:submit",
        "application:read",
        "application:process",
        "application:verify",
        "application:validate",
        "application:sign",
        "application:refuse",
        "document:read",
        "access:read",
        "agency:read",
        "discrepancy:decide",
        "delivery:read",
        "delivery:transcribe",
        "delivery:replay",
        "webhook:manage",
        "agreement:manage",
        "service:manage",
        "client:manage",
        "user:manage",
        "account:approve",
        "audit:read",
        "audit:settle",
        "emergency:open",
        "emergency:review",
        "breach:manage",
        "dashboard:read",
    ]
)


def is_scope(word: str) -> bool:
    """Whether this is written as a scope of data is: resource:action."""
    return _SCOPE.fullmatch(word) is not None


_CASEWORK: Final = frozenset(
    {
        "citizen:read",
        "citizen:search",
        "family:read",
        "application:read",
        "document:read",
        "agency:read",
        "emergency:open",
    }
)

ROLE_SCOPES: Final[dict[Role, frozenset[str]]] = {
    Role.CITIZEN: frozenset(
        {
            "citizen:read",
            "citizen:contest",
            "citizen:inform",
            "objection:raise",
            "family:read",
            "access:read",
            "application:submit",
            "application:read",
        }
    ),
    Role.HELPER: frozenset({"citizen:match", "application:submit", "application:read", "burial:report", "ticket:call"}),
    Role.OPERATOR: _CASEWORK
    | {
        "application:process",
        "citizen:correct",
        "citizen:contest",
        "citizen:inform",
        "objection:raise",
        "delivery:transcribe",
        "delivery:replay",
        "delivery:read",
        "burial:report",
        "burial:settle",
        "ticket:call",
        "appointment:keep",
    },
    Role.VERIFIER: _CASEWORK
    | {"application:verify", "citizen:correct", "citizen:merge", "dashboard:read", "discrepancy:decide"},
    Role.HEAD_OF_DIVISION: _CASEWORK
    | {
        "application:validate",
        "application:refuse",
        "citizen:merge",
        "citizen:hand_over",
        "dashboard:read",
        "objection:decide",
        "ticket:call",
        "appointment:keep",
    },
    Role.HEAD_OF_OFFICE: _CASEWORK
    | {
        "application:sign",
        "ticket:call",
        "appointment:keep",
        "citizen:seal",
        "citizen:hand_over",
        "citizen:inform",
        "objection:decide",
        "account:approve",
        "dashboard:read",
        "emergency:review",
        "breach:manage",
    },
    Role.AUDITOR: frozenset(
        {
            "audit:read",
            "audit:settle",
            "access:read",
            "agency:read",
            "dashboard:read",
            "objection:decide",
            "emergency:review",
            "breach:manage",
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            "account:approve",
            "agency:read",
            "agreement:manage",
            "client:manage",
            "delivery:read",
            "delivery:replay",
            "service:manage",
            "user:manage",
            "webhook:manage",
        }
    ),
    Role.AGENCY_CLIENT: frozenset(),
}
"""Scopes a role gives its holder. An agency client has only what its registration grants."""

STAFF: Final[frozenset[Role]] = frozenset(
    {
        Role.OPERATOR,
        Role.VERIFIER,
        Role.HEAD_OF_DIVISION,
        Role.HEAD_OF_OFFICE,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
"""Roles of the office, who see the data of others every day."""

SINGLE_FACTOR: Final = "urn:satu:acr:password"
MULTI_FACTOR: Final = "urn:satu:acr:second-factor"
"""How somebody proved who she is, as `acr` in tokens and `acr_values` in requests (RFC 9470)."""
STEP_UP: Final = dt.timedelta(minutes=5)
"""How long ago somebody may have proved it for what binds the office."""
_SKEW: Final = dt.timedelta(seconds=60)
"""Between the clocks of an issuer and of the hub."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks, as the token says it.

    `subject` is an opaque id (user id or client id); `region` a dotted region code whose subtree the
    actor may see (`19.01`, `19.01.03`); `nik` the actor's own, if known, for the rules about own
    data and own family; `purposes` those that the client's registration or agreement allows;
    `agency` the name of the agency that a client belongs to, which owns its facets. `acr` says how she proved who
    she is, and `proved_at` when; `agreement` is the one that a client's registration names, as it stands now. `opened`
    are her emergency accesses that are not over.
    """

    subject: str
    kind: ActorKind
    client_id: str
    display_name: str
    tenant: str
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] = frozenset()
    region: str = ""
    purposes: frozenset[Purpose] = frozenset()
    nik: str | None = field(default=None, repr=False)
    token_id: str = ""
    agency: str = ""
    acr: str = ""
    proved_at: dt.datetime | None = None
    agreement: Agreement | None = field(default=None, repr=False, hash=False)
    opened: tuple[Opened, ...] = field(default=(), repr=False)

    def __hash__(self) -> int:
        """Of what tells most actors apart: a decision is looked up by its actor for each request, and whoever is not
        another by these is compared whole."""
        return hash((self.client_id, self.subject, self.token_id))

    @property
    def is_anonymous(self) -> bool:
        return self.kind is ActorKind.ANONYMOUS

    def is_stepped_up(self, now: dt.datetime) -> bool:
        """Whether she proved who she is with a second factor, a moment ago."""
        return self.acr == MULTI_FACTOR and self.proved_at is not None and -_SKEW <= now - self.proved_at <= STEP_UP


def anonymous(tenant: str) -> Actor:
    """The actor of a request without a token: public fields only."""
    return Actor("anonymous", ActorKind.ANONYMOUS, "", "Anonymous", tenant)


def pushing(tenant: str, region: str, agency: str, title: str, scopes: frozenset[str]) -> Actor:
    """The agency itself, where it brings something to the hub and has proved who it is by its own protocol."""
    name = f"agency:{agency}"
    return Actor(
        name,
        ActorKind.AGENCY,
        name,
        title,
        tenant,
        roles=frozenset({Role.AGENCY_CLIENT}),
        scopes=scopes,
        region=region,
        purposes=frozenset({Purpose.PUBLIC_SERVICE}),
        agency=agency,
    )


def system(tenant: str, region: str) -> Actor:
    """The hub itself: clocks and deliveries."""
    return Actor(
        "system",
        ActorKind.SYSTEM,
        "satu-worker",
        "Satu",
        tenant,
        region=region,
        purposes=frozenset({Purpose.CIVIL_REGISTRATION}),
    )

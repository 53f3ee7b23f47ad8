"""Who asks, in tests."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, Actor, ActorKind, Role, anonymous
from hub.core.agreement import Agreement
from hub.core.purpose import Purpose
from tests.fakes.agreements import WIDE
from tests.fakes.declared import EVERY_SCOPE
from tests.fakes.people_of_bangka import NOW, TENANT

REGION = "19.01"
NOBODY = anonymous(TENANT)


def agency(
    *scopes: str,
    client_id: str = "frontend",
    purpose: Purpose = Purpose.PUBLIC_SERVICE,
    owns: str = "",
    under: Agreement | None = WIDE,
) -> Actor:
    """An agency's client with these scopes and one purpose, under this agreement; it writes the facets of the agency
    `owns`."""
    return Actor(
        client_id, ActorKind.CLIENT, client_id, "Aplikasi Contoh", TENANT, frozenset({Role.AGENCY_CLIENT}),
        frozenset(scopes), REGION, frozenset({purpose}), agency=owns, agreement=under,
    )  # fmt: skip


def staff(role: Role, subject: str = "", region: str = REGION, nik: str | None = None) -> Actor:
    """A member of the office's staff, with the scopes of the role, who has just logged in with her second factor."""
    return Actor(
        subject or role.value, ActorKind.USER, "console", f"Petugas {role.value}", TENANT, frozenset({role}),
        ROLE_SCOPES[role], region, frozenset({Purpose.CIVIL_REGISTRATION}), nik, acr=MULTI_FACTOR, proved_at=NOW,
    )  # fmt: skip


def logged_in(actor: Actor, at: dt.datetime) -> Actor:
    """The same, who proved at this time who she is."""
    return dataclasses.replace(actor, proved_at=at)


def all_but(*scopes: str) -> Actor:
    """An actor whom every policy lets through and who has every scope but these."""
    roles = frozenset(Role) - {Role.CITIZEN}
    everything = agency(*(EVERY_SCOPE - set(scopes)), purpose=Purpose.CIVIL_REGISTRATION)
    return dataclasses.replace(everything, roles=roles)


EVERYTHING = all_but()
READER = agency("citizen:read", "family:read", "health:read", "licence:read", "agency:read")

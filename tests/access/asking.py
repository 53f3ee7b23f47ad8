"""Made-up actors and applications for the tests of decisions."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from hub.core.actor import ROLE_SCOPES, Actor, ActorKind, Role
from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.folding import fold
from hub.core.purpose import Purpose
from tests.fakes.agreements import WIDE

POLICIES = Path(__file__).parents[2] / "policies"
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
OWN_NIK = "1901014101909001"
MOTHER_NIK = "1901015208929002"


def user(*roles: Role, subject: str = "siti", **changes: Any) -> Actor:
    scopes = frozenset[str]().union(*(ROLE_SCOPES[role] for role in roles))
    values: dict[str, Any] = {
        "kind": ActorKind.USER,
        "client_id": "console",
        "display_name": "Siti (DATA CONTOH)",
        "tenant": "1901",
        "roles": frozenset(roles),
        "scopes": scopes,
        "region": "19.01",
        "purposes": frozenset({Purpose.CIVIL_REGISTRATION}),
    }
    return Actor(subject, **{**values, **changes})


def client(client_id: str = "frontend", *scopes: str, **changes: Any) -> Actor:
    values: dict[str, Any] = {
        "kind": ActorKind.CLIENT,
        "client_id": client_id,
        "display_name": "Frontend (DATA CONTOH)",
        "tenant": "1901",
        "roles": frozenset({Role.AGENCY_CLIENT}),
        "scopes": frozenset(scopes),
        "region": "19.01",
        "purposes": frozenset({Purpose.PUBLIC_SERVICE}),
        "agreement": WIDE,
    }
    return Actor(client_id, **{**values, **changes})


def application(*steps: tuple[ActionKind, str], submitted_by: str = "frontend", **header: Any) -> Application:
    """A birth application after these (action, subject) steps."""
    values: dict[str, Any] = {
        "tenant": "1901",
        "id": uuid.UUID(int=1),
        "tracking_number": "AL-7K3M-Q9TD",
        "service": "birthCertificate",
        "region_code": "19.01.01.1001",
        "client_id": "frontend",
        "submitted_at": AT,
    }
    form = {"motherNik": MOTHER_NIK, "child": {"fullName": "Anak Contoh", "sex": "FEMALE"}}
    submitted = Action(1, ActionKind.SUBMIT, submitted_by, "x", AT, {"form": form, "channel": "ONLINE"})
    later = [Action(n, kind, who, who, AT) for n, (kind, who) in enumerate(steps, 2)]
    return fold(ApplicationHeader(**{**values, **header}), [submitted, *later])

"""The console over a real engine with a family of the fakes, whose data several have read."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.session import MemorySessions
from hub.console.base.visit import Office
from hub.core.actor import Actor, Role
from hub.core.citizen import ParentRef
from hub.core.codes import FamilyRelationship
from hub.core.facet import FacetCopy
from hub.core.identifiers import new_id
from hub.core.receipt import Receipt
from tests.console.fakes import FakeTokens
from tests.console.issuer import FakeIssuer
from tests.fakes.actors import staff
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import CARD, NOW, TENANT, clock, person
from tests.fakes.world import World, world
from tests.rights.test_objections import AUDITOR, herself

SITI: Final = person(
    "Siti Contoh", family_card_number=CARD, family_relationship=FamilyRelationship.WIFE, birth_place="SUNGAILIAT",
    father=ParentRef("Bapak Contoh", None),
)  # fmt: skip


@dataclass
class Counter:
    """Where the console stands, and who logs in next."""

    url: str
    issuer: FakeIssuer
    world: World
    tokens: dict[str, Actor]


def read_by(name: str, days: float, **given: Any) -> Receipt:
    """Somebody's reading of Siti so many days ago; a clerk of the office unless something else is said."""
    values: dict[str, Any] = {
        "tenant": TENANT, "id": new_id(), "at": NOW - dt.timedelta(days=days), "actor": "operator",
        "actor_name": name, "client_id": "satu-console", "on_behalf_of": None, "purpose": "CIVIL_REGISTRATION",
        "operation": "Look", "fields": ("Query.citizen", "Citizen.fullName", "Citizen.birthDate", "Citizen.address"),
        "categories": ("population",), "subjects": (SITI.id,), "roles": ("operator",),
    }  # fmt: skip
    return Receipt(**{**values, **given})


def agency_read(name: str, days: float, purpose: str, *categories: str, fields: tuple[str, ...] = ()) -> Receipt:
    """A client's that acts for itself."""
    return read_by(
        name, days, actor=name, client_id=name, purpose=purpose, categories=categories, roles=("agency_client",),
        fields=("Query.citizen", *fields),
    )  # fmt: skip


def furnished() -> World:
    licence = FACETS["licences"].from_json({"nib": "0220001234567", "name": "Warung Contoh", "status": "ACTIVE"})
    copies: dict[Any, Any] = {("licences", SITI.id): FacetCopy("licences", (licence,), NOW, fresh=True)}
    w = world([SITI], copies=copies)
    w.record.tables.receipts += [
        agency_read("Portal Sekolah (contoh)", 8, "PUBLIC_SERVICE", "education"),
        read_by("Sari Contoh", 3.2, roles=("verifier",), fields=("Mutation.correctCitizen",)),
        agency_read(
            "RSUD Depati Bahrin (contoh)", 1.1, "PUBLIC_SERVICE", "population", "insurance", "health",
            fields=("Citizen.nik", "Citizen.fullName", "Citizen.birthDate"),
        ),
        read_by("Sari Contoh", 1.05, on_behalf_of=SITI.nik),
        read_by("Siti Contoh", 0.3, actor="siti", purpose="OWN_DATA", roles=("citizen",)),
        agency_read(
            "Bank Contoh", 0.1, "PUBLIC_SERVICE", "population", "family", fields=("Citizen.fullName", "Citizen.mother")
        ),
    ]  # fmt: skip
    return w


@asynccontextmanager
async def counter(over: World | None = None, *, sample: bool = True) -> AsyncIterator[Counter]:
    """Over a world of its own, or this one; not `sample`: where people are real. Siti, an auditor, and
    the clerks of an office can log in."""
    w, issuer, tokens = over or furnished(), FakeIssuer(), FakeTokens()
    tokens.valid |= {"token-citizen": herself(SITI), "token-auditor": AUDITOR}
    tokens.valid |= {
        f"token-{role.value}": staff(role) for role in (Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.ADMINISTRATOR)
    }
    async with TestServer(issuer.application()) as server:
        issuer.base = str(server.make_url("")).rstrip("/")
        url = f"http://127.0.0.1:{(port := unused_port())}"
        app = web.Application()
        console_application(
            InProcess(w.engine), issuer.base, url, actor_of=tokens.actor_of, sessions=MemorySessions(clock),
            clock=clock, office=Office("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka", sample=sample),
        )(app)  # fmt: skip
        async with TestServer(app, port=port):
            yield Counter(url, issuer, w, tokens.valid)

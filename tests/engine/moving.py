"""Offices of two districts on one database, as moves between them need; families of the synthetic district."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from pathlib import Path
from typing import Any, Final

from hub.core.actor import Actor, Role
from hub.core.citizen import Address, Citizen
from hub.core.codes import FamilyRelationship, Sex
from hub.engine import Answer, Engine
from hub.store import Database, PgHandOvers
from tests.engine.test_mutations import SUBMIT, UPLOAD, payload
from tests.engine.test_on_postgres import FRONTEND, PDF, Office
from tests.fakes.actors import staff
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import address, person

OPERATOR, VERIFIER = staff(Role.OPERATOR), staff(Role.VERIFIER)
KABID, KADIS = staff(Role.HEAD_OF_DIVISION), staff(Role.HEAD_OF_OFFICE)
CARD, NEW_CARD = "1901010101159001", "1901012411269002"
BUDI, SITI, RIZKI, ANI = "1901011501809001", "1901015502839002", "1901010303059003", "1901014404129004"
VILLAGES: Final = {"1901": "19.01.01.1001", "1902": "19.02.01.1001"}
REPORTER: Final = {"fullName": "Budi Contoh", "nik": BUDI, "phone": "081234567890"}


def family() -> list[Citizen]:
    """Father (head), mother, a son of 21 and a daughter of 14."""
    r, on_card = FamilyRelationship, {"family_card_number": CARD}
    return [
        person("Budi Contoh", nik=BUDI, birth_date=dt.date(1980, 1, 15), family_relationship=r.HEAD, **on_card),
        person(
            "Siti Contoh", nik=SITI, sex=Sex.FEMALE, birth_date=dt.date(1983, 2, 15), family_relationship=r.WIFE,
            **on_card,
        ),
        person("Rizki Contoh", nik=RIZKI, birth_date=dt.date(2005, 3, 3), family_relationship=r.CHILD, **on_card),
        person(
            "Ani Contoh", nik=ANI, sex=Sex.FEMALE, birth_date=dt.date(2012, 4, 4), family_relationship=r.CHILD,
            **on_card,
        ),
    ]  # fmt: skip


def line(nik: str, relationship: FamilyRelationship) -> dict[str, str]:
    return {"nik": nik, "relationship": relationship.name}


class District(Office):
    """One district's hub; whoever asks belongs to it."""

    def __init__(self, database: Database, url: str, folder: Path, tenant: str = "1901") -> None:
        super().__init__(database, url, folder)
        region = f"{tenant[:2]}.{tenant[2:]}"
        self.database = database
        self.hub = dataclasses.replace(self.hub, tenant=tenant, region=region, hand_overs=PgHandOvers(database))
        self.engine = Engine(self.schema, self.hub)

    def of_here(self, actor: Actor) -> Actor:
        hub = self.hub
        under = actor.agreement and agreement(tenant=hub.tenant, region=hub.region)
        return dataclasses.replace(actor, tenant=hub.tenant, region=hub.region, agreement=under)

    async def ask(self, query: str, variables: dict[str, Any] | None, actor: Actor) -> Answer:
        return await super().ask(query, variables, self.of_here(actor))

    async def paper(self, kind: str) -> dict[str, str]:
        given = {"idempotencyKey": uuid.uuid4().hex, "kind": kind, "mediaType": "application/pdf", "size": len(PDF)}
        made = payload(await self.ask(UPLOAD, {"input": given}, FRONTEND))
        owner = self.of_here(FRONTEND)
        await self.uploads.append(owner, uuid.UUID(made["url"].rpartition("/")[2]), 0, PDF)
        return {"kind": kind, "documentId": made["documentId"]}

    async def apply(self, papers: tuple[str, ...], **application: Any) -> list[Any]:
        """Hands in; the errors."""
        given = {
            "idempotencyKey": uuid.uuid4().hex,
            "documents": [await self.paper(kind) for kind in papers],
            "application": application,
        }
        made = payload(await self.ask(SUBMIT, {"input": given}, FRONTEND))
        self.number = made["application"]["trackingNumber"] if made["application"] else ""
        errors: list[Any] = made["errors"]
        return errors

    async def to_siak(self) -> dict[str, str]:
        """Up to the register; the panel there."""
        await self.do(OPERATOR, "claimApplication")
        await self.do(OPERATOR, "acceptApplication")
        await self.do(VERIFIER, "verifyApplication")
        return {line["label"]: line["value"] for line in (await self.view(OPERATOR))["siakFields"]}

    async def signed(self, **siak: str) -> dict[str, Any]:
        """From SIAK's result to the signature; how the application looks then."""
        await self.do(OPERATOR, "recordSiakResult", **siak)
        await self.confirm()
        seen = await self.view(OPERATOR)
        assert (seen["siakStatus"], seen["differences"]) == ("CONFIRMED", [])
        await self.do(KABID, "validateApplication")
        assert await self.do(KADIS, "signApplication") == "ISSUED"
        return await self.view(OPERATOR)

    async def read(self, query: str, actor: Actor = OPERATOR, **variables: Any) -> Any:
        answer = await self.ask(query, variables, actor)
        assert "errors" not in answer.payload, answer.payload
        return answer.payload["data"]

    def shows(self, one: Citizen, **changed: Any) -> None:
        """What the register says of somebody from now on."""
        assert one.nik
        self.register.known[one.nik] = dataclasses.replace(one, id=uuid.uuid4(), **changed)


def home_in(tenant: str) -> Address:
    return dataclasses.replace(address(VILLAGES[tenant]), line="Jl. Baru 7")

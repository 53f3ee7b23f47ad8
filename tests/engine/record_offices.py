"""Both districts with a survivor, her double and a child, and what their offices do to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hub.core import actor as actors
from hub.core.actor import Role
from hub.core.calendar import now
from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.identifiers import global_id, new_id
from hub.sandbox import extract
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.imports import PgImports
from hub.worker.importing import Importing
from tests.engine.record_district import ROOTS, VILLAGES, District, clerk, document_of
from tests.engine.record_model import HERE, OTHER, THERE

CARD: Final = "1901010101159001"
OPERATOR, VERIFIER, KABID, KADIS = Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE


def person(name: str, nik: str | None, **given: Any) -> Citizen:
    home = Address("Jl. Contoh 1", "001", "002", None, None, None, None, "33211", VILLAGES[HERE])
    values: dict[str, Any] = {
        "tenant": HERE, "id": new_id(), "nik": nik, "full_name": name, "birth_date": dt.date(1985, 1, 15),
        "birth_place": "Sungailiat", "address": home, "as_of": now() - dt.timedelta(days=90),
    }  # fmt: skip
    return Citizen(**{**values, **given})


class Offices:
    """Both districts, with a survivor, her double and a child whose mother is named by the double's number."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.of = {tenant: District(database, tenant) for tenant in (HERE, THERE)}
        self.one = person("Siti Contoh", "1901015501859001", family_card_number=CARD)
        self.other = person("Sitti Contoh", "1901015501859002", family_card_number=CARD)
        mother = ParentRef("Sitti Contoh", self.other.nik)
        self.child = person("Anak Contoh", "1901011502159003", mother=mother)

    async def open(self) -> None:
        await copy_family_cards(
            self.db, [FamilyCard(tenant=HERE, number=CARD, head_nik=self.one.nik, address=self.one.address)]
        )
        await copy_citizens(self.db, [self.one, self.other, self.child])

    async def do(self, tenant: str, mutation: str, role: Role, **given: Any) -> Mapping[str, Any]:
        full = {"idempotencyKey": new_id().hex, **given}
        answer = await self.of[tenant].ask(document_of(mutation), {"input": full}, clerk(tenant, role))
        refused = [{"code": error["extensions"]["code"]} for error in answer.payload.get("errors", [])]
        return answer.payload["data"][mutation] or {"errors": refused}

    async def done(self, tenant: str, mutation: str, role: Role, **given: Any) -> Mapping[str, Any]:
        found = await self.do(tenant, mutation, role, **given)
        assert found["errors"] == [], found
        return found

    async def version(self, whom: Citizen, tenant: str = HERE) -> int:
        found: int = await self.db.fetchval("select version from person where tenant = $1 and id = $2", tenant, whom.id)
        return found

    async def merge(self, one: Citizen, other: Citizen, tenant: str = HERE, on_card: str | None = None) -> Any:
        return await self.do(
            tenant, "mergeCitizens", VERIFIER, survivorId=gid(one), duplicateId=gid(other), reason="Satu orang.",
            survivorVersion=await self.version(one, tenant), duplicateVersion=await self.version(other, tenant),
            nikOnKtpEl=on_card or one.nik,
        )  # fmt: skip

    async def undo(self, whom: Citizen, tenant: str = HERE) -> Any:
        return await self.do(
            tenant, "undoMerge", KABID, id=gid(whom), expectedVersion=await self.version(whom, tenant), reason="Dua.",
        )  # fmt: skip

    async def offer(self, whom: Citizen, tenant: str = HERE) -> str:
        made = await self.done(
            tenant, "handOverCitizen", KADIS, people=[{"id": gid(whom)}], toRegionCode=ROOTS[OTHER[tenant]],
            letterNumber=f"SKPWNI/{new_id().hex[-12:]}", reason="Pekerjaan",
        )  # fmt: skip
        key: str = made["handOver"]["id"]
        return key

    async def move(self, whom: Citizen, tenant: str = HERE) -> None:
        key, target = await self.offer(whom, tenant), OTHER[tenant]
        home = {"regionCode": VILLAGES[target]}
        await self.done(target, "receiveCitizen", KADIS, handOver=key, address=home)

    async def seal(self, whom: Citizen, tenant: str) -> None:
        await self.done(tenant, "sealCitizen", KADIS, id=gid(whom), reason="Perlindungan.", legalBasis="Putusan contoh")

    async def assign(self, whom: Citizen, nik: str, paper: str, tenant: str = HERE) -> Any:
        return await self.do(
            tenant, "assignNik", OPERATOR, id=gid(whom), nik=nik, expectedVersion=await self.version(whom, tenant),
            reason="Surat.", source={"kind": paper},
        )  # fmt: skip

    async def contest(self, whom: Citizen, tenant: str = HERE) -> str:
        made = await self.done(
            tenant, "contestAttribute", OPERATOR, nik=whom.nik, attribute="birthPlace", claim="Belinyu"
        )
        key: str = made["discrepancy"]["id"]
        return key

    async def resolve(self, key: str, tenant: str) -> Mapping[str, Any]:
        return await self.do(
            tenant, "resolveDiscrepancy", VERIFIER, id=key, decision="CITIZEN_RIGHT", reason="Akta menyebutnya."
        )

    async def see(self, query: str, tenant: str, role: Role = OPERATOR, **variables: Any) -> Any:
        """What both lanes say."""
        answers = [await self.of[tenant].ask(query, variables, clerk(tenant, role), way) for way in ("C", "E")]
        assert answers[0].payload == answers[1].payload
        (found,) = answers[0].payload["data"].values()
        return found

    async def take(self, one: Citizen, folder: Path) -> Mapping[str, int]:
        path, imports = folder / f"{new_id().hex}.csv", PgImports(self.db, HERE)
        extract.write(path, [one])
        system = actors.system(HERE, ROOTS[HERE])
        return (await Importing(imports, system, now).read(path, ROOTS[HERE], now(), lambda _: None)).counts


def gid(whom: Citizen) -> str:
    return global_id("Citizen", whom.id)

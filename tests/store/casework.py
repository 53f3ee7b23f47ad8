"""Each mutation about an application, asked once of a large record."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from benchmarks.office import FRONTEND, SUBMIT
from hub.core.actor import Actor, Role
from hub.core.application import Action, ActionKind
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.core.writing_ports import WriteRequest
from hub.store import PgWrites
from tests.engine.test_mutations import UPLOAD, step
from tests.fakes.actors import NOBODY, logged_in, staff
from tests.fakes.people_of_bangka import TENANT
from tests.store.watched import Watched

OPERATOR, VERIFIER = staff(Role.OPERATOR), staff(Role.VERIFIER)
OTHER_OPERATOR = staff(Role.OPERATOR, "operator-2")
KABID, KADIS = staff(Role.HEAD_OF_DIVISION), staff(Role.HEAD_OF_OFFICE)


async def applications(watched: Watched, mother: str) -> None:
    upload = {"kind": "photo", "mediaType": "application/pdf", "size": 9}
    await watched.ask("createUpload", UPLOAD, keyed(upload), FRONTEND)
    walk = _Walk(watched, mother)
    await walk.begin()
    await walk.step(OPERATOR, "claimApplication")
    await walk.step(OPERATOR, "returnApplication", missing=[{"what": "photo", "reason": "Buram."}])
    photo = {"kind": "photo", "documentId": await watched.office.paper("photo")}
    await walk.step(FRONTEND, "resubmitApplication", documents=[photo])
    await walk.step(OPERATOR, "claimApplication")
    await walk.step(OPERATOR, "holdApplication")
    await walk.step(OTHER_OPERATOR, "takeOverApplication", reason="Sakit.")
    await walk.step(OTHER_OPERATOR, "acceptApplication")
    await walk.step(OPERATOR, "delayApplication", reason="SIAK mati.")
    await walk.step(OPERATOR, "resumeApplication", reason="SIAK hidup.")
    await walk.step(VERIFIER, "verifyApplication")
    await walk.step(VERIFIER, "assignApplication", officer=await walk.colleague(), reason="Beban dibagi.")
    await walk.step(OPERATOR, "recordSiakResult", nik=unused(mother), deedNumber=f"1901-LU-{new_id()}")
    await walk.confirm()
    await walk.step(KABID, "validateApplication")
    await walk.step(logged_in(KADIS, now()), "signApplication")
    await walk.step(OPERATOR, "printApplication")
    await walk.step(OPERATOR, "handOverApplication")
    await walk.rate()
    await walk.step(OPERATOR, "settleBundleStep", step="card", outcome="DONE")
    await walk.begin()
    await walk.step(FRONTEND, "withdrawApplication", reason="Tidak jadi.")
    await walk.begin()
    await walk.step(OPERATOR, "claimApplication")
    await walk.step(OPERATOR, "acceptApplication")
    await walk.step(KABID, "refuseApplication", reason="Tidak berhak.")


@dataclasses.dataclass
class _Walk:
    """An application of a mother, step by step."""

    watched: Watched
    mother: str
    number: str = ""

    async def begin(self) -> None:
        given = {
            "documents": [{"kind": "birth_statement", "documentId": await self.watched.office.paper()}],
            "application": {"testCertificate": {"childName": "Anak Contoh", "motherNik": self.mother}},
        }
        data = await self.watched.ask("submitApplication", SUBMIT, keyed(given), FRONTEND)
        self.number = data["submitApplication"]["application"]["trackingNumber"]

    async def step(self, by: Actor, mutation: str, **given: Any) -> None:
        await self.watched.ask(mutation, step(mutation), keyed({"trackingNumber": self.number, **given}), by)

    async def colleague(self) -> str:
        """The subject of another operator, who has an account."""
        key = new_id()
        await self.watched.office.database.execute(
            "insert into identity_user (tenant, id, username, display_name, password_hash, roles, region, purposes)"
            " values ($1, $2, $3, 'Operator Dua', '', '{operator}', '19.01', '{}')",
            TENANT, key, f"operator.{key.hex}",
        )  # fmt: skip
        return str(key)

    async def rate(self) -> None:
        """What the applicant thinks of it."""
        query = "mutation ($input: RateServiceInput!) { rateService(input: $input) { taken errors { code } } }"
        given = {"trackingNumber": self.number, **{f"u{number}": 4 for number in range(1, 10)}}
        assert (await self.watched.ask("rateService", query, keyed(given), NOBODY))["rateService"]["taken"]

    async def confirm(self) -> None:
        """What the worker does once the register has it."""
        request = WriteRequest(OPERATOR, Purpose.CIVIL_REGISTRATION, "confirm", str(new_id()), b"")
        async with PgWrites(self.watched.office.database, now).begin(request) as work:
            application = await work.application(self.number)
            assert application is not None
            data = {"status": "CONFIRMED", "differences": []}
            action = Action(application.version + 1, ActionKind.CONFIRM_SIAK, "system", "Satu", now(), data)
            await work.append(application, action)
            await work.reply({})


def keyed(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"input": {"idempotencyKey": uuid.uuid4().hex, **given}}


def unused(nik: str) -> str:
    """A NIK that nobody has: serials of the multitude begin with 9."""
    return f"{nik[:12]}8{nik[13:]}"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

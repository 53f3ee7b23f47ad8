"""A signature is the record, its papers with their numbers, the step and what is told of it, or nothing of all that.

Each part fails in turn, where it is written and when the transaction commits; afterwards nothing is left, no number is
taken, and the same signature goes through.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any, Final

from hub.core.document import RegisterEntry
from hub.store import PgCertificates
from tests.engine.breaking import Tables
from tests.engine.test_mutations import SUBMIT, payload, step
from tests.engine.test_on_postgres import FRONTEND, KABID, KADIS, OPERATOR, VERIFIER, Office, mother, office
from tests.fakes.people_of_bangka import TENANT

__all__ = ["office"]
DEED: Final = "1901-LU-24112026-9005"
PARTS: Final = {
    "person": ("person", "insert"),
    "event": ("record_event", "insert"),
    "paper": ("document", "insert"),
    "number": ("certificate_register", "update"),
    "certificate": ("certificate", "insert"),
    "step": ("application_action", "insert"),
    "state": ("application", "update"),
    "notice": ("delivery", "insert"),
    "receipt": ("receipt", "insert"),
    "claim of the key": ("idempotency_reply", "insert"),
    "reply": ("idempotency_reply", "update"),
}


async def at_signature(office: Office) -> None:
    """A birth that SIAK has confirmed and that only waits for the head of the office."""
    made = payload(await office.ask(SUBMIT, {"input": await office.form()}, FRONTEND))
    office.number = made["application"]["trackingNumber"]
    for actor, mutation in ((OPERATOR, "claim"), (OPERATOR, "accept"), (VERIFIER, "verify")):
        await office.do(actor, f"{mutation}Application")
    birth = dt.date.fromisoformat((await office.view(OPERATOR))["form"]["child"]["birthDate"])
    nik = f"190101{birth.day + 40:02}{birth:%m%y}9004"
    office.register.known[nik] = dataclasses.replace(
        mother(), id=uuid.uuid4(), nik=nik, full_name="ANAK CONTOH", birth_date=birth, birth_place="SUNGAILIAT",
        birth_deed_number=DEED,
    )  # fmt: skip
    await office.do(OPERATOR, "recordSiakResult", nik=nik, deedNumber=DEED)
    await office.confirm()
    await office.do(KABID, "validateApplication")


async def signs(office: Office) -> dict[str, Any]:
    """The whole answer to the one signature, which has one key however often it is sent."""
    given = {"idempotencyKey": "signature", "trackingNumber": office.number}
    answer: dict[str, Any] = (await office.ask(step("signApplication"), {"input": given}, KADIS)).payload
    return answer


async def test_each_part_of_a_signature_takes_all_others_with_it(office: Office) -> None:
    await at_signature(office)
    tables = Tables(office.db, sorted({table for table, _ in PARTS.values()} | {"family_card", "nik_directory"}))
    before = await tables.contents()
    for part, (table, event) in PARTS.items():
        for at_commit in (False, True):
            await tables.break_(table, event, at_commit=at_commit)
            answer = await signs(office)
            await tables.mend(table)
            assert answer["data"] == {"signApplication": None}, part
            assert await tables.contents() == before, (part, at_commit)
    answer = await signs(office)
    assert answer["data"]["signApplication"]["application"]["state"] == "ISSUED"
    after = await tables.contents()
    assert {table for table, _ in PARTS.values()} <= {table for table in tables.names if after[table] != before[table]}
    (code,) = [row["code"] for row in await office.db.fetch("select code from certificate")]
    paper = await PgCertificates(office.db).by_code(TENANT, code)
    assert paper is not None
    assert paper.entry == RegisterEntry(TENANT, "AKL", paper.issued_at.year, 1)

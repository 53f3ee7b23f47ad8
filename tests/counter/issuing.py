"""Births that were issued and wait to be handed over."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from hub.core.citizen import FamilyCard
from hub.store.bulk import copy_citizens, copy_family_cards
from tests.counter.conftest import CounterOffice
from tests.engine.test_mutations import SUBMIT, payload
from tests.engine.test_on_postgres import FRONTEND, KABID, KADIS, MOTHER_NIK, OPERATOR, VERIFIER, mother
from tests.fakes.people_of_bangka import CARD, TENANT, address


async def with_mother(office: CounterOffice) -> None:
    """Siti stands in the record, the head of her family's card."""
    card = FamilyCard(tenant=TENANT, number=CARD, head_nik=MOTHER_NIK, address=address())
    await copy_family_cards(office.db, [card])
    await copy_citizens(office.db, [mother()])


async def issued(office: CounterOffice, name: str, years: int) -> str:
    """The tracking number of her child's certificate, whose birthday was so many years ago."""
    given = await office.form()
    child = given["application"]["birthCertificate"]["child"]
    born = dt.date.fromisoformat(child["birthDate"]).replace(year=office.clock().year - years)
    child.update(fullName=name, birthDate=born.isoformat(), birthOrder=10 - years)
    made = payload(await office.ask(SUBMIT, {"input": given}, FRONTEND))
    assert made["errors"] == [], made
    office.number = made["application"]["trackingNumber"]
    for actor, mutation in (
        (OPERATOR, "claimApplication"), (OPERATOR, "acceptApplication"), (VERIFIER, "verifyApplication"),
    ):  # fmt: skip
        await office.do(actor, mutation)
    nik, deed = f"190101{born.day + 40:02}{born:%m%y}9004", f"1901-LU-24112026-900{years}"
    office.register.known[nik] = dataclasses.replace(
        mother(), id=uuid.uuid4(), nik=nik, full_name=name.upper(), birth_date=born, birth_place="SUNGAILIAT",
        birth_deed_number=deed,
    )  # fmt: skip
    await office.do(OPERATOR, "recordSiakResult", nik=nik, deedNumber=deed)
    await office.confirm()
    await office.do(KABID, "validateApplication")
    assert await office.do(KADIS, "signApplication") == "ISSUED"
    return office.number

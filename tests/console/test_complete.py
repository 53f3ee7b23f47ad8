"""What an officer asks for is sent from where the application was handed in: its papers, and fields once more."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLSchema

from hub.console.base.graph import document
from hub.console.intake import form as form_pages
from hub.console.intake.complete.stored import answers_from
from hub.console.intake.form.answers import clean
from hub.console.intake.form.shape import form_of
from hub.core.actor import Role
from hub.core.application import ApplicationState
from tests.console.test_intake import Counter, case, counter, without_gaps
from tests.engine.test_mutations import payload, step
from tests.fakes.actors import staff
from tests.services.told import serving

START, FORM = "/console/intake", "/console/intake/birthCertificate"


async def returned(desk: Counter, *wanted: str) -> str:
    """A birth that an officer sent back for these; its number."""
    form, _ = case("birthCertificate")
    await desk.enter("birthCertificate", form)
    return await sent_back(desk, *wanted)


async def sent_back(desk: Counter, *wanted: str) -> str:
    """What was handed in, returned for these; its number."""
    (application,) = desk.handed_in()
    number = application.header.tracking_number
    missing = [{"what": what, "reason": "Belum terbaca.", "code": "OTHER"} for what in wanted]
    steps: dict[str, dict[str, Any]] = {"claimApplication": {}, "returnApplication": {"missing": missing}}
    for mutation, given in steps.items():
        full = {"idempotencyKey": mutation, "trackingNumber": number, **given}
        answer = await desk.world.ask(step(mutation), {"input": full}, actor=staff(Role.OPERATOR))
        assert payload(answer)["errors"] == []
    return number


async def test_a_paper_and_a_field_are_sent_and_the_rest_is_kept(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        number = await returned(desk, "family_card", "child.birthDate")
        await desk.filler.open(START)
        assert f"{FORM}/complete/{number}" in desk.text
        sheet = await desk.filler.open(f"{FORM}/complete/{number}")
        assert "Belum terbaca." in desk.text
        assert {name for name in sheet.asked if name.startswith("paper.")} == {"paper.family_card"}
        assert not {"child.fullName", "motherNik"} & sheet.asked
        year, month, day = form["child"]["birthDate"].split("-")
        assert [sheet.sent[f"child.birthDate.{part}"] for part in ("year", "month", "day")] == [year, month, day]
        await desk.filler.press("", **{"child.birthDate.day": "31", "child.birthDate.month": "2"})
        assert desk.status == 422
        assert 'href="#child.birthDate"' in desk.text
        assert 'href="#paper.family_card"' in desk.text
        mended = {"child.birthDate.day": "19", "child.birthDate.month": month, "paper.family_card": "have"}
        await desk.filler.press("", **mended)
        assert "Diajukan ulang" in desk.text
        (application,) = desk.handed_in()
        assert application.state is ApplicationState.RESUBMITTED
        assert application.form["child"] == {**form["child"], "birthDate": f"{year}-{month}-19"}
        await desk.filler.open(f"{FORM}/complete/{number}")
        assert desk.status == 404


async def test_what_is_not_asked_has_no_page(schema: GraphQLSchema) -> None:
    _, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        number = await returned(desk, "family_card")
        for address in (f"/console/intake/deathCertificate/complete/{number}", f"{FORM}/complete/AL-2222-2222"):
            await desk.filler.open(address)
            assert desk.status == 404


async def test_every_stored_form_comes_back_as_it_was_typed() -> None:
    answer = await serving().ask(document(form_pages.__file__), {"channel": "COUNTER"}, actor=staff(Role.OPERATOR))
    given = answer.payload["data"]
    for service in given["services"]:
        form, _ = case(service["name"])
        answers = answers_from(form_of(service, given), form)
        assert without_gaps(clean(answers.input())) == without_gaps(form), service["name"]
        assert list(answers.errors()) == [], service["name"]

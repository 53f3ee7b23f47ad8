"""A clerk reads every form whole, in the words of its service, and who each person of it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.console.base.graph import document
from hub.console.clerk.application.beside import persons_of, sections_of
from hub.console.intake import form as form_pages
from hub.core.actor import Role
from hub.core.codes import CLOSED_LISTS
from hub.core.codes_cards import CARD_LISTS
from tests.console.test_intake import case
from tests.fakes.actors import staff
from tests.services.told import serving

CODES = {member.name for names in (*CLOSED_LISTS.values(), *CARD_LISTS) for member in names}


def leaves(given: Any) -> Iterator[Any]:
    """Everything in a form that is no part and no list."""
    if isinstance(given, dict | list):
        for value in given.values() if isinstance(given, dict) else given:
            yield from leaves(value)
    else:
        yield given


async def test_every_form_is_shown_whole_and_in_the_words_of_its_service() -> None:
    answer = await serving().ask(document(form_pages.__file__), {"channel": "COUNTER"}, actor=staff(Role.OPERATOR))
    for service in answer.payload["data"]["services"]:
        fields, (form, _) = service["formFields"], case(service["name"])
        lines = [line for _, lines in sections_of(form, fields) for line in lines]
        assert len(lines) == len(list(leaves(form))), service["name"]
        assert {label[0] for label, _ in lines} <= {field["label"] for field in fields}, service["name"]
        assert not CODES & {value for _, value in lines}, service["name"]


async def test_a_person_is_told_by_what_she_is_of_the_form() -> None:
    answer = await serving().ask(document(form_pages.__file__), {"channel": "COUNTER"}, actor=staff(Role.OPERATOR))
    fields = {service["name"]: service["formFields"] for service in answer.payload["data"]["services"]}
    told = {
        name: [one.role[0] for one in persons_of(case(name)[0], fields[name])]
        for name in ("birthCertificate", "deathCertificate", "identityCard", "moveOut")
    }
    assert told["birthCertificate"][:2] == ["Ibu", "Ayah"]
    assert told["deathCertificate"][:3] == ["Almarhum/almarhumah", "Suami atau istri", "Kepala keluarga baru"]
    assert told["identityCard"] == ["Pemilik kartu", "Pelapor"]
    assert told["moveOut"][0] == "Yang pindah 1"

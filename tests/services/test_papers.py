"""The papers that a citizen reads are those that the rules ask for: neither list is longer than the other."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.application import Channel
from hub.core.definition import PaperForm
from hub.core.forms.papers import papers, witnesses
from hub.core.forms.sentences import Sentences
from hub.core.service import Facts, Requirement, Service
from hub.services import read_texts
from hub.services.birth_certificate.tests.cases import PAPERS, facts, form
from tests.services.told import NOTHING, SERVICES, paper_cases

BY_NAME = [pytest.param(service, id=service.name) for service in SERVICES]
_PATH = "documents."


def asked_for(service: Service) -> set[str]:
    """The kinds of papers that the rules ask for in some case, on some channel, or take in their place."""
    asked = set()
    for given, known in paper_cases(service):
        for channel in Channel:
            found = service.check(given, dataclasses.replace(known, channel=channel.value))
            asked |= {one.path.removeprefix(_PATH) for one in found if one.path.startswith(_PATH)}
    substitutes = {paper.kind: paper.substitute for paper in service.requirements}
    return asked | {instead for kind in asked if (instead := substitutes.get(kind))}


@pytest.mark.parametrize("service", BY_NAME)
def test_every_paper_that_the_rules_ask_for_is_declared_and_every_declared_one_is_asked_for(service: Service) -> None:
    assert asked_for(service) == {paper.kind for paper in service.requirements}


@pytest.mark.parametrize("service", BY_NAME)
def test_a_paper_that_the_rules_ask_of_a_form_is_offered_to_it(service: Service) -> None:
    """A form asks papers by their conditions: what would be needed and is not offered could never be handed in."""
    conditions = {paper.kind: paper.when for paper in service.requirements}
    for given, known in paper_cases(service):
        asked = {one.path.removeprefix(_PATH) for one in service.check(given, known) if one.path.startswith(_PATH)}
        offered = {kind for kind, when in conditions.items() if when is None or when.holds(given)}
        assert asked <= offered, service.name


@pytest.mark.parametrize("service", BY_NAME)
def test_a_paper_in_place_of_another_satisfies_the_rules(service: Service) -> None:
    """Otherwise the way out that is offered would lead nowhere."""
    for given, known in paper_cases(service):
        for paper in (one for one in service.requirements if one.substitute):
            held = {one.kind for one in service.requirements} - {paper.kind}
            found = service.check(given, dataclasses.replace(known, document_kinds=frozenset(held)))
            assert f"{_PATH}{paper.kind}" not in {one.path for one in found if one.blocking}


def test_a_condition_is_said_where_a_paper_is_asked_only_sometimes() -> None:
    for service in SERVICES:
        for paper in (one for one in service.requirements if one.required and not one.condition_id):
            for given, known in paper_cases(service):
                paths = {one.path for one in service.check(given, known) if one.blocking}
                assert f"{_PATH}{paper.kind}" in paths, f"{service.name}: say when {paper.kind} is needed"


@pytest.mark.parametrize(("channel", "asked"), [("ONLINE", True), ("COUNTER", False), ("VILLAGE", False)])
def test_a_paper_is_asked_on_its_channel_only(channel: str, asked: bool) -> None:
    paper = Requirement("photo", "Foto", "Photo", required=True, counter=PaperForm.NOT_ASKED)
    assert paper.is_asked({}, channel) is asked


@pytest.mark.parametrize("channel", list(Channel))
def test_how_a_paper_is_handed_in_follows_the_channel(channel: Channel) -> None:
    paper = Requirement("family_card", "KK", "Family card", required=True)
    expected = PaperForm.SCAN if channel is Channel.ONLINE else PaperForm.PHOTOCOPY
    assert paper.in_form(channel.value) is expected


@pytest.mark.parametrize(("needed", "said"), [(0, "attach: Statement."), (2, "with 2 witnesses")])
def test_a_statement_is_signed_by_as_many_as_it_declares(needed: int, said: str) -> None:
    paper = Requirement("proof", "Bukti", "Proof", required=True, substitute="statement", substitute_witnesses=needed)
    other = Requirement("statement", "Pernyataan", "Statement", required=False)
    say = Sentences(read_texts("hub.services.birth_certificate"), (paper, other))
    (missing,) = papers(say, NOTHING)
    assert said in missing.message
    assert [one.path for one in witnesses(say, [], frozenset({"statement"}))] == ["witnesses"] * (needed > 0)


def test_the_rules_of_a_birth_know_the_condition_only_from_its_file() -> None:
    known: Facts = facts(papers=PAPERS - {"marriage_certificate"})
    assert [one.path for one in SERVICE.check(form(), known) if one.blocking] == ["documents.marriage_certificate"]
    assert not [one for one in SERVICE.check(form(fatherNik=None), known) if one.blocking]


SERVICE = next(service for service in SERVICES if service.name == "birthCertificate")

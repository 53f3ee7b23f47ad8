"""Each case of the four bundles that the law or practice names: it passes with its papers and has its plan, and what
breaks its rule is refused with a sentence in both languages. Beside each stands where the rule was read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from hub.core.codes import FamilyRelationship, VitalStatus
from hub.core.service import Facts
from hub.services.birth_certificate.tests import cases as birth
from hub.services.child_card.tests import cases as child_card
from hub.services.death_certificate.tests import cases as death
from hub.services.family_card.tests import cases as family_card
from hub.services.identity_card.tests import cases as identity_card
from tests.fakes import movers
from tests.services.told import SERVICES

Form = dict[str, Any]
BY_NAME: Final = {service.name: service for service in SERVICES}
_BORN: Final = ("deed", "record", "family_card", "child_card", "insurance", "welfare")
_FOUND: Final[Form] = {"motherNik": None, "fatherNik": None, "familyCardNumber": None}
_DIED: Final = ("deed", "record", "family_card", "spouse_card", "insurance", "welfare")
_CARD: Final = ("family_card", "record")
_KTP: Final = ("collection_note", "identity_card")
_KIA: Final = ("collection_note", "child_card")
_MOVED: Final = ("family_card", "record", "identity_cards")
R: Final = FamilyRelationship


@dataclass(frozen=True)
class Case:
    """What passes, with the steps of its plan, and what does not, with the path of the sentence."""

    name: str
    source: str
    service: str
    passes: tuple[Form, Facts]
    steps: Sequence[str]
    fails: tuple[Form, Facts]
    path: str
    to_look_at: frozenset[str] = field(default=frozenset())


def _births() -> Iterator[Case]:
    usual, known = birth.form(), birth.facts()
    named = "birthCertificate"

    def without(paper: str, given: Form = usual) -> tuple[Form, Facts]:
        return given, birth.facts(papers=birth.PAPERS - {paper})

    future = birth.form(child__birthDate="2026-11-25"), known
    yield Case("on time", "UU 24/2013 art. 27", named, (usual, known), _BORN, future, "child.birthDate")
    late = birth.form(child__birthDate="2026-09-24")
    yield Case("late, by decision", "UU 24/2013 art. 32; MK 18/PUU-XI/2013", named, (late, known),
               ("decision", *_BORN), without("birth_statement", late), "documents.birth_statement")  # fmt: skip
    home = birth.form(child__placeKind="HOME", child__attendant="TRADITIONAL", witnesses=birth.WITNESSES)
    stated = birth.facts(papers=birth.PAPERS - {"birth_statement"} | {"sptjm_birth"})
    yield Case("at home", "Perpres 96/2018 art. 33; F-2.03", named, (home, stated), _BORN,
               ({**home, "witnesses": []}, stated), "witnesses")  # fmt: skip
    police = birth.facts(papers=frozenset({"police_record"}))
    nobody = birth.form(**_FOUND)
    yield Case("of unknown origin", "Perpres 96/2018 art. 33", named, (nobody, police),
               ("deed", "record", "child_card", "insurance", "protection"), (nobody, known),
               "documents.police_record")  # fmt: skip
    alone = birth.form(fatherNik=None)
    unmarried = birth.facts(papers=birth.PAPERS - {"marriage_certificate"})
    yield Case("of a mother only", "UU 24/2013 art. 49; antaranews, Babar", named, (alone, unmarried), _BORN,
               (usual, unmarried), "documents.marriage_certificate")  # fmt: skip
    twin = birth.form(child__birthKind="TWIN", child__birthOrder=2)
    first = birth.facts(family=(birth.mother(), birth.sibling()))
    same = birth.facts(family=(birth.sibling(full_name="Siti Rahmawati"),))
    yield Case("twins", "F-2.01: jenis kelahiran", named, (twin, first), _BORN, (twin, same), "child.fullName")


def _deaths() -> Iterator[Case]:
    for name, circumstance, attester, paper in (
        ("by a doctor", "ORDINARY", "DOCTOR", "death_statement"),
        ("by the head of the village", "ORDINARY", "OTHER", "death_statement"),
        ("by a court", "NO_BODY", "OTHER", "court_order"),
    ):
        given = death.form(death__circumstance=circumstance, death__attester=attester)
        held = death.facts(papers=frozenset({paper, "family_card"}))
        without = death.facts(papers=frozenset({"family_card"}))
        source = "Perpres 96/2018; layananonline-sintren.pekalongankab.go.id"
        yield Case(name, source, "deathCertificate", (given, held), _DIED, (given, without), f"documents.{paper}")
    known = death.facts()
    gone = [death.husband(vital_status=VitalStatus.DECEASED), *death.FAMILY[1:]]
    yield Case("once only", "UU 24/2013 art. 44", "deathCertificate", (death.form(), known), _DIED,
               (death.form(), death.facts(gone)), "deceasedNik")  # fmt: skip
    early = death.form(death__deathDate="1959-01-01", death__burialDate=None)
    yield Case("after the birth", "F-2.01: tanggal", "deathCertificate", (death.form(), known), _DIED, (early, known),
               "death.deathDate")  # fmt: skip


def _cards() -> Iterator[Case]:
    for name, given, paper, steps in (
        ("a new family", family_card.new_family(), "marriage_certificate", (*_CARD, "identity_card")),
        ("another head", family_card.new_head(), "head_statement", _CARD),
        ("a lost card", family_card.reprint("LOST"), "police_letter", _CARD),
        ("a damaged card", family_card.reprint("DAMAGED"), "damaged_card", _CARD),
        ("changed data", family_card.elements({"nik": family_card.SON, "religion": "4"}), "religion_statement",
         (*_CARD, "identity_card")),
    ):  # fmt: skip
        yield Case(name, "F-1.02, F-1.06; barat.jakarta.go.id", "familyCard", (given, family_card.facts(None, paper)),
                   steps, (given, family_card.facts()), f"documents.{paper}")  # fmt: skip
    child, proven = family_card.split(head=family_card.GIRL), family_card.facts(None, "identity_card")
    yield Case("a split", "Permendagri 108/2019 art. 10(4)", "familyCard", (family_card.split(), proven), _CARD,
               (child, proven), "cause.split.headNik")  # fmt: skip
    for name, reason, paper, more in (
        ("a lost KTP-el", "LOST", "police_letter", ()),
        ("a damaged KTP-el", "DAMAGED", "old_card", ("old_card",)),
        ("a changed KTP-el", "CHANGED", "old_card", ("old_card",)),
    ):
        given = identity_card.form(reason)
        yield Case(name, "F-1.02; disdukcapil.batam.go.id", "identityCard", (given, identity_card.facts(paper)),
                   (*_KTP, *more), (given, identity_card.facts()), f"documents.{paper}")  # fmt: skip
    first = identity_card.form()
    yield Case("the first KTP-el, booked", "UU 24/2013 art. 63", "identityCard", (first, identity_card.facts()), _KTP,
               (first, identity_card.facts(**identity_card.NOT_YET)), "nik")  # fmt: skip
    wanted = child_card.form()
    bare = child_card.facts(*child_card.PAPERS)
    source = "nasional.kompas.com (2021/08/12)"
    baby = child_card.facts(*child_card.PAPERS, **child_card.BABY)
    yield Case("a KIA under five, without photo", source, "childCard", (wanted, baby), _KIA,
               (wanted, child_card.facts("family_card", **child_card.BABY)),
               "documents.birth_certificate")  # fmt: skip
    yield Case("a KIA from five, with photo", source, "childCard", (wanted, child_card.facts()), _KIA, (wanted, bare),
               "documents.photo")  # fmt: skip
    grown = child_card.facts(birth_date=dt.date(2009, 11, 24))
    yield Case("no KIA at seventeen", source, "childCard", (wanted, child_card.facts()), _KIA, (wanted, grown), "nik")


def _moves() -> Iterator[Case]:
    known, batam = movers.facts(), "disdukcapil.batam.go.id, pindah"
    whole = movers.form(movers.OUT)
    yield Case("out, the whole family", "Perpres 96/2018 art. 25(3)", "moveOut", (whole, known), ("letter", "offer"),
               (whole, movers.facts(papers=frozenset())), "documents.family_card")  # fmt: skip
    head = movers.form(movers.OUT, movers=movers.lines(budi="HEAD"),
                       stayers=movers.lines(siti="HEAD", rizki="CHILD", ani="CHILD"))  # fmt: skip
    yield Case("out, the head alone", batam, "moveOut", (head, known), ("letter", "family_card", "offer"),
               ({**head, "stayers": []}, known), "stayers")  # fmt: skip
    child = movers.form(movers.OUT, movers=movers.EVERYBODY[:3], stayers=movers.lines(ani="HEAD"))
    guarded = movers.facts(movers.family(ani={"birth_date": dt.date(2005, 4, 4)}))
    yield Case("out, who stays is grown up", batam, "moveOut", (child, guarded), ("letter", "family_card", "offer"),
               (child, known), "documents.guardian_statement")  # fmt: skip
    within = movers.form(movers.WITHIN)
    yield Case("within", batam, "moveWithin", (within, known), _MOVED,
               (movers.form(movers.WITHIN, home__regionCode=movers.OTHER_REGENCY), known),
               "home.regionCode")  # fmt: skip
    arriving = movers.form(movers.IN)
    letters = movers.facts((), papers=frozenset({"skpwni", "identity_cards", "owner_statement"}))
    yield Case("in", batam, "moveIn", (arriving, letters), _MOVED, (arriving, movers.facts((), papers=frozenset())),
               "documents.skpwni")  # fmt: skip


CASES: Final = [*_births(), *_deaths(), *_cards(), *_moves()]


@pytest.mark.parametrize("case", [pytest.param(one, id=f"{one.service}, {one.name}") for one in CASES])
def test_a_named_case_passes_with_its_plan_and_what_breaks_its_rule_is_said(case: Case) -> None:
    service = BY_NAME[case.service]
    form, facts = case.passes
    assert [one for one in service.check(form, facts) if one.blocking] == []
    assert [step.key for step in service.plan(form, facts)] == list(case.steps)
    refused = [one for one in service.check(*case.fails) if one.blocking]
    assert case.path in [one.path for one in refused]
    for one in refused:
        assert one.message != one.message_id
        assert one.message.endswith((".", ")"))
        assert one.message_id.endswith((".", ")"))
    assert case.source


@pytest.mark.parametrize(
    ("nik", "refused"),
    [
        ("0901011203939002", []),
        ("9171011203939002", []),
        ("1901011203939", ["fatherNik"]),
        ("19010112O3939002", ["fatherNik"]),
    ],
)
def test_a_nik_keeps_its_leading_zero_or_nine_and_one_that_is_none_is_said(nik: str, refused: list[str]) -> None:
    """Papua has 91 to 97, of which programs that count lose the last digit; an area that nobody knows is no mistake."""
    known = birth.facts()
    if not refused:
        known = birth.facts(birth.mother(), dataclasses.replace(birth.father(), nik=nik))
    given, service = birth.form(fatherNik=nik), BY_NAME["birthCertificate"]
    assert [one.path for one in service.check(given, known) if one.blocking] == refused
    assert (nik in service.niks_of(given)) is not bool(refused)


def test_who_is_not_in_the_record_is_said_whatever_the_number() -> None:
    (one,) = [f for f in BY_NAME["birthCertificate"].check(birth.form(fatherNik="0901011203939002"), birth.facts())
              if f.blocking]  # fmt: skip
    assert "not in the population data" in one.message
    assert "tidak ditemukan dalam data penduduk" in one.message_id

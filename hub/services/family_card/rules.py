"""What must hold before a family card can be issued, and what an officer should look at.

Blocking findings refuse the input. Sources: UU 24/2013 art. 61 to 63, Permendagri 108/2019 art. 10 (own card from 17 or
once married) and 15 (elements), SE 470/13287/Dukcapil (papers). That a card has one head, that nobody stands on two and
that no child is left alone on one is how the register is kept; no article was read for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, MaritalStatus
from hub.core.codes_cards import CardLoss, FamilyCardCause
from hub.core.forms.family_card_paper import members_after
from hub.core.forms.fields import is_nik
from hub.core.forms.papers import one_paper, papers
from hub.core.forms.persons import is_adult, person
from hub.core.service import Facts, Finding
from hub.services.family_card.effects import cards_of, drafted
from hub.services.family_card.form import NEW_NUMBER, Wish, wish
from hub.services.family_card.form_rules import check_form, paths_of
from hub.services.family_card.manifest import SAY

_NEW: Final = ""
"""Stands for the number that SIAK will issue."""
_PAPERS: Final[Mapping[FamilyCardCause, tuple[str, ...]]] = {
    FamilyCardCause.CHANGE_OF_HEAD: ("death_certificate", "divorce_certificate", "move_letter", "head_statement"),
    FamilyCardCause.SPLIT: ("identity_card",),
}
_PROOFS: Final[Mapping[str, tuple[str, ...]]] = {
    "fullName": ("birth_certificate", "court_order"),
    "sex": ("birth_certificate", "court_order"),
    "birthPlace": ("birth_certificate", "court_order"),
    "birthDate": ("birth_certificate", "court_order"),
    "religion": ("religion_statement",),
    "education": ("school_certificate",),
    "occupation": ("work_statement",),
    "relationship": ("birth_certificate", "marriage_certificate", "court_order"),
    "citizenship": ("citizenship_paper",),
    "immigrationDocument": ("immigration_paper",),
    "father": ("birth_certificate", "court_order"),
    "mother": ("birth_certificate", "court_order"),
}
"""Element -> papers one of which proves its event (F-1.06). A new specimen of a signature needs none."""
_MARITAL: Final[Mapping[MaritalStatus, tuple[str, ...]]] = {
    MaritalStatus.NEVER_MARRIED: ("court_order",),
    MaritalStatus.MARRIED_REGISTERED: ("marriage_certificate",),
    MaritalStatus.MARRIED_UNREGISTERED: ("marriage_statement",),
    MaritalStatus.DIVORCED_REGISTERED: ("divorce_certificate",),
    MaritalStatus.DIVORCED_UNREGISTERED: ("marriage_statement",),
    MaritalStatus.WIDOWED: ("death_certificate",),
}


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the application."""
    asked = wish(form)
    found = [*check_form(form, facts), *_persons(form, asked, facts), *_papers(asked, facts.document_kinds)]
    if not any(finding.blocking for finding in found):
        found += [*_membership(form, asked, facts), *_new_head(asked, facts)]
    if not any(finding.blocking for finding in found):
        found += _composition(form, asked, facts)
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _persons(form: Mapping[str, Any], asked: Wish, facts: Facts) -> Iterator[Finding]:
    for path, nik in paths_of(asked):
        yield from person(SAY, facts, nik, path)
    reporter = facts.citizens.get(form["reporter"]["nik"])
    if reporter is not None and reporter.nik not in asked.named:
        yield from person(SAY, facts, form["reporter"]["nik"], "reporter.nik")


def _papers(asked: Wish, given: frozenset[str]) -> Iterator[Finding]:
    yield from papers(SAY, given, lambda _kind: asked.loss is None)
    if asked.loss is not None:
        yield from one_paper(SAY, given, ("police_letter",) if asked.loss is CardLoss.LOST else ("damaged_card",))
    if asked.cause in _PAPERS:
        yield from one_paper(SAY, given, _PAPERS[asked.cause])
    if asked.marital_status is not None:
        yield from one_paper(SAY, given, _MARITAL[asked.marital_status])
    needed = dict.fromkeys(proof for each in asked.persons for proof in _proofs(each))
    for kinds in needed:
        yield from one_paper(SAY, given, kinds)


def _proofs(changed: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, kinds in _PROOFS.items():
        if changed.get(name) is not None:
            yield kinds
    if changed.get("maritalStatus"):
        yield _MARITAL[MaritalStatus[changed["maritalStatus"]]]


def _membership(form: Mapping[str, Any], asked: Wish, facts: Facts) -> Iterator[Finding]:
    """Whoever is named stands on the card of the form, where the cause is about that card."""
    on_card = {member.nik: member for member in _members(form, facts)}
    if not on_card:
        yield SAY.blocking("card_unknown", "familyCardNumber")
        return
    for path, nik in paths_of(asked):
        if asked.cause is not FamilyCardCause.NEW_FAMILY and nik not in on_card:
            yield SAY.blocking("not_on_the_card", path)
    left_out = on_card.keys() - set(asked.named)
    if asked.cause is FamilyCardCause.CHANGE_OF_HEAD and left_out:
        yield SAY.blocking("members_missing", f"{asked.path}.members", count=str(len(left_out)))
    if asked.cause not in NEW_NUMBER and next(iter(on_card)) != asked.head:
        yield SAY.blocking("not_the_head", f"{asked.path}.headNik")


def _members(form: Mapping[str, Any], facts: Facts) -> Sequence[Citizen]:
    number = form["familyCardNumber"]
    return members_after(facts.families.get(number, ()), (), number)


def _new_head(asked: Wish, facts: Facts) -> Iterator[Finding]:
    """Permendagri 108/2019 art. 10(4) for a split; a new family is held to the same."""
    if asked.cause not in NEW_NUMBER:
        return
    head, path = facts.citizens[asked.head], f"{asked.path}.headNik"
    marries = asked.marital_status not in {None, MaritalStatus.NEVER_MARRIED}
    if not is_adult(head, facts.today) and not marries:
        if asked.cause is FamilyCardCause.CHANGE_OF_HEAD:
            yield SAY.warning("head_young", path)
        else:
            yield SAY.blocking("head_too_young", path)
    if asked.cause is FamilyCardCause.CHANGE_OF_HEAD and head.family_relationship is FamilyRelationship.HEAD:
        yield SAY.blocking("head_already", path)


def _composition(form: Mapping[str, Any], asked: Wish, facts: Facts) -> Iterator[Finding]:
    """Every card as it will be: one head, and somebody grown up where there is a child."""
    changes = drafted(form, facts, _NEW).changes
    everybody = {one.id: one for members in facts.families.values() for one in members}
    people = (*everybody.values(), *facts.citizens.values())
    for number in (_NEW, *cards_of(form, facts.citizens)):
        members = members_after(people, changes, number)
        path = asked.path if number == _NEW or asked.cause not in NEW_NUMBER else f"{asked.path}.members"
        yield from _one_head(members, path, left=number != _NEW and asked.cause in NEW_NUMBER)
        if members and not any(is_adult(one, facts.today) for one in members):
            yield SAY.blocking("children_alone", path)
    yield from _elsewhere(asked, facts)


def _one_head(members: Sequence[Citizen], path: str, *, left: bool) -> Iterator[Finding]:
    heads = sum(member.family_relationship is FamilyRelationship.HEAD for member in members)
    if members and heads == 0:
        yield SAY.blocking("head_leaves" if left else "no_head", path)
    elif heads > 1:
        yield SAY.blocking("two_heads", path)


def _elsewhere(asked: Wish, facts: Facts) -> Iterator[Finding]:
    """Who joins from another address moves, which has its own form (F-1.03)."""
    if asked.cause is not FamilyCardCause.NEW_FAMILY:
        return
    home = facts.citizens[asked.head].region_code
    for path, nik in paths_of(asked):
        if is_nik(nik) and facts.citizens[nik].region_code != home:
            yield SAY.warning("lives_elsewhere", path)

"""What a family card changes in the record: who stands on which card, as whom, and the elements that change.

The number is the one that SIAK issued and an officer captured; the hub makes none.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import FamilyRelationship, MaritalStatus
from hub.core.codes_cards import FamilyCardCause
from hub.core.errors import BadInput, Conflict
from hub.core.forms.family_card_paper import members_after
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.identifiers import nik_warnings, parse_family_card_number
from hub.core.service import Effects, Facts, RecordChange
from hub.services.family_card.form import ELEMENTS, NEW_NUMBER, Wish, elements, wish

_COUPLE: Final = frozenset({FamilyRelationship.HEAD, FamilyRelationship.HUSBAND, FamilyRelationship.WIFE})
_ON_THE_CARD: Final = ("family_card_number", "family_relationship")


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody whom the form names, whoever applies last; only those that can be a NIK."""
    return tuple(dict.fromkeys(nik for nik in (*wish(form).named, form["reporter"]["nik"]) if is_nik(nik)))


def cards_of(form: Mapping[str, Any], citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The card of the form, and those that somebody leaves for the new one."""
    people = (citizens.get(nik) for nik in wish(form).people)
    left = (person.family_card_number for person in people if person)
    return tuple(dict.fromkeys(number for number in (form["familyCardNumber"], *left) if number and _is_one(number)))


def _is_one(number: str) -> bool:
    try:
        parse_family_card_number(number)
    except BadInput:
        return False
    return True


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the family lives; empty when that is not known."""
    home = _home(form, facts)
    return home.region_code if home else ""


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """Everybody as the card shall show her. Raises Conflict as long as SIAK's number is missing."""
    return drafted(application.form, facts, number_of(application))


def number_of(application: Application) -> str:
    """The number that SIAK shows; raises Conflict while nothing was captured."""
    result = application.siak_result
    if result is None or result.family_card_number is None:
        raise Conflict("SIAK's result is not there yet. Enter the number of the family card that SIAK shows first.")
    return result.family_card_number


def drafted(form: Mapping[str, Any], facts: Facts, number: str | None) -> Effects:
    """The same with any number, None while nobody knows it. The card itself is there only with a number."""
    asked = wish(form)
    changes = tuple(_changes(form, asked, facts, number))
    head = head_after(form, facts, changes)
    card = FamilyCard(
        tenant=head.tenant, number=number or "", head_nik=head.nik, address=head.address, issued_on=facts.today
    )
    return Effects(changes, (card,) if number else (), head)


def head_after(form: Mapping[str, Any], facts: Facts, changes: tuple[RecordChange, ...]) -> Citizen:
    """Who heads the card that is asked for. Raises Conflict when the record shows nobody."""
    asked = wish(form)
    if asked.cause in NEW_NUMBER:
        return next(change.after for change in changes if change.after.nik == asked.head)
    members = members_after(facts.families.get(form["familyCardNumber"], ()), changes, form["familyCardNumber"])
    if not members:
        raise Conflict("The record shows nobody on this family card any more. Load it again and check the number.")
    return members[0]


def attributes_of(form: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Which attributes the form changes, by NIK: what is typed into SIAK and read back."""
    asked = wish(form)
    if asked.cause in NEW_NUMBER:
        return {nik: _changed_of(asked, relationship) for nik, relationship in asked.people.items()}
    found: dict[str, tuple[str, ...]] = {asked.head: ("address",) if asked.address else ("family_card_number",)}
    for person in asked.persons:
        named = tuple(ELEMENTS[name] for name, _ in elements(person) if ELEMENTS[name])
        found[person["nik"]] = (*named, *found.get(person["nik"], ()))
    return found


def _changed_of(asked: Wish, relationship: FamilyRelationship) -> tuple[str, ...]:
    married = ("marital_status",) if asked.marital_status and relationship in _COUPLE else ()
    moved = ("address",) if asked.cause is FamilyCardCause.NEW_FAMILY else ()
    return (*married, *_ON_THE_CARD, *moved)


def _changes(form: Mapping[str, Any], asked: Wish, facts: Facts, number: str | None) -> Iterator[RecordChange]:
    if asked.cause in NEW_NUMBER:
        home = _home(form, facts)
        for nik, relationship in asked.people.items():
            before = known(facts, nik)
            yield RecordChange(before, _joined(before, asked, relationship, number, home))
        return
    for person in asked.persons:
        before = known(facts, person["nik"])
        yield RecordChange(before, _changed(before, person, asked.address))
    named = {person["nik"] for person in asked.persons}
    if asked.address:
        for member in facts.families.get(form["familyCardNumber"], ()):
            if member.nik not in named:
                yield RecordChange(member, _changed(member, {}, asked.address))


def _joined(
    before: Citizen, asked: Wish, relationship: FamilyRelationship, number: str | None, home: Address | None
) -> Citizen:
    married: MaritalStatus | None = asked.marital_status if relationship in _COUPLE else None
    return dataclasses.replace(
        before,
        family_card_number=number,
        family_relationship=relationship,
        marital_status=married or before.marital_status,
        address=home if asked.cause is FamilyCardCause.NEW_FAMILY else before.address,
    )


def _changed(before: Citizen, person: Mapping[str, Any], address: Mapping[str, str]) -> Citizen:
    values = {ELEMENTS[name]: value for name, value in elements(person) if ELEMENTS[name]}
    values |= {
        name: ParentRef(values[name]["fullName"], values[name].get("nik")) for name in values if name in _PARENTS
    }
    if address and before.address:
        values["address"] = dataclasses.replace(before.address, **address)
    after = dataclasses.replace(before, **values)
    if not before.nik:
        return after
    warnings = nik_warnings(before.nik, after.birth_date, after.sex, after.birth_date_precision)
    return dataclasses.replace(after, warnings=warnings)


_PARENTS: Final = frozenset({"father", "mother"})


def _home(form: Mapping[str, Any], facts: Facts) -> Address | None:
    """The address of the head who is named, else that of the card."""
    head = facts.citizens.get(wish(form).head)
    members = facts.families.get(form["familyCardNumber"], ())
    homes = (person.address for person in (head, *members) if person)
    return next((home for home in homes if home), None)

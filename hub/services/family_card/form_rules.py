"""Whether each field of the form can be used as it stands, without looking at the record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.codes import OCCUPATIONS, RELIGIONS, FamilyRelationship
from hub.core.forms import fields
from hub.core.service import Facts, Finding
from hub.services.family_card.form import Wish, elements, wish
from hub.services.family_card.manifest import SAY

_CODES: Final = {
    "religion": frozenset(entry.value for entry in RELIGIONS),
    "occupation": frozenset(entry.value for entry in OCCUPATIONS),
}
_RT: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}", re.ASCII)
_ADDRESS: Final = {"rt": _RT, "rw": _RT, "postalCode": _POSTAL_CODE}


def check_form(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """Findings on single fields; all of them refuse the input."""
    asked = wish(form)
    yield from fields.usable_texts(SAY, form)
    yield from fields.family_card(SAY, "familyCardNumber", form["familyCardNumber"])
    yield from fields.filled(SAY, {"reporter.fullName": form["reporter"]["fullName"]})
    yield from fields.niks(SAY, {**dict(paths_of(asked)), "reporter.nik": form["reporter"]["nik"]})
    yield from fields.contact(SAY, form["reporter"], facts.channel)
    yield from _each_once(asked)
    yield from _elements(asked, facts)
    yield from _address(asked)


def paths_of(asked: Wish) -> Iterator[tuple[str, str]]:
    """Every NIK of the cause by its path, also one that is named twice."""
    yield f"{asked.path}.headNik", asked.head
    for part in ("members", "persons"):
        for at, one in enumerate(asked.detail.get(part, ())):
            yield f"{asked.path}.{part}.{at}.nik", one["nik"]


def _each_once(asked: Wish) -> Iterator[Finding]:
    """The head of a new card is not among its members as well, and no member is head beside."""
    seen = {asked.head} if asked.detail.get("members") is not None else set()
    for part in ("members", "persons"):
        for at, one in enumerate(asked.detail.get(part, ())):
            path = f"{asked.path}.{part}.{at}"
            if one["nik"] in seen:
                yield SAY.blocking("person_twice", f"{path}.nik")
            seen.add(one["nik"])
            if part == "members" and one["relationship"] == FamilyRelationship.HEAD.name:
                yield SAY.blocking("two_heads", f"{path}.relationship")


def _elements(asked: Wish, facts: Facts) -> Iterator[Finding]:
    if not asked.persons and not asked.address and "persons" in asked.detail:
        yield SAY.blocking("nothing_changes", asked.path)
    for at, one in enumerate(asked.persons):
        path = f"{asked.path}.persons.{at}"
        changed = dict(elements(one))
        if not changed:
            yield SAY.blocking("nothing_changes", path)
        yield from fields.filled(SAY, {f"{path}.{name}": value for name, value in _texts(changed)})
        for name, codes in _CODES.items():
            if name in changed and changed[name] not in codes:
                yield SAY.blocking("code_unknown", f"{path}.{name}")
        born = changed.get("birthDate")
        if isinstance(born, dt.date) and born > facts.today:
            yield SAY.blocking("birth_future", f"{path}.birthDate")


def _texts(changed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("fullName", "birthPlace", "immigrationDocument"):
        if name in changed:
            yield name, changed[name]
    for name in ("father", "mother"):
        if name in changed:
            yield f"{name}.fullName", changed[name]["fullName"]


def _address(asked: Wish) -> Iterator[Finding]:
    for name, value in (asked.detail.get("address") or {}).items():
        pattern = _ADDRESS.get(name)
        if value is not None and pattern and not pattern.fullmatch(value):
            yield SAY.blocking("address_number", f"{asked.path}.address.{name}")
        elif value is not None and not value.strip():
            yield SAY.blocking("text_empty", f"{asked.path}.address.{name}")

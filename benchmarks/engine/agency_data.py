"""What the agencies answer: one line a key, `endpoint, key, JSON`, with the names of the hub's contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.engine.data import Population, families
from hub.connectors.education.facet import FACETS as EDUCATION
from hub.connectors.health.facet import FACETS as HEALTH
from hub.connectors.licensing.facet import FACETS as LICENSING
from hub.core.citizen import Citizen
from hub.core.facet import Facet

FACETS: Final[dict[str, Facet[Any]]] = {facet.name: facet for facet in (*LICENSING, *EDUCATION, *HEALTH)}


ROWS: Final = ".rows"
"""Ends the name of a facet whose items are told one by one, each with its owner's NIK: the answer to GET."""


def write(path: Path, made: Population) -> None:
    """Writes the file that the agencies' server reads."""
    with path.open("w", encoding="utf-8") as file:
        for endpoint, key, value in _lines(made):
            file.write(f"{endpoint}\t{key}\t{json.dumps(value, separators=(',', ':'))}\n")


def read(path: Path) -> dict[str, dict[str, str]]:
    """endpoint -> key -> JSON."""
    found: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            endpoint, key, value = line.rstrip("\n").split("\t", 2)
            found.setdefault(endpoint, {})[key] = value
    return found


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _lines(made: Population) -> Iterator[tuple[str, str, Any]]:
    for person in made.persons:
        yield "citizens", person.nik or "", _citizen(person)
    for number, members in families(made.persons).items():
        yield "families", number, {"number": number, "members": [_member(member) for member in members]}
    for name, items in made.facets.items():
        facet = FACETS[name]
        for person, own in zip(made.persons, items, strict=True):
            answered = [{camel(key): value for key, value in facet.to_json(item).items()} for item in own]
            yield name, person.nik or "", {"nik": person.nik, "items": answered}
            yield f"{name}{ROWS}", person.nik or "", [{"nik": person.nik, **item} for item in answered]


def _citizen(person: Citizen) -> dict[str, Any]:
    return {
        "nik": person.nik,
        "fullName": person.full_name,
        "sex": person.sex.name if person.sex else None,
        "birthDate": str(person.birth_date),
        "birthPlace": person.birth_place,
        "religion": person.religion,
        "maritalStatus": person.marital_status.name if person.marital_status else None,
        "occupation": person.occupation,
        "familyCardNumber": person.family_card_number,
        "familyRelationship": person.family_relationship.name if person.family_relationship else None,
        "regionCode": person.region_code,
    }


def _member(person: Citizen) -> dict[str, Any]:
    seen = _citizen(person)
    return {
        "relationship": seen["familyRelationship"],
        "citizen": {name: seen[name] for name in ("nik", "fullName", "sex", "birthDate")},
    }

"""Random operations over the real schema: whatever a client could write about the record, valid by construction."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type, is_leaf_type

from hub.core.identifiers import global_id
from hub.store import cursors
from tests.fakes.people_of_bangka import NOW
from tests.lanes.village import CARDS, DISCREPANCIES, JOINING, NEIGHBOURS, NIKS, NO_CARD, PERSONS, RECEIPTS, UNREACHABLE

_ROOTS: Final = (
    "citizen", "citizens", "citizen", "citizens", "familyCard", "searchCitizens", "node", "_entities",
)  # fmt: skip
_IDS: Final = [global_id("Citizen", person.id) for person in (*PERSONS, NEIGHBOURS[0])]
_NO_NODES: Final = (global_id("Application", PERSONS[0].id), global_id("Access", RECEIPTS[0].id), "x")
_UNCOMPILED: Final = frozenset(
    {
        *("applications", "provenance", "provenances", "changes", "documents", "explanation", "person", "accesses"),
        "objections",
    }
)
_OF_AGENCIES: Final = frozenset({"immunisations", "enrolments", "healthCoverage"})
_NAMES: Final = ("Warga Contoh", "warga", "Ma'ruf", "contoh 9002", "Zzzz", "a")
_TERMS: Final[tuple[dict[str, Any], ...]] = (
    {"birthYear": 1985}, {"birthYear": 12}, {"birthDate": "1985-01-15"}, {"birthDate": "1984-03-02"},
    {"motherName": "Ibu Contoh"}, {"regionCode": "19.01.01"}, {"regionCode": "x"}, {},
)  # fmt: skip
_CURSORS: Final = (
    *(cursors.encode("history", cursors.Micros.of(NOW), PERSONS[0].id, version) for version in (1, 4)),
    *(cursors.encode("discrepancies", row[1]) for row in DISCREPANCIES[1:3]),
    *(cursors.encode("accesses", receipt.id) for receipt in RECEIPTS[1:3]),
    cursors.encode("search", 9000, RECEIPTS[0].id),
    "not a cursor",
)
_ASKED: Final = [nik for nik in NIKS if nik != JOINING]
"""Whoever joins a family while it is read stands in all of a compiled answer, and in a part of a resolved one."""
_MOST_PARTS: Final = 5
_DEPTH: Final = 3


@dataclass
class Operation:
    """A document with its variables."""

    text: str
    variables: Mapping[str, Any]


@dataclass
class Writer:
    """Writes one operation. `everything` lets it select fields that no lane compiles."""

    schema: GraphQLSchema
    random: random.Random
    everything: bool = False
    fragments: list[str] = field(default_factory=list)
    declared: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    pages: int = 0

    def operation(self) -> Operation:
        roots = [self._root(number) for number in range(self.random.choice((1, 1, 1, 2, 3)))]
        if self.random.random() < 0.1:
            roots.append("__typename")
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self.declared.items())
        head = f"query Q({declared})" if declared else "query Q"
        return Operation(f"{head} {{ {' '.join(roots)} }} {' '.join(self.fragments)}", self.variables)

    def _root(self, number: int) -> str:
        name = self.random.choice(_ROOTS)
        write = {
            "citizen": self._nik,
            "citizens": self._niks,
            "familyCard": self._card,
            "searchCitizens": self._terms,
            "node": self._id,
            "_entities": self._representations,
        }
        argument = write[name](number)
        query = self.schema.query_type
        assert query is not None
        type_ = get_named_type(query.fields[name].type)
        if is_abstract_type(type_):
            return f"r{number}: {name}({argument}){self._condition()} {{ {self._of_several(name)} }}"
        assert isinstance(type_, GraphQLObjectType)
        return f"r{number}: {name}({argument}){self._condition()} {{ {self._selection(type_, _DEPTH)} }}"

    def _of_several(self, name: str) -> str:
        """A selection of a field whose objects may be of several types."""
        citizen = self.schema.type_map["Citizen"]
        assert isinstance(citizen, GraphQLObjectType)
        parts = [f"... on Citizen{self._condition()} {{ {self._selection(citizen, _DEPTH)} }}"]
        parts += ["__typename"] * (self.random.random() < 0.3)
        if name == "node":
            parts += ["id"] * (self.random.random() < 0.3)
            parts += ["... on Application { state title }"] * (self.random.random() < 0.3)
        else:
            parts += ["... on Node { key: id }"] * (self.random.random() < 0.3)
        self.random.shuffle(parts)
        return " ".join(parts)

    def _id(self, number: int) -> str:
        id_ = self.random.choice(_NO_NODES) if self.random.random() < 0.1 else self.random.choice(_IDS)
        return f"id: {self._value(f'i{number}', 'ID!', id_)}"

    def _representations(self, number: int) -> str:
        name = f"e{number}"
        self.declared[name] = "[_Any!]!"
        self.variables[name] = [self._representation() for _ in range(self.random.randint(0, 5))]
        return f"representations: ${name}"

    def _representation(self) -> dict[str, Any]:
        chance = self.random.random()
        if chance < 0.02:
            return self.random.choice(({"__typename": "Citizen"}, {"__typename": "Application", "id": "x"}))
        key = {"nik": self.random.choice(_ASKED)} if chance < 0.6 else {"id": self.random.choice(_IDS)}
        return {"__typename": "Citizen", **key}

    def _nik(self, number: int) -> str:
        nik = self.random.choice((*_ASKED, UNREACHABLE)) if self.random.random() < 0.2 else self.random.choice(_ASKED)
        return f"nik: {self._value(f'n{number}', 'NIK!', nik)}"

    def _niks(self, number: int) -> str:
        niks = self.random.choices(_ASKED, k=self.random.randint(0, 6))
        if niks and self.random.random() < 0.2:
            one = self._value(f"m{number}", "NIK!", niks[0])
            return f"niks: [{one}, {', '.join(json.dumps(nik) for nik in niks[1:])}]"
        return f"niks: {self._value(f'k{number}', '[NIK!]!', niks)}"

    def _card(self, number: int) -> str:
        card = self.random.choice((*CARDS, NO_CARD))
        return f"number: {self._value(f'c{number}', 'FamilyCardNumber!', card)}"

    def _terms(self, number: int) -> str:
        terms = {"name": self.random.choice(_NAMES), **self.random.choice(_TERMS)}
        self.declared[f"s{number}"] = "CitizenSearch!"
        self.variables[f"s{number}"] = terms
        return f"search: $s{number}{self._page()}"

    def _page(self) -> str:
        """Arguments of a page, most of them such that it can be given."""
        size = self.random.choice(("", ", first: 1", ", first: 2", ", first: null", ", first: 0"))
        after = json.dumps(self.random.choice(_CURSORS)) if self.random.random() < 0.3 else "null"
        return size + (f", after: {after}" if self.random.random() < 0.5 else "")

    def _value(self, name: str, type_: str, value: Any) -> str:
        if self.random.random() < 0.6:
            self.declared[name] = type_
            self.variables[name] = value
            return f"${name}"
        return json.dumps(value)

    def _condition(self) -> str:
        if self.random.random() > 0.15:
            return ""
        directive = self.random.choice(("skip", "include"))
        if self.random.random() < 0.5:
            return f" @{directive}(if: {self.random.choice(('true', 'false'))})"
        name = self.random.choice(("a", "b"))
        self.declared[name] = "Boolean!"
        self.variables[name] = self.random.random() < 0.5
        return f" @{directive}(if: ${name})"

    def _selection(self, type_: GraphQLObjectType, depth: int) -> str:
        parts = [self._part(type_, depth) for _ in range(self.random.randint(1, _MOST_PARTS))]
        return " ".join(part for part in parts if part) or "__typename"

    def _part(self, type_: GraphQLObjectType, depth: int) -> str:
        chance = self.random.random()
        if chance < 0.08:
            return self.random.choice(("__typename", "tn: __typename")) + self._condition()
        if chance < 0.18:
            return self._spread(type_, depth)
        names = [name for name in type_.fields if self.everything or name not in _UNCOMPILED]
        # Each new attribute would make it rarer that an agency is asked at all.
        name = self.random.choice([*names, *(name for name in names if name in _OF_AGENCIES)])
        return self._field(type_, name, depth)

    def _spread(self, type_: GraphQLObjectType, depth: int) -> str:
        body = self._selection(type_, depth - 1)
        if self.random.random() < 0.5:
            on = f" on {type_.name}" if self.random.random() < 0.7 else ""
            return f"...{on}{self._condition()} {{ {body} }}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {type_.name} {{ {body} }}")
        return f"...{name}{self._condition()}"

    def _field(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        below = get_named_type(type_.fields[name].type)
        # The same alias for the same field, so that whatever meets can be merged.
        alias = f"{self.random.choice(('o', 'row_'))}{name}: " if self.random.random() < 0.15 else ""
        if is_leaf_type(below):
            return f"{alias}{name}{self._condition()}"
        if depth <= 0 or not isinstance(below, GraphQLObjectType):
            return ""
        given = ""
        if name == "provenance":
            # Always of the same attribute, so that whatever meets can be merged.
            given = '(attribute: "fullName")'
        if "after" in type_.fields[name].args:
            # A name of its own for each: two pages of one name would have to be the same page.
            self.pages += 1
            alias, given = f"p{self.pages}: ", f"({self._page().lstrip(', ')})".replace("()", "")
        return f"{alias}{name}{given}{self._condition()} {{ {self._selection(below, depth - 1)} }}"

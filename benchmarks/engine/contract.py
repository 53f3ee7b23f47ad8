"""The four questions on the hub's own contract, and what is asked of each server."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SCALARS: Final = "nik fullName sex birthDate birthPlace religion maritalStatus occupation"
_EVERYTHING: Final = (
    SCALARS + " familyCard { number members { relationship citizen { nik fullName sex birthDate } } }"
    " licences { nib name kbli status issuedOn }"
    " enrolments { npsn school level status since }"
    " immunisations { vaccine dose occurredOn provider }"
)
QUERIES: Final = {
    "Q1": f"query Q1($nik: NIK!) {{ citizen(nik: $nik) {{ {SCALARS} }} }}",
    "Q2": f"query Q2($nik: NIK!) {{ citizen(nik: $nik) {{ {_EVERYTHING} }} }}",
    "Q3": f"query Q3($niks: [NIK!]!) {{ citizens(niks: $niks) {{ {_EVERYTHING} }} }}",
    "Q4": (
        "query Q4($search: CitizenSearch!) "
        "{ searchCitizens(search: $search, first: 5) { edges { node { nik fullName birthDate } } } }"
    ),
}
TITLES: Final = {
    "Q1": "one citizen, 8 scalars",
    "Q2": "one citizen with family, licences, enrolments, immunisations",
    "Q3": "fifty citizens with all of it",
    "Q4": "search by name, 5 hits",
}
DIFFERENT: Final = {"Q1": 2000, "Q2": 2000, "Q3": 500, "Q4": 500}
"""Bodies that the load generator goes through in turn."""
LIST: Final = 50


@dataclass(frozen=True, slots=True)
class Question:
    """One request: the query's name and its variables."""

    query: str
    variables: dict[str, Any]

    def body(self, text: str | None = None) -> str:
        """The JSON of the request; `text` is the query of a server that names things in its own way: it
        takes the terms of a search as variables of their own."""
        variables = self.variables if text is None else {**self.variables, **self.variables.get("search", {})}
        asked = {"query": text or QUERIES[self.query], "operationName": self.query, "variables": variables}
        return json.dumps(asked, separators=(",", ":"))


def questions(query: str, niks: Sequence[str], names: Sequence[str]) -> list[Question]:
    """The requests of one query, the same for every server."""
    rng = random.Random(query)  # noqa: S311  the same questions each time
    count = DIFFERENT[query]
    if query == "Q3":
        return [Question(query, {"niks": rng.sample(niks, min(LIST, len(niks)))}) for _ in range(count)]
    if query == "Q4":
        return [Question(query, {"search": {"name": rng.choice(names)}}) for _ in range(count)]
    return [Question(query, {"nik": rng.choice(niks)}) for _ in range(count)]


def write_bodies(folder: Path, name: str, asked: Sequence[Question], text: str | None = None) -> Path:
    """One request a line, for the load generator."""
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(one.body(text) for one in asked) + "\n", encoding="utf-8")
    return path

"""A service's form as its definition and the graph's input describe it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.codes import CLOSED_LISTS
from hub.core.codes_cards import CARD_LISTS
from hub.core.definition import Condition
from hub.core.texts import Pair

_LISTS: Final = {**CLOSED_LISTS, **{one.__name__: one for one in CARD_LISTS}}
_OPEN_LISTS: Final = {"religion": "religions", "occupation": "occupations"}
"""Last word of a field that holds an entry of an open list -> that list in the page's query."""
Option = tuple[str, Pair]
"""(value, its label in both languages)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `path` as in service.toml; `rows` and `choice` are the list and the alternative in which
    it stands; `source` the attribute of a person of the form (`mother.familyCard`) that fills it in; `region` the level
    of the region whose code it is."""

    path: str
    label: Pair
    kind: str
    required: bool
    needed: bool
    person: str
    shows: tuple[str, ...]
    source: str
    prefill: str
    rows: str
    choice: str
    options: tuple[Option, ...]
    region: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is the NIK that names a person of the form."""
        return bool(self.person) and not self.rows

    @property
    def names_in_list(self) -> bool:
        """Whether it is the NIK that names somebody in a row of a list: a child, who moves, a witness."""
        return bool(self.rows) and self.kind == "TEXT" and self.path.casefold().endswith("nik")

    @property
    def group(self) -> str:
        """Under which heading it stands: its list, its alternative, or the part of the form that it belongs to."""
        return self.rows or self.choice or self.path.rpartition(".")[0].partition(".")[0]

    def ids(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """Its ids on the page: its path, with the number of the row behind the name of its list."""
        if not self.rows:
            return (self.path,)
        rest = self.path.removeprefix(self.rows)
        return tuple(f"{self.rows}.{row}{rest}" for row in range(counts.get(self.rows, 1)))


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be asked, and the statement that may stand in its place."""

    kind: str
    label: Pair
    required: bool
    condition: Pair | None
    when: Condition | None
    is_asked_here: bool
    how_to: Pair
    instead: Paper | None
    witnesses: int

    def is_asked(self, form: Mapping[str, Any]) -> bool:
        """Whether this form may need it, handed in this way."""
        return self.is_asked_here and (self.when is None or self.when.holds(form))

    def is_certain(self) -> bool:
        """Whether it is needed for sure once it is asked: what only people can tell is left to them and the rules."""
        return self.required and (self.when is not None or self.condition is None)


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form of a service; `setting` says whether the office takes it now."""

    name: str
    title: Pair
    fee: str
    fields: tuple[Field, ...]
    papers: tuple[Paper, ...]
    setting: Mapping[str, Any]

    @property
    def choices(self) -> tuple[str, ...]:
        """Paths of the alternatives of which the form takes one; empty where it has none."""
        return tuple(dict.fromkeys(field.choice for field in self.fields if field.choice))

    def fields_of(self, choice: str) -> tuple[Field, ...]:
        """The fields that there are when this alternative is taken."""
        return tuple(field for field in self.fields if field.choice in ("", choice))

    def lists_of(self, choice: str) -> tuple[str, ...]:
        """The lists among them."""
        return tuple(dict.fromkeys(field.rows for field in self.fields_of(choice) if field.rows))


def form_of(service: Mapping[str, Any], lists: Mapping[str, Any]) -> Form:
    """The form in the page's query; `lists` has the open code lists."""
    fields = tuple(_field(one, lists) for one in service["formFields"])
    papers = tuple(_papers(service["requirements"]))
    return Form(
        service["name"], (service["title"], service["titleEn"]), service["fee"], fields, papers, service["setting"]
    )


def _field(given: Mapping[str, Any], lists: Mapping[str, Any]) -> Field:
    last = given["path"].rpartition(".")[2]
    open_list = lists.get(_OPEN_LISTS.get(last, "")) or ()
    options = _closed(given["codes"]) or tuple((one["value"], (one["label"], one["labelEn"])) for one in open_list)
    return Field(
        path=given["path"], label=(given["label"], given["labelEn"]), kind=given["kind"], required=given["required"],
        needed=given["needed"], person=given["person"] or "", shows=tuple(given["shows"]),
        source=given["prefilledFrom"] or "", prefill=given["prefill"] or "", rows=given["rows"] or "",
        choice=given["choice"] or "", options=options, region=given["region"] or "",
    )  # fmt: skip


def _closed(name: str | None) -> tuple[Option, ...]:
    """A closed list with its official labels."""
    return tuple((one.name, (one.label_id.capitalize(), one.label_en)) for one in _LISTS[name]) if name else ()


def _papers(requirements: Sequence[Mapping[str, Any]]) -> Iterator[Paper]:
    by_kind = {one["kind"]: one for one in requirements}
    substitutes = {one["substitute"] for one in requirements}
    for one in requirements:
        if one["kind"] not in substitutes:
            other = by_kind.get(one["substitute"])
            yield _paper(one, _paper(other, None) if other else None)


def _paper(given: Mapping[str, Any], instead: Paper | None) -> Paper:
    when = given["when"]
    return Paper(
        kind=given["kind"], label=(given["label"], given["labelEn"]), required=given["required"],
        condition=(given["condition"], given["conditionEn"]) if given["condition"] else None,
        when=Condition(when["field"], tuple(when["among"]), when["missing"]) if when else None,
        is_asked_here=given["inForm"] != "NOT_ASKED", how_to=(given["howTo"], given["howToEn"]),
        instead=instead, witnesses=given["substituteWitnesses"] or 0,
    )  # fmt: skip

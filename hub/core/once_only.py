"""What the once-only principle saved an applicant: counted when an application is handed in, as numbers alone.

Nothing here says whose application it was. docs/adr/0041 says what each number means and what it does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from hub.core.application import Channel
from hub.core.attributes import camel, declared
from hub.core.citizen import Citizen
from hub.core.definition import FormField
from hub.core.identifiers import is_nik
from hub.core.service import Service

LEAST: Final = 5
"""A cell of fewer applications is not told: it could be somebody."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Of one application. `prefilled` fields of the form came from the record: whoever handed in states so, and the
    record holds the same. `typed` ones did not; `papers` were asked of this form on this channel, and `papers_spared`
    that the service knows were not; `visit_spared` is 1 where nobody had to come to the office to hand in."""

    prefilled: int
    typed: int
    papers: int
    papers_spared: int
    visit_spared: int

    def stored(self) -> dict[str, int]:
        """As the action holds it."""
        return {
            "prefilled": self.prefilled, "typed": self.typed, "papers": self.papers,
            "papers_spared": self.papers_spared, "visit_spared": self.visit_spared,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeterLine:
    """All applications of a service in a month (its first day, in the office's time) on a channel."""

    month: dt.date
    channel: str
    applications: int
    prefilled: int
    typed: int
    papers: int
    papers_spared: int
    visits_spared: int


def saved(
    service: Service, form: Mapping[str, Any], channel: str, stated: Sequence[str], record: Mapping[str, Citizen]
) -> Saved:
    """Counts one application. A `stated` path counts as filled in by the record only where the service says that the
    record fills it in, and where `record` (persons by NIK, as it holds them now) has what the form says."""
    fields = service.definition.fields
    answered = sum(_answers(form, one.path.split(".")) for one in fields)
    prefilled = sum(one.path in stated and _is_of_record(one, fields, form, record) for one in fields)
    papers = [paper for paper in service.requirements if paper.required]
    asked = sum(paper.is_asked(form, channel) for paper in papers)
    away = channel != Channel.COUNTER.value
    return Saved(prefilled, answered - prefilled, asked, len(papers) - asked, int(away))


def niks_behind(service: Service, form: Mapping[str, Any], stated: Sequence[str]) -> tuple[str, ...]:
    """The NIKs of those whose record is said to have filled something in."""
    fields = service.definition.fields
    owners = {one.prefilled_from.partition(".")[0] for one in fields if one.path in stated and one.prefilled_from}
    niks = (_value(form, one.path) for one in fields if one.person and one.person in owners)
    return tuple(dict.fromkeys(nik for nik in niks if isinstance(nik, str) and is_nik(nik)))


def _is_of_record(
    one: FormField, fields: Sequence[FormField], form: Mapping[str, Any], record: Mapping[str, Citizen]
) -> bool:
    """Whether the record of the person that it is filled in from says what the form says."""
    owner, _, attribute = one.prefilled_from.partition(".")
    said = _value(form, one.path)
    niks = [_value(form, other.path) for other in fields if owner and other.person == owner]
    persons = [record[nik] for nik in niks if isinstance(nik, str) and nik in record]
    return isinstance(said, str) and any(_same(said, _held(person, attribute)) for person in persons)


def _held(person: Citizen, attribute: str) -> object:
    return getattr(person, _NAMES.get(attribute, ""), None)


def _same(said: str, held: object) -> bool:
    """Letters in capitals and spaces between words are nobody's answer."""
    shown = held.isoformat() if isinstance(held, dt.date) else held.name if isinstance(held, Enum) else held
    return isinstance(shown, str) and shown.casefold().split() == said.casefold().split()


def _value(form: Mapping[str, Any], path: str) -> object:
    """What stands at a path outside of lists."""
    value: Any = form
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


_NAMES: Final[Mapping[str, str]] = {
    **{camel(one.name): one.name for one in declared(Citizen)},
    "familyCard": "family_card_number",
}
"""Attributes of a person as the graph names them, and as the record does."""


def _answers(value: Any, path: Sequence[str]) -> int:
    """How many answers stand at a path; one for each row of a list."""
    if isinstance(value, list):
        return sum(_answers(row, path) for row in value)
    if not path:
        return int(value is not None and value not in ("", False))
    return _answers(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else 0

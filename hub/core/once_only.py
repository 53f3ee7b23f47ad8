"""What the once-only principle saved an applicant: counted when an application is handed in, as numbers alone.

Nothing here says whose application it was. docs/adr/0041 says what each number means and what it does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.application import Channel
from hub.core.definition import FormField
from hub.core.service import Service

LEAST: Final = 5
"""A cell of fewer applications is not told: it could be somebody."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Of one application. `prefilled` fields of the form came from the record, as whoever handed in declares, and
    `typed` ones did not; `papers` were asked of this form on this channel, and `papers_spared` that the service knows
    were not; `visit_spared` is 1 where nobody had to come to the office to hand in."""

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


def saved(service: Service, form: Mapping[str, Any], channel: str, declared: Sequence[str]) -> Saved:
    """Counts one application. A declared path counts only where the service says that the record fills it in."""
    fields = service.definition.fields
    answered = sum(_answers(form, one.path.split(".")) for one in fields)
    prefilled = sum(_is_prefilled(one, form, declared) for one in fields)
    papers = [paper for paper in service.requirements if paper.required]
    asked = sum(paper.is_asked(form, channel) for paper in papers)
    away = channel != Channel.COUNTER.value
    return Saved(prefilled, answered - prefilled, asked, len(papers) - asked, int(away))


def _is_prefilled(one: FormField, form: Mapping[str, Any], declared: Sequence[str]) -> bool:
    return bool(one.prefilled_from) and one.path in declared and _answers(form, one.path.split(".")) > 0


def _answers(value: Any, path: Sequence[str]) -> int:
    """How many answers stand at a path; one for each row of a list."""
    if isinstance(value, list):
        return sum(_answers(row, path) for row in value)
    if not path:
        return int(value is not None and value not in ("", False))
    return _answers(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else 0

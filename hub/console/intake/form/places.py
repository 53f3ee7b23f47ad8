"""Codes of regions by name: what is looked for, what was found, and what was chosen of it. Works without script.

Marks among the answers: `find.PATH` a part of the name, `inside.PATH` one of what lies above it, `pick.PATH` the choice
("code|how it is called"), `place.PATH` how the code that stands there is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.console.base.forms import FieldError
from hub.console.base.graph import document
from hub.console.base.visit import Visit
from hub.console.intake.form import texts
from hub.console.intake.form.answers import Answers
from hub.console.intake.form.shape import Field

_QUERY: Final = document(__file__, "regions.graphql")
_LEAST: Final = 3
MARKS: Final = ("find.", "inside.", "pick.")


@dataclass(frozen=True, slots=True)
class Place:
    """A region as it is chosen: its code, and its name with all that it lies in, since names repeat."""

    code: str
    called: str


def choose(answers: Answers) -> None:
    """What was picked stands in its field from now on; what somebody typed over has no name any more."""
    for one in _regions(answers):
        code, _, called = answers.values.pop(f"pick.{one.path}", "").partition("|")
        if code:
            answers.values[one.path] = code
            answers.values[f"place.{one.path}"] = f"{code}|{called}"
        elif not answers.values.get(f"place.{one.path}", "").startswith(f"{answers.values.get(one.path, '')}|"):
            answers.values.pop(f"place.{one.path}", None)


def called(answers: Answers) -> Mapping[str, str]:
    """How the codes that stand in the form are called, by the path of the field."""
    kept = ((one.path, answers.values.get(f"place.{one.path}", "")) for one in _regions(answers))
    return {path: text.partition("|")[2] for path, text in kept if text}


async def found(visit: Visit, answers: Answers, path: str) -> tuple[list[Place], list[FieldError]]:
    """The regions that were looked for at a field; or why there are none to choose from."""
    field = next((one for one in _regions(answers) if one.path == path), None)
    if field is None:
        return [], []
    name, inside = (" ".join(answers.values.get(f"{mark}.{path}", "").split()) for mark in ("find", "inside"))
    if len(name) < _LEAST:
        return [], [FieldError(path, texts.SHORT_NAME)]
    asked = {"name": name, "inside": inside or None, "level": field.region}
    regions = (await visit.ask(_QUERY, asked)).data.get("regions") or ()
    places = [Place(one["code"], _called(one)) for one in regions]
    return places, [] if places else [FieldError(path, texts.NO_REGION)]


def _called(region: Mapping[str, Any]) -> str:
    above = (f"Kec. {region['district']}" if region["district"] else None, region["regency"], region["province"])
    return ", ".join(part for part in (region["name"], *above) if part)


def _regions(answers: Answers) -> Iterator[Field]:
    return (one for one in answers.fields if one.region and not one.rows)

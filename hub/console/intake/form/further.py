"""A form that goes on from another one: what both have in common stands in it, and can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hub.console.base.graph import document
from hub.console.base.visit import Visit
from hub.console.intake.form.answers import Answers

_QUERY: Final = document(__file__, "further.graphql")
_DATE_PARTS: Final = ("year", "month", "day")


async def go_on(visit: Visit, answers: Answers, number: str) -> None:
    """Fills in what the application of this number calls for; nothing where it calls for none, or is not hers."""
    reply = await visit.ask(_QUERY, {"number": number})
    known = (reply.data.get("application") or {}).get("further")
    if not isinstance(known, dict):
        return
    for path, value in _flat(known):
        if isinstance(value, list):
            answers.values[f"rows.{path}"] = str(len(value))
            continue
        answers.values[path] = str(value)
    for one in answers.fields:
        if one.kind == "DATE" and one.path in answers.values:
            parts = answers.values.pop(one.path).split("-")
            answers.values |= {f"{one.path}.{name}": part for name, part in zip(_DATE_PARTS, parts, strict=False)}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(id on the page, value) of everything that is known; a list itself before its rows."""
    if isinstance(value, list):
        yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inside in children:
        yield from _flat(inside, f"{path}.{name}" if path else str(name))
    if not isinstance(value, dict | list) and value is not None:
        yield path, value

"""A stored form as the answers of the page that it came from, so that somebody goes on where she was. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.console.intake.form.answers import Answers
from hub.console.intake.form.shape import Form

_PARTS: Final = ("year", "month", "day")


def answers_from(form: Form, stored: Mapping[str, Any]) -> Answers:
    """Every answer of a stored form, each list with as many rows as it has lines."""
    values = dict(_flat(stored))
    values |= {f"rows.{name}": str(len(rows)) for name, rows in _lists(stored)}
    taken = [choice for choice in form.choices if any(one.startswith(f"{choice}.") for one in values)]
    values |= {"choice": taken[0]} if taken else {}
    answers = Answers(form, values)
    for at, one, _ in list(answers.answered()):
        if one.kind == "DATE" and at in values:
            values |= zip((f"{at}.{part}" for part in _PARTS), values[at].split("-"), strict=True)
    return answers


def _flat(given: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(given, list):
        for row, value in enumerate(given):
            yield from _flat(value, f"{path}.{row}")
    elif isinstance(given, bool):
        yield from [(path, "yes")] if given else []
    elif given is not None:
        yield path, str(given)


def _lists(given: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from _lists(value, f"{path}.{name}" if path else name)
    elif isinstance(given, list):
        yield path, given

"""service.toml, read strictly: what is missing, misspelt or contradicts itself is named with its place.

Whether the graph and the policies know what it names is asked in `hub.schema.service_check`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from hub.core.definition import Law, ServiceStep
from hub.core.errors import BadInput
from hub.core.manifest import FILE, Manifest, Problem
from hub.core.manifest_rules import problems_of


class UnusableDefinition(BadInput):
    """A folder that does not start; `problems` are all that were found in it."""

    def __init__(self, folder: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(one.line(folder) for one in problems))
        self.problems = tuple(problems)


_ADAPTER: Final = TypeAdapter(Manifest)
_STEPS: Final = TypeAdapter(tuple[ServiceStep, ...])
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "this key is missing. Add it; docs/guides/integrators.md says what it means.",
    "unexpected_keyword_argument": "nothing knows this key. Look at how it is spelt, or take it out.",
}


def read_manifest(folder: str, text: str, shared_steps: str) -> Manifest:
    """The manifest in a file's text; the steps of every service in `shared_steps` where it names none of its own.

    Raises UnusableDefinition with every problem, not only the first.
    """
    given = _parsed(folder, text)
    try:
        manifest = _ADAPTER.validate_python(given)
    except ValidationError as error:
        raise UnusableDefinition(
            folder, [_problem(one["type"], one["loc"], one["msg"]) for one in error.errors(include_url=False)]
        ) from None
    manifest = replace(manifest, steps=manifest.steps or _STEPS.validate_python(tomllib.loads(shared_steps)["steps"]))
    if problems := tuple(problems_of(manifest)):
        raise UnusableDefinition(folder, problems)
    return manifest if manifest.legal_basis else replace(manifest, legal_basis=_basis(manifest.laws))


def _parsed(folder: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableDefinition(folder, [Problem(FILE, "text", f"this is no TOML ({error}). Correct it.")]) from None


def _problem(kind: str, place: tuple[int | str, ...], said: str) -> Problem:
    sentence = _SENTENCES.get(kind) or f"{said}. Write such a value."
    return Problem(FILE, ".".join(str(part) for part in place), sentence)


def _basis(laws: Sequence[Law]) -> str:
    """Only what somebody has read; the rest is shown as to be confirmed, and nowhere as law."""
    return "; ".join(dict.fromkeys(law.name for law in laws if not law.confidence.to_be_confirmed))

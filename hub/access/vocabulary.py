"""What policies may speak of, written as Cedar's schema: the words of the code, and the shapes that people write.

The lists (roles, kinds of actors, purposes, categories, coordinates) are made from the code and the graph; entities and
actions stand in `shapes.cedarschema` beside this file. `hub policy schema --write` puts both into
`policies/schema.cedarschema`, for the hub, for editors and for Cedar's own tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from hub.access.entities import BE_ASSIGNED
from hub.core.actor import ActorKind, Role
from hub.core.administration import AccountAction
from hub.core.application import ActionKind
from hub.core.attributes import CATEGORIES
from hub.core.errors import BadInput
from hub.core.oversight import OversightAction
from hub.core.purpose import Purpose
from hub.core.record_action import RecordAction

SCHEMA_FILE: Final = "schema.cedarschema"
CATEGORY: Final = "Category"
COORDINATE: Final = "Coordinate"
_SHAPES: Final = Path(__file__).with_name("shapes.cedarschema")
_WORD: Final = re.compile(r'"([^"]+)"')
_ACTIONS: Final = re.compile(r'^action ((?:"\w+",?\s*)+)(?:in|appliesTo)', re.MULTILINE)
_OF_READING: Final = frozenset({"read", "show", "disclose", "see", "record", "view"})
_HEAD: Final = """\
// What the policies may speak about. Made by `hub policy schema --write` from the code and the graph: do not edit it.
// Lists of names are closed, so that a misspelt role, purpose, category or coordinate does not pass validation.
// Entities and actions below them are those of hub/access/shapes.cedarschema, which people write.
"""


class Unlisted(BadInput):
    """The shapes and the code name different actions, or a schema has not the lists that it should."""


def written(categories: Iterable[str] = (), coordinates: Iterable[str] = ()) -> str:
    """The schema. `categories` are the graph's, beside the hub's own; `coordinates` its fields that show personal data.

    Raises Unlisted when the shapes declare other actions than the code asks for.
    """
    shapes = _shapes()
    _check_actions(shapes)
    own = [category.value for category in CATEGORIES]
    lists: Mapping[str, Iterable[str]] = {
        "Role": [role.value for role in Role],
        "Kind": [kind.value for kind in ActorKind],
        "Purpose": [purpose.value for purpose in Purpose],
        CATEGORY: [*own, *sorted(set(categories) - set(own))],
        COORDINATE: sorted(set(coordinates)),
    }
    return "\n".join([_HEAD, *(_enumeration(name, words) for name, words in lists.items()), shapes])


def extended(schema: str, further: Mapping[str, Iterable[str]]) -> str:
    """A schema in whose lists (by the entity's name) these words stand too: those of connectors that it does not know.

    Raises Unlisted when it has no such list.
    """
    for name, words in further.items():
        schema = _with(schema, name, words)
    return schema


def listed(schema: str, name: str) -> frozenset[str]:
    """The words of one of its lists. Raises Unlisted."""
    return frozenset(_WORD.findall(_list(schema, name)[0]))


@cache
def _shapes() -> str:
    return _SHAPES.read_text(encoding="utf-8")


def _check_actions(shapes: str) -> None:
    declared = {word for found in _ACTIONS.findall(shapes) for word in _WORD.findall(found)}
    kinds = (ActionKind, RecordAction, AccountAction, OversightAction)
    asked = {kind.value for each in kinds for kind in each} | _OF_READING | {BE_ASSIGNED}
    if declared != asked:
        differing = ", ".join(sorted(declared ^ asked))
        raise Unlisted(f"{_SHAPES.name} and the code do not name the same actions: {differing}. Bring them together.")


def _enumeration(name: str, words: Iterable[str]) -> str:
    # One a line, so that two who add a word each do not meet in one line.
    return f"entity {name} enum [\n" + ",\n".join(f'    "{word}"' for word in words) + "\n];\n"


def _with(schema: str, name: str, words: Iterable[str]) -> str:
    found = _list(schema, name)
    missing = sorted(set(words) - set(_WORD.findall(found[0])))
    return schema[: found.end(1)] + "".join(f', "{word}"' for word in missing) + schema[found.end(1) :]


def _list(schema: str, name: str) -> re.Match[str]:
    found = re.search(rf"entity {name} enum \[([^\]]*?)\s*\]", schema)
    if found is None:
        raise Unlisted(f"{SCHEMA_FILE} has no list of the kind {name}. Take the one that the hub comes with.")
    return found

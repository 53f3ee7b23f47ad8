"""What of an operation a connector needs to know of one person: where her NIK goes in, where it comes back, and which
attributes stand beside it. Found in the document, so that nobody writes them down twice."""

from __future__ import annotations

import copy
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.exchange.openapi.document import DocumentError, OpenApi, Operation

_NIK: Final = re.compile(r"(^|_)nik($|_)|^nik[A-Z]|Nik($|[A-Z])")
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_TYPES: Final = {"string": "str", "integer": "int", "boolean": "bool"}
_SAMPLES: Final[Mapping[str, Any]] = {"str": "CONTOH-001", "int": 1, "bool": True, "dt.date": "2024-11-24"}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name in the answer and in Python, its type there, and an example of the answer's value."""

    key: str
    name: str
    type: str
    says: str
    sample: Any


@dataclass(frozen=True, slots=True)
class Shape:
    """How one operation answers about one person.

    `parameter` takes the NIK, or `in_body` says that the body's property of this name does. The answer's object at
    `person` (a property of the whole, or empty for the whole) has her NIK as `nik`, and `items`, a list of objects, or
    empty where she herself has the attributes. `left_out` are properties that are no plain values.
    """

    operation: Operation
    parameter: str
    in_body: bool
    person: str
    nik: str
    items: str
    attributes: tuple[Attribute, ...]
    left_out: tuple[str, ...]


def shape_of(document: OpenApi, name: str = "") -> Shape:
    """The shape of an operation, or of the only one that answers about one person. Raises DocumentError."""
    if name:
        return _shape(document, document.operation(name))
    found, why = [], []
    for each in document.operations:
        try:
            found.append(_shape(document, document.operation(each)))
        except DocumentError as error:
            why.append(str(error))
    if len(found) == 1:
        return found[0]
    if found:
        raise DocumentError(f"Several operations answer about a person; choose with --operation: {_ids(found)}.")
    raise DocumentError("No operation answers about one person by her NIK. " + " ".join(why[:3]))


def answer_for(document: OpenApi, shape: Shape, person: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Any:
    """An answer of this shape about a person, for an emulator; what else the document wants is made up."""
    whole = example(document, shape.operation.answers["200"])
    own = whole[shape.person] if shape.person else whole
    own |= {shape.nik: person["nik"], **({shape.items: list(items)} if shape.items else dict(items[0]))}
    return whole


def example(document: OpenApi, schema: Any) -> Any:
    """A value of a schema: its own example, or the least that it wants."""
    given = document.resolved(schema)
    known = next((given[each] for each in ("example", "default", "const") if given.get(each) is not None), None)
    if known is not None or given.get("enum"):
        return given["enum"][0] if known is None else copy.deepcopy(known)
    kind = _type(given)
    if kind is not None:
        return _sample(given, kind)
    properties = _properties(document, given)
    wanted = {*given.get("required", ()), *(each for each in properties if _NIK.search(each))}
    holders = (each for each in properties if _properties(document, properties[each]))
    if properties or given.get("type") == "object":
        return {name: example(document, properties[name]) for name in properties if name in wanted | {*holders}}
    return [] if given.get("type") == "array" else None


def sample_item(shape: Shape) -> dict[str, Any]:
    """An item as the document's examples say."""
    return {each.key: each.sample for each in shape.attributes}


def _shape(document: OpenApi, operation: Operation) -> Shape:
    parameter, in_body = _question(document, operation)
    if "404" not in operation.answers:
        raise DocumentError(f"{operation.id} does not say (404) what it answers about a person whom nobody knows.")
    whole = _properties(document, operation.answers.get("200"))
    for holder in ("", *whole):
        own = whole if not holder else _properties(document, whole[holder])
        nik = next((each for each in own if _NIK.search(each)), None)
        if nik is None:
            continue
        items = next((each for each in own if _properties(document, _items(document, own[each]))), "")
        held = _properties(document, _items(document, own[items])) if items else own
        known = dict(_attributes(document, held, nik))
        made = tuple(each for each in known.values() if each is not None)
        if made:
            left_out = tuple(key for key, each in known.items() if each is None)
            return Shape(operation, parameter, in_body, holder, nik, items, made, left_out)
    raise DocumentError(
        f"The answer of {operation.id} does not say by a NIK whom it is about, so it could be anybody's. Ask the "
        "agency to give the NIK back."
    )


def _question(document: OpenApi, operation: Operation) -> tuple[str, bool]:
    """What takes the NIK, and whether it stands in the body; anything else that is required cannot be guessed."""
    needed = [each.name for each in operation.parameters if each.required or _NIK.search(each.name)]
    body = _properties(document, operation.body)
    required = (document.resolved(operation.body) or {}).get("required", []) if operation.body else []
    wanted = [each for each in body if each in required or _NIK.search(each)]
    found = [*needed, *wanted]
    if len(found) != 1 or not _NIK.search(found[0]):
        raise DocumentError(f"{operation.id} is not asked by a NIK alone, but by {', '.join(found) or 'nothing'}.")
    return found[0], not needed


def _attributes(document: OpenApi, held: Mapping[str, Any], nik: str) -> Iterator[tuple[str, Attribute | None]]:
    """Each property: an attribute, or None where it is no plain value."""
    for key, schema in held.items():
        if key != nik:
            given = document.resolved(schema)
            kind = _type(given)
            name = "_".join(word.lower() for word in _WORD.findall(key))
            usable = _NAME.fullmatch(name) and not keyword.iskeyword(name)
            says = " ".join(str(given.get("description") or key).split())[:80].replace('"', "'").rstrip(".") + "."
            sample = _sample(given, kind) if kind else None
            yield key, Attribute(key, name, kind, says, sample) if usable and kind else None


def _type(schema: Mapping[str, Any]) -> str | None:
    """The type in Python; OpenAPI 3.1 says null beside it."""
    given = schema.get("type")
    kinds = [each for each in (given if isinstance(given, list) else [given]) if each != "null"]
    kind = kinds[0] if len(kinds) == 1 else None
    if kind == "string" and schema.get("format") == "date":
        return "dt.date"
    return _TYPES.get(kind) if isinstance(kind, str) else None


def _sample(schema: Mapping[str, Any], kind: str) -> Any:
    examples = [schema.get("example"), *(schema.get("examples") or ()), *(schema.get("enum") or ())]
    return next((each if kind != "dt.date" else str(each) for each in examples if each is not None), _SAMPLES[kind])


def _properties(document: OpenApi, schema: Any) -> Mapping[str, Any]:
    found = document.resolved(schema)
    properties = found.get("properties") if isinstance(found, dict) else None
    return properties if isinstance(properties, dict) else {}


def _items(document: OpenApi, schema: Any) -> Any:
    found = document.resolved(schema)
    return found.get("items") if isinstance(found, dict) else None


def _ids(shapes: list[Shape]) -> str:
    return ", ".join(each.operation.id for each in shapes)

"""Brings the catalogue up to date with what pages say (`make texts`): adds what is new, drops what nothing says.

A text that is new has no English yet: write it into hub/locale/en/LC_MESSAGES/satu.po.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

ROOT: Final = Path(__file__).parents[1]
CATALOGUES: Final = {
    language: ROOT / "hub" / "locale" / language / "LC_MESSAGES" / "satu.po" for language in ("id", "en")
}
ONLY_INDONESIAN: Final = "indonesian"
SAYS: Final = frozenset({"say", "plain", "slashed", "both", "below", "dotted"})
"""What a template says a text with; the text stands first, and alone but for its values."""
IN_MODULES: Final = frozenset({"say", "plain", "slashed", "counted", ONLY_INDONESIAN})
_WIDTH: Final = 118
Key = tuple[str, str]
Said = Mapping[Key, tuple[str, frozenset[str]]]
"""(context, text) -> what says it, and in which files."""


def templates(root: Path = ROOT) -> list[Path]:
    """The templates of pages."""
    return sorted(path for room in ("console", "identity") for path in (root / "hub" / room).rglob("*.html"))


def modules(root: Path = ROOT) -> list[Path]:
    """The modules that may say something: those of pages, and the words of the domain."""
    rooms = [path for room in ("console", "identity") for path in (root / "hub" / room).rglob("*.py")]
    return sorted([*rooms, *(root / "hub" / "core").glob("*.py")])


def said(root: Path = ROOT) -> Said:
    """Everything that pages say."""
    found: dict[Key, tuple[str, frozenset[str]]] = {}
    readers = [(templates(root), _in_template), (modules(root), _in_module)]
    for path, read in ((path, read) for paths, read in readers for path in paths):
        for key, by in read(path.read_text(encoding="utf-8")):
            before, files = found.get(key, (by, frozenset()))
            # What is said in both languages somewhere has its English, whoever says it in Indonesian alone as well.
            found[key] = by if before == ONLY_INDONESIAN else before, files | {path.relative_to(root).as_posix()}
    return found


def name_of(call: nodes.Call) -> str:
    """What a call of a template is called: `both` for `c.both(...)`."""
    return call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")


def is_said(call: nodes.Call) -> bool:
    """Whether a call says a text of the catalogue, and not words that came as data."""
    first = call.args[0] if len(call.args) == 1 else None
    return name_of(call) in SAYS and isinstance(first, nodes.Const) and isinstance(first.value, str)


def of_language(now: Said, language: str) -> Said:
    """What belongs into the catalogue of a language."""
    return {key: one for key, one in now.items() if (one[0] == ONLY_INDONESIAN) == (language == "id")}


def brought_up_to_date(known: Catalog, now: Said, language: str) -> Catalog:
    """The catalogue of what is said now, with the English that is known; Indonesian is its own text."""
    made = Catalog(locale=language, project="Satu", charset="utf-8", creation_date=known.creation_date, fuzzy=False)
    made.revision_date = known.revision_date
    made.header_comment = (
        "# What pages say. The Indonesian text is the key; see docs/adr/0061. `make texts` writes this."
    )
    for (context, text), (by, files) in sorted(now.items()):
        entry = known.get(text, context or None)
        many = by == "counted"
        english = text if language == "id" else entry.string if entry else ("", "") if many else ""
        where = [(file, 0) for file in sorted(files)]
        made.add((text, text) if many else text, english, where, context=context or None)
    return made


def _in_template(source: str) -> Iterator[tuple[Key, str]]:
    for call in jinja2.Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if is_said(call):
            named = {value.key: value.value for value in call.kwargs}
            context = named.get("context")
            (text,) = (one for one in call.args[:1] if isinstance(one, nodes.Const))
            yield (context.value if isinstance(context, nodes.Const) else "", text.value), "say"


def _in_module(source: str) -> Iterator[tuple[Key, str]]:
    if not any(f"{name}(" in source for name in IN_MODULES):
        return
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in IN_MODULES and call.args and isinstance(call.args[0], ast.Constant):
            context = {word.arg: word.value for word in call.keywords}.get("context")
            spoken = str(context.value) if isinstance(context, ast.Constant) else ""
            yield (spoken, str(call.args[0].value)), name


def lacking(catalogue: Catalog) -> list[str]:
    """The texts that have no words in a catalogue's language."""
    forms = {entry.id: (entry.string,) if isinstance(entry.string, str) else entry.string for entry in catalogue}
    return [str(text) for text, words in forms.items() if text and not all(words or ())]


def main() -> int:
    """Writes the catalogues; tells what has no English yet."""
    now = said()
    empty = []
    for language, path in CATALOGUES.items():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
        made = brought_up_to_date(known, of_language(now, language), language)
        with path.open("wb") as file:
            write_po(file, made, width=_WIDTH, sort_output=True, include_lineno=False)
        empty += lacking(made)
    sys.stdout.write("".join(f"No English yet: {text}\n" for text in empty))
    return 1 if empty else 0


if __name__ == "__main__":
    raise SystemExit(main())

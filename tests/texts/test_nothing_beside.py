"""No words beside the catalogues: every template and every module of pages is read, letter by letter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from scripts.texts import ROOT, SAYS, is_said, modules, name_of, templates

NAMES = frozenset({"NIK", "NIB", "RT", "RW", "KK", "KB", "Kec", "SIAK", "Satu"})
"""Names and abbreviations that are the same in each language."""
SHOWN_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"')
JINJA = jinja2.Environment(autoescape=True)
TAG = re.compile(r"<[^<>]*>")
ENTITY = re.compile(r"&\w+;")
WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"[^\W\d_]{2,}[,.:;]? [^\W\d_]{2,}")
CODE = re.compile(r'^\{ |__|="|\b[dMQy]{1,4} [MQy]{1,4}\b|\bmax-age=')
"""Text of GraphQL, names of classes and attributes, patterns of dates, and a header."""
WORDY = re.compile(r"[A-Z][a-z]+|[^\W\d_]+ [^\W\d_]+")
KEEPS = frozenset({"code_label", "side", "format_date", "format_datetime", "compile", "AppKey", "sub", "fullmatch"})
"""Calls whose texts are patterns and names of code."""
LOGS = frozenset({"exception", "info", "warning", "error", "debug", "file_key"})
"""What whoever runs the hub reads."""
# How many words stand beside the catalogues: only ever lower these. Here the names of a key and of a language.
TEMPLATES_LEFT = {"hub/console/base/keys.html": 1, "hub/console/intake/form/who.html": 1}
# Names of offices and agencies, and the words of a stored row.
MODULES_LEFT = {
    "hub/console/application.py": 1, "hub/console/base/texts.py": 1, "hub/console/base/visit.py": 1,
    "hub/core/treatment_texts.py": 2,
}  # fmt: skip


def free_text(source: str) -> Iterator[str]:
    """What a template's data say outside of tags, and in the attributes that are read out or shown."""
    pieces = [value if kind == "data" else "\0" for _, kind, value in JINJA.lex(source) if kind != "comment"]
    page = re.sub(r"<(style|script)\b.*?</\1>", "", "".join(pieces), flags=re.DOTALL)
    yield from SHOWN_ATTRIBUTES.findall(page)
    yield from re.split("\0", TAG.sub("\0", page))


def words_beside(source: str) -> list[str]:
    """The words of a template that no call says."""
    free = [" ".join(WORD.findall(ENTITY.sub(" ", text))) for text in free_text(source)]
    tree = JINJA.parse(source)
    constants = [text for text in _constants(tree) if WORDY.match(text) and "govuk" not in text]
    return [text for text in [*free, *constants] if set(text.split()) - NAMES]


def _constants(node: nodes.Node) -> Iterator[str]:
    """String constants that may be shown: not the said ones, nor names, keys and what is compared."""
    for child in node.iter_child_nodes(exclude=_unshown(node)):
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child.value
        yield from _constants(child)


UNSHOWN: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Pair, "key"), (nodes.Compare, "expr"), (nodes.Compare, "ops"), (nodes.Test, "args"), (nodes.Getitem, "arg"),
    (nodes.Extends, "template"), (nodes.Include, "template"), (nodes.Import, "template"),
    (nodes.FromImport, "template"),
)  # fmt: skip
"""Where a constant is a name: type of the node, and its field."""


def _unshown(node: nodes.Node) -> set[str]:
    if isinstance(node, nodes.Call) and (is_said(node) or name_of(node) in KEEPS):
        return {"node", "args"}
    if isinstance(node, nodes.Keyword) and node.key == "context":
        return {"value"}
    return {field for kind, field in UNSHOWN if isinstance(node, kind)}


class Literals(ast.NodeVisitor):
    """String literals of a module that may reach a page."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in SAYS | KEEPS | {"counted", "indonesian"}:
            for word in node.keywords:
                if word.arg != "context":
                    self.visit(word.value)
        elif name not in LOGS:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        texts = [one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        pair = len(texts) == len(node.elts) == 2 and texts[0] != texts[1]
        if pair and all(text[:2].istitle() for text in texts):
            self.found.append(" / ".join(texts))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and SENTENCE.search(node.value) and not CODE.search(node.value):
            self.found.append(node.value)


def literals_beside(source: str) -> list[str]:
    literals = Literals()
    literals.visit(ast.parse(source))
    return literals.found


def speaks(path: Path) -> bool:
    """Whether a module is one of pages, or of the words of the domain."""
    room, _, rest = path.relative_to(ROOT / "hub").as_posix().partition("/")
    return room == "console" or path.stem.endswith("_texts") or rest in {"pages.py", "stages.py"}


def left(found: dict[Path, list[str]]) -> dict[str, list[str]]:
    return {path.relative_to(ROOT).as_posix(): texts for path, texts in found.items() if texts}


def test_no_template_says_anything_itself() -> None:
    beside = left({path: words_beside(path.read_text(encoding="utf-8")) for path in templates()})
    assert {name: texts for name, texts in beside.items() if len(texts) > TEMPLATES_LEFT.get(name, 0)} == {}
    assert {name: len(beside.get(name, ())) for name in TEMPLATES_LEFT} == TEMPLATES_LEFT, "lower TEMPLATES_LEFT"


def test_no_module_of_pages_says_anything_itself() -> None:
    beside = left({path: literals_beside(path.read_text(encoding="utf-8")) for path in modules() if speaks(path)})
    assert {name: texts for name, texts in beside.items() if len(texts) > MODULES_LEFT.get(name, 0)} == {}
    assert {name: len(beside.get(name, ())) for name in MODULES_LEFT} == MODULES_LEFT, "lower MODULES_LEFT"


@pytest.mark.parametrize(
    "template",
    [
        "<p>Halo</p>",
        '<td data-label="Nama">{{ x }}</td>',
        "<p>{{ x }} orang</p>",
        '{{ c.both("Halo", "Hello") }}',
        '{{ c.button(("Simpan", "Store")) }}',
        '{{ x or "Tanpa nama" }}',
        '{{ c.below("Halo " ~ name, "Hello " ~ name) }}',
        '<p>Satu <span class="en" lang="en">One</span></p>',
    ],
)
def test_words_beside_the_catalogue_are_seen(template: str) -> None:
    assert words_beside(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="govuk-body">{{ c.both("Halo") }} &nbsp;·</p>',
        '<td data-label="{{ plain("Nama") }}">RT {{ x }}</td>',
        '{% extends "base/layout.html" %}{% if x == "Ya saja" %}{{ c.both(a.title, a.titleEn) }}{% endif %}',
        '{{ c.below("Sisa {time}", context="queue", time=x) }}',
    ],
)
def test_what_is_said_is_no_word_beside(template: str) -> None:
    assert not words_beside(template)


@pytest.mark.parametrize(
    "line",
    [
        'x = ("Lengkap", "Complete")',
        'x = "Belum ada surat"',
        'y = f"lewat {x} hari saja"',
        'raise NotFound("It is gone.")',
    ],
)
def test_literals_of_modules_are_seen(line: str) -> None:
    assert literals_beside(line)


@pytest.mark.parametrize(
    "line", ['"""What it is about."""', 'raise refusal(BadInput, say("Terlalu panjang."))', 'x = say("Belum ada")']
)
def test_what_reaches_no_page_is_no_literal_beside(line: str) -> None:
    assert not literals_beside(line)


def test_no_template_gives_words_as_markup() -> None:
    """A component takes what it is given as html as it is; a text of a catalogue, or of an office's own, is a text."""
    words = re.compile(r"""["']\w*[hH]tml["']:\s*(?:slashed|plain|say|phrase)\(""")
    wrong = [str(path) for path in Path("hub").rglob("*.html") if words.search(path.read_text(encoding="utf-8"))]
    assert not wrong

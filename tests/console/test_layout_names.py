"""What the layout calls something hides what a page gives by the same name: no page uses such a name."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from jinja2 import meta, nodes

import hub.console

HERE = Path(hub.console.__file__).parent
LAYOUT = HERE / "base/layout.html"
# The shared pieces and the office's name: a page takes them from the layout. `_` is what nobody reads.
GIVEN = {"c", "office", "_"}
PAGES = sorted(HERE.rglob("template.html"))


def parsed(path: Path) -> nodes.Template:
    return jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def names_of_the_layout() -> set[str]:
    """All that the layout sets outside its loops, imports included."""
    tree = parsed(LAYOUT)
    targets = [one.target for one in tree.find_all(nodes.Assign)]
    targets += [one.target for one in tree.find_all(nodes.AssignBlock)]
    names = [name for target in targets for name in (target, *target.find_all(nodes.Name))]
    found = {name.name for name in names if isinstance(name, nodes.Name)}
    return found | {imported.target for imported in tree.find_all(nodes.Import)}


def test_the_layout_has_names() -> None:
    assert {"here", "person", "menu", "c"} <= names_of_the_layout()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(HERE).parent))
def test_no_page_uses_a_name_that_the_layout_takes(page: Path) -> None:
    assert meta.find_undeclared_variables(parsed(page)) & names_of_the_layout() <= GIVEN

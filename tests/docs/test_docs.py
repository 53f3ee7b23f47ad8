"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import dataclasses
import re
import struct
from pathlib import Path

import pytest

from hub.core.errors import ErrorCode
from hub.engine import Shares, compiler, extent, operation
from hub.engine.limits import Limits
from hub.resolvers.citizens import LARGEST_LIST
from hub.resolvers.pages import LARGEST_PAGE
from hub.store import held_rows
from hub.web.door import MAX_BODY_BYTES
from hub.web.limits import limits_of
from hub.web.settings import Settings
from tests.e2e.album import PICTURES, SIZE
from tests.lanes.test_protected import NAMED
from tests.walks.pages import PICTURED
from tests.walks.pictures import SIZES, file_name
from tests.walks.tasks import GUIDES, TASKS
from tests.walks.walk import Task

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "hub").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
PICTURE = re.compile(r"!\[[^\]]+\]\((?!https?://)([^)\s]+)\)")
MOST_BYTES = 150_000
OF_PAGES = {file_name(name, size): shape for name in PICTURED for size, shape in SIZES.items()}
TARGET = re.compile(r"make ([a-z][a-z-]+)")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", _text("Makefile"), re.MULTILINE))
    named = set(
        TARGET.findall("\n".join(re.findall(r"`[^`\n]+`|^make .+$", page.read_text(encoding="utf-8"), re.MULTILINE)))
    )
    assert named <= targets


def test_every_picture_named_is_one_that_is_taken_and_lies_there() -> None:
    """`make screenshots` writes exactly PICTURES and those of pages, which their own tests hold."""
    named = {
        (page.parent / picture).resolve() for page in PAGES for picture in PICTURE.findall(page.read_text("utf-8"))
    }
    pictures = ROOT / "docs" / "images"
    assert named == set(pictures.iterdir())
    assert named == {pictures / name for name in (*(f"{one}.png" for one in PICTURES), *OF_PAGES)}


@pytest.mark.parametrize("name", [*(f"{one}.png" for one in PICTURES), *OF_PAGES])
def test_a_picture_is_small_and_of_the_size_of_a_screen(name: str) -> None:
    content = (ROOT / "docs" / "images" / name).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) < MOST_BYTES, "take it anew with a smaller SIZE"
    width, height = struct.unpack(">II", content[16:24])
    assert name == "certificate.png" or {"width": width, "height": height} == OF_PAGES.get(name, SIZE)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.who or 'anybody'}: {task.title}")
def test_each_task_that_is_walked_stands_in_the_guide_of_its_role(task: Task) -> None:
    assert f"| {task.title} /" in _text(f"docs/guides/{GUIDES[task.who]}.md")


@pytest.mark.parametrize("guide", sorted(set(GUIDES.values())))
def test_a_guide_has_no_task_that_nobody_walks(guide: str) -> None:
    """The table under the heading of tasks has a row for each, and no row more."""
    section = re.split(r"^## .*Tugas.*$", _text(f"docs/guides/{guide}.md"), maxsplit=1, flags=re.MULTILINE)[1]
    rows = re.findall(r"^\| ([^|/]+) / ", section.partition("\n## ")[0], re.MULTILINE)
    titles = sorted({task.title for task in TASKS if GUIDES[task.who] == guide})
    assert sorted(row for row in rows if row != "Tugas") == titles


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_has_its_heading(setting: str) -> None:
    assert f"### HUB_{setting.upper()}\n" in _text("docs/operations.md")


def test_no_heading_names_a_setting_that_is_gone() -> None:
    headings = set(re.findall(r"^### HUB_([A-Z_]+)$", _text("docs/operations.md"), re.MULTILINE))
    assert headings == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_code_is_explained_to_frontends(code: ErrorCode) -> None:
    assert f"| `{code.value}` |" in _text("docs/guides/agency-frontends.md")


def test_the_readme_has_the_two_commands_and_the_first_query() -> None:
    readme = _text("README.md")
    assert "make demo " in readme
    assert "make test " in readme
    assert ". var/demo.env" in readme


def test_the_limits_of_an_operation_are_those_of_the_code() -> None:
    """Every row of both tables, and no row more."""
    guide = _text("docs/guides/agency-frontends.md")
    section = guide.partition("## How much one operation may ask")[2].partition("\n## ")[0]
    told = {
        row: int(number.replace(",", ""))
        for row, number in re.findall(r"^\| ([^|]+) \| ([\d,]+) \|$", section, re.MULTILINE)
    }
    limits = Limits()
    assert told == {
        "bytes of the document": limits.query_bytes,
        "tokens": limits.tokens,
        "brackets within each other": limits.nesting,
        "directives": limits.directives,
        "operations and fragments": limits.definitions,
        "times that one field may stand at one place": limits.repeats,
        "values in the variables": limits.inputs,
        "items of one list in the variables": limits.list_items,
        "levels": limits.depth,
        "aliases": limits.aliases,
        "fields at the root": limits.root_fields,
        "fields, fragments spread out": limits.fields,
        f"values that the answer may hold; a list counts as {extent._LIST} items, one at the root as {LARGEST_LIST}": (
            limits.values
        ),
        "fields of a statement": compiler._MOST_STEPS,
        "ways from one row to other rows (families, pages)": compiler._MOST_BRANCHES,
        "variables of `@skip` and `@include`": operation._MOST_FLAGS,
        "fields that are kept over all its variants, one for each set of flags and refusals": operation._MOST_STEPS,
        "variants that are kept": operation._MOST_VARIANTS,
        "bytes of a response key": held_rows._LONGEST_NAME,
    }
    assert f"at most {LARGEST_LIST} NIKs, `_entities` at most {LARGEST_LIST} representations" in section
    assert f"a page has at most {LARGEST_PAGE} items" in section
    assert f"{Shares().rate:g} operations a second to each process of the hub, {Shares().burst:,} at once" in section


def test_the_table_of_limits_is_that_of_the_code() -> None:
    """Every limit by its name, with its default, and no row more; and what stands below the table."""
    section = _text("docs/operations.md").partition("\n## Limits\n")[2].partition("\n## ")[0]
    told = {name: float(number) for name, number in re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", section, re.MULTILINE)}
    made = limits_of({})
    parts = (made.operation, made.shares, made.sockets)
    assert told == {one.name: getattr(part, one.name) for part in parts for one in dataclasses.fields(part)}
    assert f"at most {MAX_BODY_BYTES // 1024} KB" in section
    assert f"take {LARGEST_LIST} keys and a page\n{LARGEST_PAGE} items" in section
    codes = set(re.findall(r"`([A-Z_]{6,})`", section)) - {"HUB_LIMITS", "HUB_BATCH", "HUB_SANDBOX"}
    assert codes <= {code.value for code in ErrorCode}


def test_each_limit_can_be_set_by_its_name() -> None:
    for part in ("operation", "shares", "sockets"):
        for one in dataclasses.fields(getattr(limits_of({}), part)):
            assert getattr(getattr(limits_of({one.name: 7}), part), one.name) == 7


def test_the_guide_shows_a_rule_that_masks_and_one_that_opens_what_the_law_protects() -> None:
    masks, opens = re.findall(r"```cedar\n(.*?)```", _text("docs/guides/integrators.md"), re.DOTALL)
    assert masks in _text("policies/masking.cedar")
    assert opens == NAMED.lstrip()

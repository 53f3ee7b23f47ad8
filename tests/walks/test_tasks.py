"""Each task of each role from the log-in to its result: by the mouse, by the keyboard alone, and without script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.async_api import Error, Page

import hub.console
from hub.console import assets
from hub.console.base.pages import pages
from tests.console.test_browser import PATIENCE
from tests.e2e.hands import Hand, Keys, Mouse
from tests.fixtures.browser import NO_BROWSER, is_missing
from tests.walks.pages import NO_PAGES
from tests.walks.tasks import TASKS
from tests.walks.town import Town
from tests.walks.walk import Task, Walk

browser = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass(frozen=True)
class By:
    """How somebody works."""

    hand: Hand
    script: bool = True


BY: Final = {"mouse": By(Mouse()), "keyboard": By(Keys()), "without script": By(Mouse(), script=False)}
ROLES: Final = sorted({str(task.who) for task in TASKS})
MAIN: Final = [task for task in TASKS if task.main]


def fitting(path: str) -> re.Pattern[str]:
    """The addresses of a page of the router."""
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


async def walk(town: Town, by: By, tasks: Sequence[Task]) -> list[str]:
    """One log-in, then a task after the other; which of them did not come to their result, and why."""
    context = await town.browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", java_script_enabled=by.script)
    context.set_default_timeout(PATIENCE)
    try:
        walking = Walk(town, await context.new_page(), by.hand, tasks[0].who)
        if walking.who:
            await walking.log_in()
        return [f"{task.title}: {wrong}" for task in tasks if (wrong := await _walked(walking, task))]
    finally:
        await context.close()


async def _walked(walking: Walk, task: Task) -> str:
    walking.visited.clear()
    try:
        await task.do(walking)
        await walking.page.wait_for_load_state()
    except (AssertionError, Error) as error:
        return f"{error} at {walking.page.url}: {await _words(walking.page)}"
    unseen = [path for path in task.pages if not any(map(fitting(path).fullmatch, walking.visited))]
    return f"comes by no page {unseen}, but {walking.visited}" if unseen else ""


async def _words(page: Page) -> str:
    return " ".join((await page.locator("main").first.inner_text()).split())[:800]


@pytest.mark.parametrize("by", ["keyboard", "without script"])
@pytest.mark.parametrize("task", [pytest.param(task, id=task.title, marks=browser) for task in MAIN])
async def test_a_main_task_needs_no_mouse_and_no_script(town: Town, task: Task, by: str) -> None:
    assert await walk(town, BY[by], [task]) == []


@pytest.mark.parametrize("by", sorted(BY))
@pytest.mark.parametrize(
    "who", [pytest.param(role, id=role or "anybody", marks=[*browser, pytest.mark.long]) for role in ROLES]
)
async def test_every_task_of_a_role_comes_to_its_result(town: Town, who: str, by: str) -> None:
    assert await walk(town, BY[by], [task for task in TASKS if task.who == who]) == []


def test_every_page_is_on_the_way_of_a_task() -> None:
    """A page that nobody comes by is named, and so is one of a task that is gone."""
    there = {one.path for one in pages(hub.console) if one.method == "GET" and not one.fragment}
    assert there - NO_PAGES.keys() == {path for task in TASKS for path in task.pages}


def test_each_task_of_a_role_has_a_title_of_its_own() -> None:
    titles = [(task.who, task.title) for task in TASKS]
    assert sorted(set(titles)) == sorted(titles)

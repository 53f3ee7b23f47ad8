"""Templates are compiled without anybody asking for a page, and whoever stops early waits for none."""

from __future__ import annotations

import asyncio
import time

import jinja2

from hub.console.warming import warm, warming

PAGES = {
    "page/template.html": '{% extends "base.html" %}{% from "govuk_frontend_jinja/a/macro.html" import a %}{{ a() }}',
    "base.html": "contents",
    "govuk_frontend_jinja/a/macro.html": "{% macro a() %}a{% endmacro %}",
    "govuk_frontend_jinja/b/macro.html": "{% macro b() %}b{% endmacro %}",
    "page/query.graphql": "{ services { name } }",
}

PAUSE = 0.02


def kept(environment: jinja2.Environment) -> set[str]:
    return {name for _, name in environment.cache or {}}


async def test_all_pages_are_compiled_and_the_components_that_they_use() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True)
    await warm(environment, 0, PAUSE)
    assert kept(environment) == {"page/template.html", "base.html", "govuk_frontend_jinja/a/macro.html"}


async def test_what_else_a_first_page_would_wait_for_comes_first() -> None:
    environment, done = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True), list[int]()

    async def other() -> None:
        done.append(len(kept(environment)))

    await warm(environment, 0, PAUSE, other, other)
    assert (done, len(kept(environment))) == ([0, 0], 3)


async def test_it_waits_while_the_process_is_busy() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True)
    task = asyncio.create_task(warm(environment, 0, PAUSE))
    before = time.process_time()
    while time.process_time() - before < 10 * PAUSE:
        await asyncio.sleep(0)
    assert kept(environment) == set()
    async with asyncio.timeout(10):
        await task
    assert len(kept(environment)) == 3


async def test_it_ends_with_what_it_is_beside() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES), autoescape=True)
    began = time.monotonic()
    async with warming(environment):
        await asyncio.sleep(0)
    assert time.monotonic() - began < 2
    assert kept(environment) == set()
    assert len(asyncio.all_tasks()) == 1

"""Lessons: a coach who goes along, knows what was done, and is there on invented people only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar
from graphql import GraphQLSchema

import hub.console
from hub.console.base.pages import pages
from hub.console.training.lesson import Request, lessons, lessons_for
from hub.core.actor import Role
from tests.console.conftest import Site, standing
from tests.console.samples import NUMBER
from tests.console.visitor import Form, Response, Visitor

LESSON = "check_papers"
PAGE = f"/console/applications/{NUMBER}"
ACCEPT = f"{PAGE}/step/acceptApplication"
PEOPLE = (*(role for role in Role if role is not Role.AGENCY_CLIENT),)


@pytest.fixture
async def training(schema: GraphQLSchema) -> AsyncIterator[Site]:
    async with standing(schema, training=True) as site:
        yield site


@pytest.fixture
async def learner(training: Site) -> AsyncIterator[Visitor]:
    """An operator where lessons are given."""
    training.issuer.person = "operator"
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, training.url)
        assert (await visitor.get("/console")).status == 200
        yield visitor


async def begin(learner: Visitor, name: str = LESSON) -> Response:
    """A lesson of the list, begun."""
    forms = (await learner.get("/console/training")).forms
    return await learner.send(next(form for form in forms if ("lesson", name) in form.fields))


def count(page: Response) -> str:
    """What the coach says of how far one is; empty without a coach."""
    found = re.search(r'coach__count">([^<]+)<', page.text)
    return found[1] if found else ""


@pytest.mark.parametrize("role", PEOPLE)
def test_everybody_who_works_here_has_a_lesson(role: Role) -> None:
    assert lessons_for(frozenset({role}))


def test_each_step_of_each_lesson_is_taken_by_a_page_that_there_is() -> None:
    routes = {(page.method, page.path) for page in pages(hub.console)}
    for lesson in lessons().values():
        assert ("GET", lesson.begin.partition("?")[0]) in routes
        for step in lesson.steps:
            method, path = step.taken_by.split(" ", 1)
            there = [known for verb, known in routes if verb == method and _fits(known, path)]
            assert there, f"{lesson.name}: {step.taken_by}"


def _fits(route: str, path: str) -> bool:
    parts = list(zip(route.split("/"), path.split("/"), strict=False))
    return route.count("/") == path.count("/") and all(a == b or a.startswith("{") for a, b in parts)


def test_steps_are_taken_in_their_order_once_and_only_when_they_were_taken() -> None:
    lesson = lessons()[LESSON]
    queue, case = Request("GET", "/console", 200), Request("GET", PAGE, 200)
    assert lesson.after(0, case) == 0
    assert lesson.after(0, queue) == 1
    assert lesson.after(1, queue) == 1
    assert lesson.after(1, case) == 2
    assert lesson.after(1, Request("GET", PAGE, 404)) == 1
    assert lesson.after(3, Request("POST", ACCEPT, 409)) == 3
    assert lesson.after(3, Request("POST", ACCEPT, 303)) == 4
    assert lesson.after(4, queue) == 4
    assert lesson.was_refused(3, Request("POST", ACCEPT, 409))
    assert not lesson.was_refused(2, Request("POST", ACCEPT, 409))
    assert not lesson.was_refused(3, Request("POST", ACCEPT, 303))


async def test_the_coach_goes_along_from_the_first_step_to_the_last(training: Site, learner: Visitor) -> None:
    page = await begin(learner)
    assert (page.url, count(page)) == (f"{training.url}/console", "1/4")
    page = await learner.get(PAGE)
    assert count(page) == "2/4"
    assert training.graph.application is not None
    training.graph.application["allowedActions"] = ["claimApplication", "acceptApplication"]
    assert count(await learner.get(PAGE)) == "2/4"
    assert count(await learner.get("/console/meter")) == "2/4"
    page = await learner.get(PAGE)
    assert count(await learner.send(page.form("/claimApplication"))) == "3/4"
    training.graph.outcomes["acceptApplication"] = [{"code": "CONFLICT", "path": "", "message": "Somebody else did."}]
    page = await learner.send((await learner.get(PAGE)).form("/acceptApplication"))
    assert (page.status, count(page)) == (409, "3/4")
    assert "Belum diterima." in page.text
    training.graph.outcomes.clear()
    page = await learner.send((await learner.get(PAGE)).form("/acceptApplication"))
    assert count(page) == "4/4"
    assert "Yang memasukkan data tidak dapat menyetujuinya." in page.text.partition("<main")[0]


async def test_a_lesson_is_left_and_another_begun_from_its_first_step(learner: Visitor) -> None:
    page = await begin(learner)
    left = await learner.send(next(form for form in page.forms if _leaves(form)), lesson="")
    assert (left.url.endswith("/console/training"), count(left)) == (True, "")
    assert count(await learner.get(PAGE)) == ""
    await begin(learner, "ask_for_more")
    assert count(await learner.get(PAGE)) == "1/4"


def _leaves(form: Form) -> bool:
    return form.action == "/console/training"


async def test_a_lesson_of_another_role_is_not_begun(learner: Visitor) -> None:
    page = await learner.get("/console/training")
    assert 'value="sign"' not in page.text
    assert (await learner.send(page.forms[-1], lesson="sign")).status == 404


async def test_where_people_are_real_there_are_no_lessons(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console")
    assert "LATIHAN" not in page.text
    assert (await operator.get("/console/training")).status == 404
    logout = page.form("/logout")
    assert (await operator.post("/console/training", [*logout.fields, ("lesson", LESSON)])).status == 404
    assert all(not session.lesson for session in site.sessions._sessions.values())


async def test_every_page_says_that_it_is_training(learner: Visitor, training: Site) -> None:
    async with ClientSession() as stranger:
        for visitor in (learner, Visitor(stranger, training.url)):
            assert "LATIHAN." in (await visitor.get("/track")).text

"""The page of a service, drawn over the real graph from what its folder declares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape

import pytest
from aiohttp import ClientSession, CookieJar
from graphql import GraphQLSchema

from hub.console.base.in_process import InProcess
from hub.core.service import Service
from tests.console.conftest import standing
from tests.console.visitor import Visitor
from tests.services.told import SERVICES, serving

BY_NAME = [pytest.param(service, id=service.name) for service in SERVICES]


@pytest.fixture
async def citizen(schema: GraphQLSchema) -> AsyncIterator[Visitor]:
    """Somebody with a browser and nothing else."""
    async with (
        standing(schema, InProcess(serving().engine)) as site,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        yield Visitor(http, site.url)


@pytest.mark.parametrize("service", BY_NAME)
async def test_every_paper_limit_and_step_is_on_the_page(citizen: Visitor, service: Service) -> None:
    page = await citizen.get(f"/layanan/{service.name}")
    shown = unescape(page.text)
    assert page.status == 200
    assert "GRATIS" in shown
    assert "SP4N-LAPOR" in shown
    for paper in service.requirements:
        assert f'id="paper-{paper.kind}"' in shown
        assert paper.condition_id in shown
    for step in service.definition.steps:
        assert step.text_en in shown
    for limit in service.definition.time_limits:
        assert limit.text_id.replace("{most}", str(limit.most)) in shown


@pytest.mark.parametrize("service", BY_NAME)
async def test_what_nobody_read_in_a_law_never_stands_among_the_laws(citizen: Visitor, service: Service) -> None:
    page = unescape((await citizen.get(f"/layanan/{service.name}")).text)
    shown, _, unread = page.partition('id="unread"')
    laws = shown.partition('id="law"')[2]
    for law in service.definition.laws:
        assert (law.says_id in laws) is not law.confidence.to_be_confirmed
        assert (law.says_id in unread) is law.confidence.to_be_confirmed


async def test_the_way_to_a_page_leads_over_the_list(citizen: Visitor) -> None:
    assert 'href="/layanan/birthCertificate"' in (await citizen.get("/")).text
    listed = await citizen.get("/layanan")
    for service in SERVICES:
        assert f'href="/layanan/{service.name}"' in listed.text


async def test_there_is_no_page_of_a_service_that_is_none(citizen: Visitor) -> None:
    page = await citizen.get("/layanan/anything")
    assert page.status == 404
    assert "Tidak ditemukan" in page.text

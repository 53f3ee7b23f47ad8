"""The page of a service, drawn over the real graph from what its folder declares."""

from __future__ import annotations

import re
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


@pytest.fixture
async def citizen(schema: GraphQLSchema) -> AsyncIterator[Visitor]:
    """Somebody with a browser and nothing else."""
    async with (
        standing(schema, InProcess(serving().engine)) as site,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        yield Visitor(http, site.url)


async def test_every_paper_limit_and_step_is_on_the_page(citizen: Visitor) -> None:
    for service in SERVICES:
        page = await citizen.get(f"/layanan/{service.name}")
        shown = unescape(page.text)
        assert page.status == 200, service.name
        assert "GRATIS" in shown
        assert "SP4N-LAPOR" in shown
        assert {kind.kind for kind in service.requirements} == set(re.findall(r'id="paper-(\w+)"', shown))
        for text in texts_of(service):
            assert text in shown, service.name
        assert_unread_is_apart(service, shown)


def texts_of(service: Service) -> list[str]:
    """What has to be on the page in words."""
    said = service.definition
    return [
        *(paper.condition_id for paper in service.requirements),
        *(paper.condition_en for paper in service.requirements),
        *(step.text_en for step in said.steps),
        *(limit.text_id.replace("{most}", str(limit.most)) for limit in said.time_limits),
        *(effect.text_id for effect in said.effects),
    ]


def assert_unread_is_apart(service: Service, page: str) -> None:
    """What nobody read in a law never stands among the laws."""
    shown, _, unread = page.partition('id="unread"')
    laws = shown.partition('id="law"')[2]
    for law in service.definition.laws:
        assert (law.says_id in laws) is not law.confidence.to_be_confirmed, law.name
        assert (law.says_id in unread) is law.confidence.to_be_confirmed, law.name


async def test_the_way_to_a_page_leads_over_the_list(citizen: Visitor) -> None:
    assert 'href="/layanan/birthCertificate"' in (await citizen.get("/")).text
    listed = await citizen.get("/layanan")
    for service in SERVICES:
        assert f'href="/layanan/{service.name}"' in listed.text
    nothing = await citizen.get("/layanan/anything")
    assert nothing.status == 404
    assert "Tidak ditemukan" in nothing.text

"""The published contract is the file schema.graphql; what is built has to be what is published."""

from __future__ import annotations

from graphql import build_schema

from hub import services
from hub.core.calendar import local_date, now
from hub.engine.schema_changes import changes_between, read_schema
from hub.exchange import discover
from hub.schema import HubSchema, build
from tests.fakes.world import ROOT

PUBLISHED = ROOT / "schema.graphql"


def discovered() -> HubSchema:
    return build((facet for plugin in discover() for facet in plugin.facets), services.discover())


def test_what_is_built_is_what_is_published() -> None:
    schema = discovered()
    # After a change that is meant: .venv/bin/python -m hub schema print --file schema.graphql
    published = PUBLISHED.read_text(encoding="utf-8")
    assert schema.as_str() + "\n" == published
    assert changes_between(read_schema(published, PUBLISHED.name), schema.graph, local_date(now())) == []


def test_building_twice_gives_the_same() -> None:
    assert discovered().as_str() == discovered().as_str()


def test_what_is_published_can_be_read_by_others() -> None:
    federation = (
        "directive @key(fields: String!) repeatable on OBJECT\n"
        "directive @link(url: String!, import: [String]) repeatable on SCHEMA\n"
    )
    text = PUBLISHED.read_text(encoding="utf-8").replace("directive @oneOf on INPUT_OBJECT\n", "")
    schema = build_schema(federation + text)
    assert schema.type_map["ApplicationInput"].is_one_of  # type: ignore[attr-defined]  # it is an input

"""Which media type a caller gets, by its Accept header."""

from __future__ import annotations

import pytest

from hub.web.accept import Media, chosen

URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)
APOLLO = "application/graphql-response+json,application/json;q=0.9"


@pytest.mark.parametrize("header", [None, "", "*/*", "application/*", "application/json", "*/*;q=0.1",
                                    "APPLICATION/JSON; charset=UTF-8", "application/json, */*",
                                    "application/graphql-response+json;q=0.5, application/json",
                                    "application/graphql-response+json;q=0, */*", "text/html, */*;q=0.8",
                                    "text/event-stream, */*",
                                    "text/event-stream;q=0.9, application/json;q=0.9"])  # fmt: skip
def test_json(header: str | None) -> None:
    assert chosen(header) is Media.JSON


@pytest.mark.parametrize("header", ["application/graphql-response+json", URQL, APOLLO,
                                    "application/json, application/graphql-response+json",
                                    "application/json;q=0.8, application/graphql-response+json;q=0.9",
                                    "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                                    "application/graphql-response+json, */*"])  # fmt: skip
def test_graphql_response(header: str) -> None:
    assert chosen(header) is Media.GRAPHQL


@pytest.mark.parametrize("header", ["text/event-stream", "text/event-stream, application/json;q=0.9", "text/*",
                                    "text/event-stream, */*;q=0.5", "text/event-stream;q=0.2"])  # fmt: skip
def test_events_only_when_nothing_is_wanted_as_much(header: str) -> None:
    assert chosen(header) is Media.EVENTS


@pytest.mark.parametrize("header", ["text/html", "application/xml", "application/json;q=0", "*/*;q=0", "nonsense",
                                    "application/json;q=2", "application/json;q=x", "application/json;charset=latin-1",
                                    "multipart/mixed", "text/event-stream;q=0.0", ";,;,"])  # fmt: skip
def test_nothing_that_is_had_here(header: str) -> None:
    assert chosen(header) is None


def test_the_closest_range_counts() -> None:
    assert chosen("*/*;q=1, application/*;q=0, text/event-stream;q=0") is None
    assert chosen("application/json;q=0.1, application/*;q=0.9") is Media.GRAPHQL


def test_a_flood_of_ranges_is_cut_off() -> None:
    assert chosen("a/b," * 100_000 + "application/json") is None

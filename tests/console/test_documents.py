"""Every document of the console holds against the published schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLSchema, parse, validate

import hub.console

FOLDER = Path(hub.console.__file__).parent
DOCUMENTS = sorted(FOLDER.rglob("*.graphql"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=[str(path.relative_to(FOLDER)) for path in DOCUMENTS])
def test_the_schema_has_what_a_page_asks_for(schema: GraphQLSchema, path: Path) -> None:
    assert not validate(schema, parse(path.read_text(encoding="utf-8")))


def test_pages_bring_their_documents() -> None:
    assert len(DOCUMENTS) > 15

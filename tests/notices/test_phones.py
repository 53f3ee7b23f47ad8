"""A phone is no identity: nothing in the record is found by a number or an address of an applicant."""

from __future__ import annotations

import re
from pathlib import Path

from hub.store import Database
from tests.fakes.world import schema

STORE = Path(__file__).parents[2] / "hub" / "store"
CONTACT = re.compile(r"phone|e164|email|reporter|telepon|msisdn", re.IGNORECASE)


def test_no_statement_of_the_store_looks_at_a_contact() -> None:
    named = {
        path.relative_to(STORE).as_posix(): found.group()
        for path in sorted([*STORE.rglob("*.py"), *STORE.rglob("*.sql")])
        for found in [CONTACT.search(_statements(path.read_text(encoding="utf-8")))]
        if found is not None
    }
    assert named == {}


def _statements(text: str) -> str:
    """Without comments, which may say that there is no such thing."""
    return re.sub(r"(--|#).*", "", text)


async def test_no_column_and_no_index_holds_a_contact(db: Database) -> None:
    columns = await db.fetch(
        "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'"
    )
    indexes = await db.fetch("select indexdef as name from pg_indexes where schemaname = 'public'")
    assert len(columns) > 100
    assert [row["name"] for row in (*columns, *indexes) if CONTACT.search(row["name"])] == []
    # The form, where it stands as it was typed, has an index by the NIKs in it alone.
    of_forms = [row["name"] for row in indexes if re.search(r"application_action .*data", row["name"])]
    assert len(of_forms) == 1
    assert "niks_in(data)" in of_forms[0]
    found = await db.fetchval(
        "select niks_in($1)", {"form": {"reporter": {"phone": "081271009001", "email": "a@b.id"}}}
    )
    assert not found


def test_no_argument_of_the_graph_asks_for_a_contact() -> None:
    graph = schema().graph
    assert graph.query_type is not None
    arguments = {f"{name}({each})" for name, field in graph.query_type.fields.items() for each in field.args}
    inputs = {
        f"{kind}.{field}"
        for kind in ("CitizenSearch", "CitizenClaim", "ApplicationFilter")
        for field in getattr(graph.type_map[kind], "fields", {})
    }
    assert len(inputs) > 5
    assert [each for each in sorted(arguments | inputs) if CONTACT.search(each)] == []

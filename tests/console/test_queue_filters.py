"""What a page of the queue asks for: no number is counted twice, and none that is not shown."""

from __future__ import annotations

import pytest

from hub.console.clerk.queue.filters import filter_of
from hub.core.actor import Role
from tests.store.samples import NOW

CLERK = frozenset({Role.OPERATOR})


@pytest.mark.parametrize(
    ("address", "roles", "counts"),
    [
        ({}, CLERK, {"Due", "Mine", "Absent"}),
        ({"view": "due"}, CLERK, {"Turn", "Mine", "Absent"}),
        ({"view": "all"}, CLERK, {"Turn", "Due", "Mine", "Absent"}),
        ({"view": "turn", "region": "19.01.03"}, CLERK, {"Turn", "Due", "Mine", "Absent"}),
        ({"view": "turn", "state": "COMPLETE"}, CLERK, {"Turn", "Due", "Mine", "Absent"}),
        ({"view": "mine"}, frozenset({Role.VERIFIER}), {"Turn", "Due"}),
        ({}, frozenset({Role.HELPER}), {"Due", "Mine"}),
    ],
)
def test_a_view_is_counted_where_the_page_does_not_count_it_itself(
    address: dict[str, str], roles: frozenset[Role], counts: set[str]
) -> None:
    asked = filter_of(address, roles).counted(NOW)
    views = {"Turn", "Due", "Mine", "Absent"}
    assert {view for view in views if asked[f"has{view}"]} == counts


def test_a_search_counts_no_view() -> None:
    asked = filter_of({"view": "all"}, CLERK).counted(NOW, is_search=True)
    assert not any(asked[name] for name in asked if name.startswith("has"))

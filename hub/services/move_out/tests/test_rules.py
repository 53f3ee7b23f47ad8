"""Each rule of a move to another district once with what breaks it and once without, its source beside it."""

from __future__ import annotations

from typing import Any

import pytest

from hub.services.move_out.rules import check
from tests.fakes.movers import (
    EVERYBODY,
    NEXT_VILLAGE,
    OUT,
    blocking,
    facts,
    form,
    lines,
    warnings,
)

HEAD_LEAVES = {"movers": lines(budi="HEAD", ani="CHILD"), "stayers": lines(siti="HEAD", rizki="CHILD")}
CHILDREN_STAY = {"movers": EVERYBODY[:3], "stayers": lines(ani="HEAD")}


def test_the_family_card_is_enough() -> None:
    """Perpres 96/2018 art. 25(3)."""
    assert check(form(OUT), facts()) == ()
    assert blocking(check(form(OUT), facts(papers=frozenset()))) == {"documents.family_card"}


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"movers": []}, "movers"),
        ({"familyCardNumber": "1901019999999999"}, "familyCardNumber"),
        ({"movers": [*EVERYBODY, *lines(uncle="OTHER_RELATIVE")]}, "movers.4.nik"),
        ({"movers": lines(siti="HEAD", rizki="HEAD")}, "movers"),
        ({"movers": lines(ani="HEAD")}, "movers"),
        # Another district, by regency at least (F-1.03 item 6).
        ({"home__regionCode": NEXT_VILLAGE}, "home.regionCode"),
        ({"home__regionCode": "19"}, "home.regionCode"),
        ({"home__regionCode": "di Belitung"}, "home.regionCode"),
        # Whoever stays names a new head (F-1.03 item 10).
        ({**HEAD_LEAVES, "stayers": []}, "stayers"),
        ({**HEAD_LEAVES, "stayers": lines(siti="WIFE", rizki="CHILD")}, "stayers"),
        ({"movers": lines(siti="HEAD"), "stayers": lines(budi="HEAD")}, "stayers"),
        # A guardian where only children stay [BATAM-PINDAH].
        (CHILDREN_STAY, "documents.guardian_statement"),
    ],
)
def test_what_cannot_be_registered_is_refused(changed: dict[str, Any], path: str) -> None:
    assert blocking(check(form(OUT, **changed), facts())) == {path}


@pytest.mark.parametrize(
    "changed",
    [HEAD_LEAVES, {"movers": lines(siti="HEAD", ani="CHILD")}, {"home__regionCode": "19.02"}, {"home__rt": None}],
)
def test_what_can_be_registered_is_taken(changed: dict[str, Any]) -> None:
    assert check(form(OUT, **changed), facts()) == ()


def test_children_stay_with_a_guardian_and_an_officer_looks() -> None:
    found = check(form(OUT, **CHILDREN_STAY), facts(papers=frozenset({"family_card", "guardian_statement"})))
    assert (blocking(found), warnings(found)) == (set(), {"stayers"})


def test_whoever_moves_without_a_head_joins_a_card_there() -> None:
    found = check(form(OUT, movers=lines(ani="OTHER_RELATIVE")), facts())
    assert (blocking(found), warnings(found)) == (set(), {"movers"})

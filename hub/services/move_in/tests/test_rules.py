"""Each rule of a move from another district once with what breaks it and once without, its source beside it."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.service import Facts
from hub.services.move_in.rules import check
from tests.fakes.movers import (
    CARD,
    EVERYBODY,
    IN,
    NEXT_VILLAGE,
    OTHER_CARD,
    TODAY,
    blocking,
    facts,
    family,
    form,
    uncle,
)
from tests.fakes.people_of_bangka import address

PAPERS = frozenset({"skpwni", "identity_cards", "owner_statement"})
JOINING = [{**line, "relationship": "OTHER_RELATIVE"} for line in IN["movers"]]


def known(*people: Any, papers: frozenset[str] = PAPERS) -> Facts:
    """Nobody who comes is in the record; the uncle is, on his card."""
    members = {CARD: tuple(people)} if people else {}
    citizens = {one.nik: one for one in people}
    return Facts(citizens, papers, TODAY, {**members, OTHER_CARD: (uncle(),)})


def test_a_family_with_its_letter_has_no_finding() -> None:
    assert check(form(IN), known()) == ()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"movers": []}, "movers"),
        ({"movers": [*IN["movers"], IN["movers"][1]]}, "movers.4.nik"),
        ({"movers": [{**IN["movers"][0], "fullName": " "}, *IN["movers"][1:]]}, "movers.0.fullName"),
        ({"movers": IN["movers"][1:]}, "movers"),
        # The letter (SKPWNI): its number, and another district that wrote it.
        ({"letterNumber": ""}, "letterNumber"),
        ({"letterNumber": "tanpa nomor"}, "letterNumber"),
        ({"originRegionCode": "19.01"}, "originRegionCode"),
        ({"originRegionCode": "Belitung"}, "originRegionCode"),
        ({"home__regionCode": "19.01"}, "home.regionCode"),
        ({"home__line": ""}, "home.line"),
        # The card on which they stand here.
        ({"joinsCardNumber": OTHER_CARD, "home__regionCode": NEXT_VILLAGE}, "movers"),
        ({"movers": JOINING, "joinsCardNumber": OTHER_CARD}, "joinsCardNumber"),
        ({"movers": JOINING, "joinsCardNumber": "1901019999999999"}, "joinsCardNumber"),
        ({"keepsCardNumber": "1902"}, "keepsCardNumber"),
        ({"keepsCardNumber": OTHER_CARD}, "keepsCardNumber"),
        (
            {"movers": JOINING, "joinsCardNumber": OTHER_CARD, "keepsCardNumber": CARD,
             "home__regionCode": NEXT_VILLAGE},
            "keepsCardNumber",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_is_refused(changed: dict[str, Any], path: str) -> None:
    assert blocking(check(form(IN, **changed), known())) == {path}


@pytest.mark.parametrize(
    "changed",
    [
        {"keepsCardNumber": CARD},
        {"movers": JOINING, "joinsCardNumber": OTHER_CARD, "home__regionCode": NEXT_VILLAGE},
    ],
)
def test_what_can_be_registered_is_taken(changed: dict[str, Any]) -> None:
    assert check(form(IN, **changed), known()) == ()


@pytest.mark.parametrize(
    ("papers", "housing", "missing"),
    [
        (PAPERS - {"skpwni"}, "RENTED", {"documents.skpwni"}),
        (PAPERS - {"identity_cards"}, "RENTED", {"documents.identity_cards"}),
        (PAPERS - {"owner_statement"}, "RENTED", {"documents.owner_statement"}),
        (PAPERS - {"owner_statement"}, "WITH_OTHERS", {"documents.owner_statement"}),
        (PAPERS - {"owner_statement"}, "OWN", set()),
    ],
)
def test_papers_that_the_case_needs(papers: frozenset[str], housing: str, missing: set[str]) -> None:
    """[BATAM-PINDAH]: the letter, the cards, the owner's statement when living with others or renting."""
    assert blocking(check(form(IN, housing=housing), known(papers=papers))) == missing


def test_who_is_a_resident_of_this_district_has_nothing_to_bring() -> None:
    elsewhere = tuple(family(**{name: {"address": address(NEXT_VILLAGE)} for name in ("budi", "siti", "rizki", "ani")}))
    assert blocking(check(form(IN), known(*elsewhere))) == {f"movers.{at}.nik" for at in range(len(EVERYBODY))}
    # Whoever was handed over, or read from the register, before this was looked at lives at the new home.
    assert check(form(IN, keepsCardNumber=CARD), known(*family())) == ()
    assert facts().families[CARD]

"""Each rule of a move within the district once with what breaks it and once without, its source beside it."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.citizen import Address
from hub.core.codes import MaritalStatus, VitalStatus
from hub.services.move_within.rules import check
from tests.fakes.movers import (
    ANI,
    BUDI,
    CARD,
    EVERYBODY,
    NEXT_VILLAGE,
    OTHER_CARD,
    OTHER_DISTRICT,
    OTHER_REGENCY,
    UNCLE,
    WITHIN,
    blocking,
    facts,
    family,
    form,
    lines,
    warnings,
)
from tests.fakes.people_of_bangka import VILLAGE

PAPERS = frozenset({"family_card"})
OWNED = PAPERS | {"owner_statement"}
GUARDED = PAPERS | {"guardian_statement"}
HEAD_AND_WIFE = {"movers": lines(budi="HEAD", siti="WIFE")}


def test_a_whole_family_that_moves_has_no_finding() -> None:
    assert check(form(WITHIN), facts()) == ()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        # The form can be used as it stands.
        ({"movers": []}, "movers"),
        ({"movers": [*EVERYBODY, EVERYBODY[1]]}, "movers.4.nik"),
        ({"familyCardNumber": "1901"}, "familyCardNumber"),
        ({"familyCardNumber": "1901019999999999"}, "familyCardNumber"),
        ({"home__line": " "}, "home.line"),
        ({"home__line": "Jl.\x00"}, "home.line"),
        ({"home__regionCode": "19.01.01"}, "home.regionCode"),
        ({"home__regionCode": "Sungailiat"}, "home.regionCode"),
        ({"reporter__phone": None}, "reporter.phone"),
        ({"reporter__nik": "0"}, "reporter.nik"),
        # F-1.03 item 12: those who move stand on the card.
        ({"movers": [*EVERYBODY, *lines(uncle="OTHER_RELATIVE")]}, "movers.4.nik"),
        # Exactly one head on a card (SHDK); none of them where another one's card is joined.
        ({"movers": lines(siti="WIFE", ani="CHILD")}, "movers"),
        ({"movers": lines(siti="HEAD", rizki="HEAD")}, "movers"),
        ({"movers": lines(siti="HEAD"), "joinsCardNumber": OTHER_CARD}, "movers"),
        # 17, or married (Permendagri 108/2019 art. 10(4)).
        ({"movers": lines(ani="HEAD")}, "movers"),
        # Another district: another form (F-1.03 item 6).
        ({"home__regionCode": OTHER_REGENCY}, "home.regionCode"),
        # The card that they join.
        ({"movers": lines(siti="OTHER_RELATIVE"), "joinsCardNumber": CARD}, "joinsCardNumber"),
        ({"movers": lines(siti="OTHER_RELATIVE"), "joinsCardNumber": "1901019999999999"}, "joinsCardNumber"),
        (
            {"movers": lines(siti="OTHER_RELATIVE"), "joinsCardNumber": OTHER_CARD, "home__regionCode": OTHER_DISTRICT},
            "joinsCardNumber",
        ),
        # F-1.03 item 10: those who stay are asked for only where the head leaves them.
        ({"stayers": lines(siti="HEAD")}, "stayers"),
        ({"movers": lines(siti="HEAD"), "stayers": lines(budi="HEAD")}, "stayers"),
        ({**HEAD_AND_WIFE}, "stayers"),
        ({**HEAD_AND_WIFE, "stayers": lines(rizki="HEAD")}, "stayers"),
        ({**HEAD_AND_WIFE, "stayers": lines(rizki="HEAD", ani="CHILD", uncle="CHILD")}, "stayers"),
        ({**HEAD_AND_WIFE, "stayers": lines(rizki="CHILD", ani="CHILD")}, "stayers"),
        ({**HEAD_AND_WIFE, "stayers": lines(rizki="OTHER_RELATIVE", ani="HEAD")}, "stayers"),
    ],
)
def test_what_cannot_be_registered_is_refused(changed: dict[str, Any], path: str) -> None:
    assert blocking(check(form(WITHIN, **changed), facts())) == {path}


@pytest.mark.parametrize(
    "changed",
    [
        {"movers": lines(siti="HEAD", ani="CHILD")},
        {"movers": lines(ani="OTHER_RELATIVE"), "joinsCardNumber": OTHER_CARD},
        {**HEAD_AND_WIFE, "stayers": lines(rizki="HEAD", ani="OTHER_RELATIVE")},
        {"home__regionCode": OTHER_DISTRICT},
        {"home__regionCode": "1901011002"},
    ],
)
def test_what_can_be_registered_is_taken(changed: dict[str, Any]) -> None:
    assert check(form(WITHIN, **changed), facts()) == ()


@pytest.mark.parametrize(
    ("papers", "changed", "missing"),
    [
        (frozenset(), {}, {"documents.family_card"}),
        # The owner's statement when the house is somebody else's [BATAM-PINDAH].
        (PAPERS, {"housing": "RENTED"}, {"documents.owner_statement"}),
        (PAPERS, {"housing": "WITH_OTHERS"}, {"documents.owner_statement"}),
        (OWNED, {"housing": "RENTED"}, set()),
        # The guardian's when only children stay [BATAM-PINDAH].
        (PAPERS, {"movers": EVERYBODY[:3], "stayers": lines(ani="HEAD")}, {"documents.guardian_statement"}),
        (GUARDED, {"movers": EVERYBODY[:3], "stayers": lines(ani="HEAD")}, set()),
        (GUARDED, {"movers": EVERYBODY[:3], "stayers": lines(ani="CHILD")}, {"stayers"}),
    ],
)
def test_papers_that_the_case_needs(papers: frozenset[str], changed: dict[str, Any], missing: set[str]) -> None:
    assert blocking(check(form(WITHIN, **changed), facts(papers=papers))) == missing


def test_a_married_girl_may_be_head_and_a_dead_man_does_not_move() -> None:
    married = family(ani={"marital_status": MaritalStatus.MARRIED_REGISTERED})
    assert check(form(WITHIN, movers=lines(ani="HEAD")), facts(married)) == ()
    dead = family(budi={"vital_status": VitalStatus.DECEASED})
    assert "movers.0.nik" in blocking(check(form(WITHIN), facts(dead)))


def test_warnings_refuse_nothing() -> None:
    found = check(form(WITHIN, home__regionCode=VILLAGE, home__line="Jl. Contoh 1"), facts())
    assert (blocking(found), warnings(found)) == (set(), {"home.line"})
    odd = check(form(WITHIN), facts(family(ani={"birth_date": None, "sex": None})))
    assert blocking(odd) == set()
    children = check(form(WITHIN, movers=EVERYBODY[:3], stayers=lines(ani="HEAD")), facts(papers=GUARDED))
    assert warnings(children) == {"stayers"}


def test_a_village_that_no_list_has_is_refused_where_the_names_are_known() -> None:
    """Names of villages repeat, so the code counts, and the sentence names the kecamatan."""

    def named(village: str | None) -> dict[str, Address]:
        return {NEXT_VILLAGE: Address(None, None, None, village, "Sungailiat", "Bangka", "Babel", None, NEXT_VILLAGE)}

    assert check(form(WITHIN), facts(places=named("Parit Padang"))) == ()
    (finding,) = check(form(WITHIN), facts(places=named(None)))
    assert (finding.path, finding.blocking) == ("home.regionCode", True)
    assert "kecamatan" in finding.message_id


def test_every_finding_is_said_in_both_languages() -> None:
    bad = form(
        WITHIN, movers=lines(uncle="HEAD"), home__regionCode="x", reporter__phone="1", stayers=lines(budi="HEAD")
    )
    for finding in check(bad, facts(papers=frozenset())):
        assert finding.message != finding.message_id
        assert "{" not in finding.message + finding.message_id
        assert not {BUDI, ANI, UNCLE} & set(finding.message.split())

"""One record read by several, one after the other, and a record that changes: what is kept for one is never shown to
another, and an answer is whole."""

from __future__ import annotations

from hub.core.identifiers import global_id
from tests.lanes.test_executor import (
    A_PATTERN,
    CHILD,
    CITIZEN,
    FAMILY_ONLY,
    FROM_AGENCY,
    FULL,
    HEAD,
    HIDDEN,
    NO_HEALTH,
    NOWHERE,
    ONE,
    SEALED,
    WIFE,
)
from tests.lanes.twins import Twins, twins_on
from tests.lanes.village import CARDS, JOINING, NIKS, PERSONS


async def test_operations_of_one_document_are_kept_apart(twins: Twins) -> None:
    document = (
        "query A($n: NIK!) { citizen(nik: $n) { nik } } "
        "query B($n: NIK!, $s: Boolean!) { citizen(nik: $n) { sex @skip(if: $s) id } }"
    )
    for operation, variables in (("A", ONE), ("B", {**ONE, "s": True}), ("A", ONE), ("B", {**ONE, "s": False})):
        await twins.compare(document, variables, FULL, operation)


async def test_one_operation_for_different_readers(twins: Twins) -> None:
    """Variants by refusals, statements by sight: what is kept for one is never shown to another."""
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik licences { nib } immunisations { dose } } }"
    for actor in (FULL, NO_HEALTH, NOWHERE, CITIZEN, FULL, FAMILY_ONLY, A_PATTERN, NO_HEALTH):
        await twins.compare(query, {"k": list(NIKS[:6])}, actor)


async def test_whoever_is_read_through_stands_in_all_of_the_answer(own_twins: Twins) -> None:
    """The head is known to the agency only; once adopted she is a member too, in the same answer."""
    await own_twins.compiling.database.execute(
        "update family_card set head_nik = $1 where number = $2", JOINING, CARDS[0]
    )
    query = "query($c: FamilyCardNumber!) { familyCard(number: $c) { head { nik } members { citizen { nik } } } }"
    card = (await own_twins.compiling.ask(query, {"c": CARDS[0]}, FULL, None)).payload["data"]["familyCard"]
    assert card["head"] == {"nik": JOINING}
    assert {"citizen": {"nik": JOINING}} in card["members"]
    (receipt,) = own_twins.compiling.receipts.written
    assert len(receipt.subjects) == len(card["members"])


async def test_whoever_is_read_through_leads_on(own_twins: Twins) -> None:
    """Only the agency knows her; of her family's card the record knows, but its head is again the agency's."""
    for one in (own_twins.compiling, own_twins.resolving):
        await one.database.execute("update family_card set head_nik = $1 where number = $2", FROM_AGENCY, CARDS[0])
    query = "query($n: NIK!) { citizen(nik: $n) { nik familyCard { head { nik } } } }"
    answer = await own_twins.compare(query, {"n": JOINING}, FULL)
    assert answer.lane == "E"
    assert answer.payload["data"]["citizen"] == {"nik": JOINING, "familyCard": {"head": {"nik": FROM_AGENCY}}}


async def test_a_family_stands_in_its_order(own_twins: Twins) -> None:
    """The head first, whoever is oldest; then by age, and by id where that is the same or unknown."""
    query = "query($c: FamilyCardNumber!) { familyCard(number: $c) { members { citizen { nik birthDate } } } }"
    for born in ("1930-01-01", "1999-12-31"):
        for one in (own_twins.compiling, own_twins.resolving):
            await one.database.execute(
                "update person set birth_date = $1::text::date, region_code = '19.01.01' where nik = $2",
                born,
                CHILD,
            )
        answer = await own_twins.compare(query, {"c": CARDS[0]}, FULL)
        members = [member["citizen"]["nik"] for member in answer.payload["data"]["familyCard"]["members"]]
        assert members[0] == HEAD
        assert (members.index(CHILD) < members.index(WIFE)) == (born == "1930-01-01")


async def test_a_head_out_of_sight_is_nobody(own_twins: Twins) -> None:
    query = "query($n: NIK!) { citizen(nik: $n) { nik familyCard { head { nik } } } }"
    for head in (HIDDEN, SEALED):
        for one in (own_twins.compiling, own_twins.resolving):
            await one.database.execute("update family_card set head_nik = $1 where number = $2", head, CARDS[0])
        answer = await own_twins.compare(query, ONE, FULL)
        assert answer.payload["data"]["citizen"] == {"nik": HEAD, "familyCard": {"head": None}}


async def test_a_text_that_looks_like_a_mark_stays_a_text(own_twins: Twins) -> None:
    """A person may be called anything; the marks of a statement cannot be guessed."""
    for one in (own_twins.compiling, own_twins.resolving):
        await one.database.execute(
            "update person set full_name = $1 where nik = $2", '"0123456789abcdef0123456789abcdef0|x|y|z"', HEAD
        )
    query = "query($n: NIK!) { citizen(nik: $n) { fullName immunisations { dose } } }"
    assert (await own_twins.compare(query, ONE, FULL)).lane == "D"


async def test_every_answer_has_a_mark_of_its_own(shared_urls: tuple[str, str]) -> None:
    marks: list[str] = []
    async with twins_on(shared_urls, marks=marks) as twins:
        for _ in range(2):
            await twins.compare("query($n: NIK!) { citizen(nik: $n) { immunisations { dose } } }", ONE, FULL)
    assert len(set(marks)) == 2
    assert all(len(mark) >= 32 for mark in marks)


async def test_a_refusal_is_told_at_its_first_place_whoever_was_read_first(own_twins: Twins) -> None:
    """The heads of the first two cards are asked of the agency, so the resolvers come to the last one first."""
    for one in (own_twins.compiling, own_twins.resolving):
        await one.database.execute("update person set family_card_number = $1 where nik = $2", CARDS[1], WIFE)
    query = "query($k: [NIK!]!) { citizens(niks: $k) { familyCard { head { nik immunisations { dose } } } } }"
    answer = await own_twins.compare(query, {"k": [WIFE, WIFE, HEAD]}, NO_HEALTH)
    assert answer.lane == "E"
    (error,) = answer.payload["errors"]
    assert error["path"] == ["citizens", 0, "familyCard", "head", "immunisations"]


async def test_readers_of_different_rows_have_statements_of_their_own(twins: Twins) -> None:
    """Nobody is refused anything here, so all of them share one variant."""
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik familyCard { members { citizen { nik } } } } }"
    seen = {}
    for name, actor in {"all": FULL, "own": CITIZEN, "none": NOWHERE}.items():
        answer = await twins.compare(query, {"k": [HEAD, WIFE, HIDDEN]}, actor)
        assert answer.lane == "E"
        assert "errors" not in answer.payload
        seen[name] = [one is not None for one in answer.payload["data"]["citizens"]]
    assert seen == {"all": [True, True, False], "own": [True, False, False], "none": [False, False, False]}


async def test_what_a_reviewer_should_look_at(own_twins: Twins) -> None:
    """The day, the month, the year and the sex in a NIK, each against the record; the statement says it like Python."""
    query = "query($i: ID!) { node(id: $i) { ... on Citizen { warnings } } }"
    for nik in ("1901011501859001", "1901015501859001", "1901014101009001", "1901013112999001", "1901017102049001"):
        for born in (
            "1985-01-15",
            "1985-01-16",
            "1985-02-15",
            "1986-01-15",
            "2000-01-01",
            "1999-12-31",
            "2004-02-29",
            None,
        ):
            for sex in ("MALE", "FEMALE", None):
                for one in (own_twins.compiling, own_twins.resolving):
                    await one.database.execute(
                        "update person set nik = $1, birth_date = $2::text::date, sex = $3 where id = $4",
                        *(nik, born, sex, PERSONS[0].id),
                    )
                answer = await own_twins.compare(query, {"i": global_id("Citizen", PERSONS[0].id)}, FULL)
                assert answer.lane == "E"

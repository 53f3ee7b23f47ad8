"""What the search by name finds, beside comparing the term with every name of the district, which it did before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final

import pytest

from hub.core.citizen import Citizen, CitizenSearch
from hub.core.names import search_key
from hub.core.predicates import RowFilter
from hub.sandbox.district import generate
from hub.store import Database, PgPeople
from hub.store.bulk import copy_citizens
from tests.sandbox.region_table import table
from tests.store.samples import TENANT

OFFICE: Final = RowFilter(("region_subtree", "not_sealed"), "19")
PEOPLE: Final = 2500
ASKED: Final = 25
SHOWN: Final = 20
ALLOWED: Final = 0.02
"""By how much the share of right persons found may fall."""
EVERY_NAME: Final = """
    select id from (
        select id, (5000 * (word_similarity($2, name_key) + similarity($2, name_key)))::int as score
        from person
        where tenant = $1 and word_similarity($2, name_key) >= 0.5 and not sealed and region_code like '19.%'
    ) p order by score desc, id limit 20
"""
LETTERS: Final = "abdefgiklmnoprstuy"


def wrong_letter(rng: random.Random, name: str) -> str:
    at = rng.choice([at for at, letter in enumerate(name) if letter.isalpha()])
    return name[:at] + rng.choice(LETTERS) + name[at + 1 :]


def lost_letter(rng: random.Random, name: str) -> str:
    at = rng.choice([at for at, letter in enumerate(name) if letter.isalpha()])
    return name[:at] + name[at + 1 :]


def old_spelling(_rng: random.Random, name: str) -> str:
    return name.lower().replace("u", "oe").replace("j", "dj").replace("c", "tj")


def turned(_rng: random.Random, name: str) -> str:
    return " ".join(reversed(name.split()))


def in_one_word(_rng: random.Random, name: str) -> str:
    return name.replace(" ", "")


def cut_in_two(rng: random.Random, name: str) -> str:
    at = rng.randrange(3, len(name) - 2) if len(name) > 6 else len(name)
    return f"{name[:at]} {name[at:]}"


def a_word_more(_rng: random.Random, name: str) -> str:
    return f"{name} Pratama"


def a_word_less(rng: random.Random, name: str) -> str:
    words = name.split()
    if len(words) > 1:
        words.pop(rng.randrange(len(words)))
    return " ".join(words)


KINDS: Final[Sequence[Callable[[random.Random, str], str]]] = (
    wrong_letter, lost_letter, old_spelling, turned, in_one_word, cut_in_two, a_word_more, a_word_less,
)  # fmt: skip


@pytest.fixture(scope="module")
def seeded(module_database: str) -> list[Citizen]:
    """The record has the seeded district; those of its people whom the office sees."""
    people = [each.citizen for each in generate(table(), PEOPLE, 1901).persons() if each.in_record]
    asyncio.run(_store(module_database, people))
    return [one for one in people if not one.sealed and one.address and one.full_name]


async def _store(url: str, people: Sequence[Citizen]) -> None:
    database = await Database.open(url)
    await copy_citizens(database, people)
    await database.execute("analyze")
    await database.close()


async def shares(database: Database, asked: Sequence[tuple[Citizen, str]]) -> tuple[float, float]:
    """How many of the right persons are among the first twenty: compared with every name, and by the search."""
    people, before, now = PgPeople(database), 0, 0
    for right, term in asked:
        every = await database.fetch(EVERY_NAME, TENANT, search_key(term))
        page = await people.search(TENANT, CitizenSearch(term), OFFICE, SHOWN, None)
        before += right.id in {row["id"] for row in every}
        now += right.id in {found.id for found in page.items}
    return before / len(asked), now / len(asked)


@pytest.mark.parametrize("change", KINDS, ids=lambda change: change.__name__)
async def test_the_right_person_is_among_the_first_as_often_as_when_every_name_is_compared(
    module_database: str, change: Callable[[random.Random, str], str], seeded: list[Citizen]
) -> None:
    rng = random.Random(change.__name__)  # noqa: S311  which persons are asked for, always the same
    asked = [(one, change(rng, one.full_name or "")) for one in rng.sample(seeded, ASKED)]
    database = await Database.open(module_database)
    before, now = await shares(database, [(one, term) for one, term in asked if len(search_key(term)) > 1])
    await database.close()
    assert now >= before - ALLOWED, f"comparing every name finds {before:.3f}, the search {now:.3f}"

"""What documents have in common: valid or not together, and never taken for something that they are not."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeAlias

import pytest
from graphql import GraphQLSyntaxError

from hub.core.errors import BadInput, HubError
from hub.engine.compiler import Known
from hub.engine.documents import Document, Documents
from hub.engine.limits import Limits
from hub.engine.shape import shape
from hub.engine.structure import alias_of, structure_of
from tests.fakes.declared import FACETS
from tests.fakes.world import schema
from tests.lanes.operations import Writer
from tests.lanes.rewording import reworded, with_aliases

MARK: Final = "w0"
ASK: Final = 'query Q { a: citizen(nik: "9") { nik b: fullName } }'
Change: TypeAlias = Callable[[list[str], random.Random], None]


def documents(**limits: int) -> Documents:
    made = schema()
    known = Known(FACETS, frozenset())
    return Documents(made.graph, made.requirements, known, Limits(**limits), hide_suggestions=True)


SAME = {
    "aliases": 'query Q { c: citizen(nik: "9") { nik a: fullName } }',
    "name": 'query Other { a: citizen(nik: "9") { nik b: fullName } }',
    "spaces": 'query,Q{a:citizen(nik:"9"){nik\r\n\tb:\ufefffullName}}',
    "comments": '# x: y\nquery Q { a: citizen(nik: "9") # { "\n { nik b: fullName } }#',
    "aliases-of-keywords": 'query on { query_: citizen(nik: "9") { nik on: fullName } }',
}
OTHER = {
    "another-value": 'query Q { a: citizen(nik: "8") { nik b: fullName } }',
    "spaces-in-a-value": 'query Q { a: citizen(nik: "9 ") { nik b: fullName } }',
    "one-alias-twice": 'query Q { a: citizen(nik: "9") { nik a: fullName } }',
    "an-alias-like-a-field": 'query Q { a: citizen(nik: "9") { nik nik: fullName } }',
    "another-field": 'query Q { a: citizen(nik: "9") { nik b: sex } }',
    "no-alias": 'query Q { a: citizen(nik: "9") { nik fullName } }',
    "no-name": 'query { a: citizen(nik: "9") { nik b: fullName } }',
    "an-alias-of-the-graph": 'query Q { a: citizen(nik: "9") { nik __b: fullName } }',
}
NONE = (
    "", "# nothing", "mutation { a: b }", "query A { a: b } query B { a: b }", "subscription { a: b }",
    'query { a: b(c: "\\u0041") }', 'query { a: b(c: """x""") }', "query { a: b(c: 1a) }", "query { a: b(c: 01) }",
    'query { a: b(c: "x\n") }', "query { a: b.c }", "query { a: b(c: 1.) }", "query { a: b } \u00a0",
    "query { a: b & c }",
    "query { a: b } # \ud800", "query { a: b } \0", "query { a: b(c: -) }", "query { a: b(c: 1.5.2) }", "{ a: query }",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(SAME))
def test_words_and_spaces_make_no_other_structure(name: str) -> None:
    one, other = structure_of(ASK, MARK), structure_of(SAME[name], MARK)
    assert one is not None
    assert other is not None
    assert one.text == other.text


@pytest.mark.parametrize("name", sorted(OTHER))
def test_whatever_makes_a_difference_makes_another_structure(name: str) -> None:
    one, other = structure_of(ASK, MARK), structure_of(OTHER[name], MARK)
    assert one is not None
    assert other is not None
    assert one.text != other.text


def test_names_of_arguments_and_variables_are_no_aliases() -> None:
    found = structure_of("query ($n: NIK!) { a: citizen(nik: $n) { b: births(o: {c: [d]}) } }", MARK)
    assert found is not None
    assert found.aliases == ("a", "b")


def test_a_fragment_may_stand_before_its_query_and_before_nothing_else() -> None:
    found = structure_of("fragment F on Citizen { x: nik } query { ...F }", MARK)
    assert found is not None
    assert found.aliases == ("x",)
    assert structure_of("fragment F on Citizen { x: nik } mutation { ...F }", MARK) is None
    assert structure_of("fragment F on Citizen { x: nik } query { ...F } query { ...F }", MARK) is None


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_what_is_no_plain_query_has_no_structure(text: str) -> None:
    assert structure_of(text, MARK) is None


def test_a_long_text_without_a_structure_costs_one_look() -> None:
    """Each part of the expression takes what it can and gives nothing back."""
    for text in (
        "a" * 60_000 + "\\",
        '"' + "a " * 30_000,
        "#" * 60_000 + "\0",
        "1" * 60_000 + "a",
        ", " * 30_000 + "?",
    ):
        assert structure_of(text, MARK) is None


# ---- against documents that are read whole ---------------------------------------------------------------------------


def outcome(cache: Documents, text: str) -> object:
    """Everything that a reader could notice of a document before it runs."""
    try:
        document = cache.get(text)
        if document.errors:
            return shape(document.errors)
        plan = cache.choose(document, None).plan
    except HubError as error:
        return type(error), error.message, error.details
    return document.key, plan.kind, plan.name, plan.roots, plan.fields, plan.introspects, plan.above, plan.parts


def _drop(tokens: list[str], chance: random.Random) -> None:
    del tokens[chance.randrange(len(tokens))]


def _double(tokens: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(tokens))
    tokens.insert(at, tokens[at])


def _swap(tokens: list[str], chance: random.Random) -> None:
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]


def _put(tokens: list[str], chance: random.Random) -> None:
    """Something that does not belong there, or that a lexer could cut in another way."""
    strange = ('"', "1a", "01", ".", "...", "#", "nik:", "a:", ":", "$", "\\", '"""', "\u00a0", "on", "query", "1.")
    tokens.insert(chance.randrange(len(tokens)), chance.choice(strange))


def _same_alias(tokens: list[str], chance: random.Random) -> None:
    """An alias or a field becomes what another one is."""
    names = [at for at, token in enumerate(tokens) if token.isidentifier()]
    one, other = chance.choice(names), chance.choice(names)
    tokens[one] = tokens[other]


CHANGES: Final[tuple[Change, ...]] = (_drop, _double, _swap, _put, _same_alias, _same_alias)


def families(count: int, seed: int) -> list[list[str]]:
    """Sets of documents that say the same in other words; three in four of the sets say something wrong."""
    chance = random.Random(seed)  # noqa: S311  repeatable, no secret
    made = []
    for number in range(count):
        text = with_aliases(Writer(schema().graph, chance, everything=True).operation().text, chance)
        tokens = text.split()
        if number % 4:
            chance.choice(CHANGES)(tokens, chance)
        made.append([between.join(tokens) for between in (" ", "\n\t")])
        # What does not parse is told with other spaces alone.
        with suppress(GraphQLSyntaxError):
            made[-1] = [reworded(one, chance) for one in made[-1]]
    return made


def like_others(count: int, seed: int) -> int:
    """How many were read for others; fails where one came out in another way than read alone."""
    cache, found, ours = documents(), 0, object()
    for texts in families(count, seed):
        for text in texts:
            ours = outcome(cache, text)
            document = cache.held(text)
            found += document is not None and bool(document.like)
        # Compared outside of the assertion, which would write down both.
        is_alike = ours == outcome(documents(), text)
        assert is_alike, text
    return found


def test_documents_like_others_come_out_as_if_they_were_read_alone() -> None:
    assert like_others(30, 44) > 6


@pytest.mark.long
@pytest.mark.timeout(1700)
@pytest.mark.parametrize("seed", range(8))
def test_many_documents_like_others_come_out_as_if_they_were_read_alone(seed: int) -> None:
    assert like_others(1500, seed) > 400


# ---- the words of the document that asked ----------------------------------------------------------------------------


def test_an_answer_gets_the_words_of_its_document() -> None:
    cache = documents()
    cache.get("query A($n: NIK!) { a: citizen(nik: $n) { b: fullName c: nik } }")
    text = "query Q($n: NIK!) {\r\n  zz: citizen(nik: $n) { # who\n y: fullName\n\n  xxx: nik } }"
    wording = cache.choose(cache.get(text), "Q").wording
    assert wording is not None
    whole, first, second = (alias_of(wording.mark, number) for number in range(3))
    written = f'{{"{whole}":{{"{first}":"zz","{second}":"{whole[:-1]}"}}}}'.encode()
    assert wording.data(written) == f'{{"zz":{{"y":"zz","xxx":"{whole[:-1]}"}}}}'.encode()
    entry = {
        "message": "m",
        "path": [whole, 0, second],
        "locations": [{"line": 1, "column": wording.structure.index(name) + 1} for name in (whole, first, second)],
    }
    assert wording.errors([entry]) == [
        {
            "message": "m",
            "path": ["zz", 0, "xxx"],
            "locations": [{"line": 2, "column": 3}, {"line": 3, "column": 2}, {"line": 5, "column": 3}],
        }
    ]
    # The entry is kept for others.
    assert entry["path"] == [whole, 0, second]


# ---- kept and forgotten ----------------------------------------------------------------------------------------------


def asking(alias: str, more: str = "") -> str:
    return f"query($n: NIK!) {{ {alias}: citizen(nik: $n) {{ nik {more} }} }}"


def three(cache: Documents, more: str = "") -> list[Document]:
    return [cache.get(asking(alias, more)) for alias in ("a", "b", "c")]


def test_the_first_of_a_structure_is_read_for_itself() -> None:
    first, second, third = three(documents())
    assert [bool(one.like) for one in (first, second, third)] == [False, True, True]
    assert [one.ast is None for one in (first, second, third)] == [False, True, True]
    assert second.like == third.like
    assert id(second.chosen[None].operation) == id(third.chosen[None].operation)


def test_decisions_are_kept_for_all_that_are_like() -> None:
    _, second, third = three(documents())
    one, other = second.chosen[None].plan, third.chosen[None].plan
    assert id(one.decisions) == id(other.decisions)
    assert one.name != other.name


def test_what_they_have_in_common_is_forgotten_after_them() -> None:
    cache = documents(cache_bytes=60_000)
    _, second, third = three(cache)
    alive = [second, third]
    cache.held(asking("b"))
    for number in range(30):
        cache.get(f"{{ services {{ name }} }} # {number}")
        alive = [one for one in (second, third) if any(kept is one for kept, _ in cache._cache.values())]
        assert not alive or second.like in cache._cache
    assert not alive
    assert cache.bytes_held == sum(size for _, size in cache._cache.values()) <= 60_000


@pytest.mark.parametrize("name", ["", "B", "w0"])
def test_an_operation_of_another_name_is_not_there(name: str) -> None:
    cache = documents()
    for alias in ("a", "b", "c"):
        document = cache.get(asking(alias).replace("query", f"query {alias.upper()}C"))
        assert cache.choose(document, f"{alias.upper()}C").plan.name == f"{alias.upper()}C"
        with pytest.raises(BadInput):
            cache.choose(document, name)
    kept = cache.held(asking("c").replace("query", "query CC"))
    assert kept is not None
    assert kept.like


def test_nodes_that_were_needed_once_are_kept_and_counted() -> None:
    cache = documents()
    text = asking("c")
    _, _, third = three(cache)
    before = cache.bytes_held
    nodes = cache.ast(third, text)
    kept = cache.held(text)
    assert kept is not None
    assert id(cache.ast(kept, text)) == id(nodes)
    assert cache.bytes_held == before + len(text) * 60 == sum(size for _, size in cache._cache.values())
    with pytest.raises(BadInput):
        cache.choose(kept, "other")

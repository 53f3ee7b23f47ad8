"""Each limit refuses by itself, with its number, before the work that it protects from."""

from __future__ import annotations

import dataclasses

import pytest
from graphql import OperationDefinitionNode, parse

from hub.core.errors import BadInput, CostExceeded
from hub.engine.extent import Extent
from hub.engine.limits import (
    Limits,
    Size,
    check_document,
    check_shape,
    check_text,
    check_values,
    check_variables,
    size_of,
)
from hub.resolvers.citizens import LARGEST_LIST
from tests.fakes.actors import NOBODY
from tests.fakes.world import schema, world

LIMITS = Limits()
NIK = "1901011501859001"


def measured(query: str, limits: Limits = LIMITS) -> Size:
    document = parse(query)
    check_shape(document, limits)
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return size_of(document, operation)


def test_a_megabyte_is_refused_by_its_length_alone() -> None:
    """It holds a NUL character at its end, of which one who read so far would tell."""
    with pytest.raises(CostExceeded, match="64 KB"):
        check_text("{a " * 350_000 + "\0", LIMITS)


def test_bytes_count_and_not_characters() -> None:
    check_text("#" + "a" * 60_000, LIMITS)
    with pytest.raises(CostExceeded):
        check_text("#" + "é" * 40_000, LIMITS)


def test_text_in_a_string_or_comment_is_one_token() -> None:
    check_text('{ a(b: "' + "word " * 9_000 + '") } # ' + "word " * 3_000, LIMITS)


ONE_TOO_MANY = {
    "tokens": "{" + "a " * 6_000,
    "brackets within each other": "{" + "a(b: " + "[" * 47,
    "directives": "{ a " + "@b " * 101,
}
"""None of them is a document: a parser that saw one would say so."""


@pytest.mark.parametrize("what", sorted(ONE_TOO_MANY))
async def test_what_a_text_may_hold_is_counted_before_it_is_parsed(what: str) -> None:
    text = ONE_TOO_MANY[what]
    answer = await world().ask(text, actor=NOBODY)
    (error,) = answer.payload["errors"]
    assert (answer.status, error["extensions"]["code"]) == (413, "COST_EXCEEDED")
    assert what in error["message"]
    last = {"tokens": "a ", "directives": "@b "}.get(what, "[")
    check_text(text.removesuffix(last), LIMITS)


@pytest.mark.parametrize("opens", ["{a", "(", "[", "{...on Query", "query($a:["])
async def test_brackets_without_end_do_not_reach_the_parsers_own_end(opens: str) -> None:
    answer = await world().ask("{ a" + opens * 1_500, actor=NOBODY)
    assert (answer.status, answer.payload["errors"][0]["extensions"]["code"]) == (413, "COST_EXCEEDED")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a }", Size(1, 0, 1, 1)),
        ("{ a { b { c } } d }", Size(3, 0, 4, 2)),
        ("{ x: a y: a }", Size(1, 2, 2, 2)),
        ("{ ...F ...F } fragment F on Q { a { b } }", Size(2, 0, 4, 2)),
        ("{ ... on Q { a ... { b } } }", Size(1, 0, 2, 2)),
        ("{ ...Missing a }", Size(1, 0, 1, 1)),
    ],
)
def test_the_shape_is_counted_with_fragments_spread_out(query: str, expected: Size) -> None:
    assert measured(query) == expected


TOO_LARGE = {
    "levels": ("{" + "a{" * 16 + "b" + "}" * 17, 17),
    "aliases": ("{" + " ".join(f"x{n}: a" for n in range(61)) + "}", 61),
    "root fields": ("{" + " ".join(f"a{n}" for n in range(21)) + "}", 21),
    "fields": ("{ a {" + " ".join(f"b{n}" for n in range(1500)) + "} }", 1501),
    "definitions": (" ".join(f"query A{n} {{ a }}" for n in range(101)), 101),
    "times that one field may stand at one place": ("{ a {" + " ".join(["b"] * 30 + ["...{ b }"] * 21) + "} }", 51),
    "fields of fragments": ("{ " + " ".join(f"...F{n}" for n in range(16)) + " }"
                            + " ".join(f"fragment F{n} on Q {{ a {{ {' '.join(f'b{k}' for k in range(95))} }} }}"
                                       for n in range(16)), 1536),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(TOO_LARGE))
async def test_each_limit_of_the_shape_refuses_before_validation(what: str) -> None:
    """The fields do not exist in the hub's graph, of which validation would tell."""
    query, count = TOO_LARGE[what]
    answer = await world().ask(query, actor=NOBODY, operation="A0")
    (error,) = answer.payload["errors"]
    told = error["extensions"]
    assert (answer.status, told["code"], told["cost"], told["cost"] > told["limit"]) == (
        413,
        "COST_EXCEEDED",
        count,
        True,
    )
    assert what.partition(" of ")[0] in error["message"]
    assert "Split it" in error["message"]


def test_one_less_is_taken() -> None:
    for query, _ in TOO_LARGE.values():
        check_shape(parse(query), dataclasses.replace(
            LIMITS, depth=17, aliases=61, root_fields=61, fields=1_536, definitions=101, repeats=51
        ))  # fmt: skip


def test_what_stands_in_fragments_counts_at_the_place_where_it_is_spread() -> None:
    repeated = "fragment F on Q { b } fragment G on Q { b }"
    check_shape(
        parse(f"{{ a {{ ...F ...F ...F b }} c {{ ...G }} }} {repeated}"), dataclasses.replace(LIMITS, repeats=2)
    )
    with pytest.raises(CostExceeded, match="at one place"):
        check_shape(parse(f"{{ a {{ ...F }} a {{ ...G b }} }} {repeated}"), dataclasses.replace(LIMITS, repeats=2))


def test_a_bomb_of_fragments_is_measured_without_being_spread() -> None:
    fragments = " ".join(f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }}" for n in range(90))
    with pytest.raises(CostExceeded) as caught:
        measured(f"{{ ...F0 }} {fragments} fragment F90 on Q {{ a }}")
    # Nobody counts to 2**90, and JSON of some clients ends at 2**53.
    assert caught.value.details["cost"] == 2**53 - 1


@pytest.mark.parametrize(
    "query",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { services { name } ...G } fragment G on Query { ...F }",
        "{ services { name } } fragment F on Query { a { ...F } b { ...F } }",
    ],
)
async def test_a_fragment_that_spreads_itself_is_refused(query: str) -> None:
    answer = await world().ask(query, actor=NOBODY)
    (error,) = answer.payload["errors"]
    assert (answer.status, error["extensions"]["code"]) == (400, "BAD_INPUT")
    assert "spreads itself" in error["message"]


@pytest.mark.parametrize("variables", [{"a": "x\0"}, {"a": ["\0"]}, {"a": {"b": [{"c": "\0"}]}}, {"a": {"\0": 1}}])
def test_a_nul_in_a_variable_is_refused_by_its_name(variables: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="NUL") as caught:
        check_variables({"fine": "text", **variables}, LIMITS)
    assert caught.value.path == "$a"


def nested(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"a": ["x"] * 1001}, "more than 1000 items"),
        ({"a": [1] * 1001}, "more than 1000 items"),
        ({"a": {"b": [{"c": [None] * 1001}]}}, "more than 1000 items"),
        ({"a": {str(number): 1 for number in range(10_001)}}, "more than the 10000 values"),
        ({"a": [[1] * 400] * 400}, "more than the 10000 values"),
        ({str(number): 1 for number in range(10_001)}, "more than the 10000 values"),
        ({"a": nested(20_001)}, "more than the 10000 values"),
    ],
)
def test_variables_hold_no_more_than_anything_takes(variables: dict[str, object], told: str) -> None:
    with pytest.raises(CostExceeded, match=told) as caught:
        check_variables(variables, LIMITS)
    assert caught.value.details["cost"] > caught.value.details["limit"]
    check_variables({"a": ["x"] * 1000, "b": [1] * 1000, "c": {"d": nested(900)}}, LIMITS)


async def test_a_list_that_is_too_long_is_refused_before_anybody_looks_at_its_items() -> None:
    query = "query ($niks: [NIK!]!) { citizens(niks: $niks) { fullName } }"
    w = world()
    answer = await w.ask(query, {"niks": ["no number"] * 1001})
    assert (answer.status, answer.payload["errors"][0]["extensions"]["code"]) == (413, "COST_EXCEEDED")
    assert w.calls.made == []


def test_a_nul_behind_an_escape_is_found() -> None:
    with pytest.raises(BadInput, match="NUL"):
        check_document(parse(r'{ a(b: "x\u0000") }'))
    check_document(parse('{ a(b: "x") }'))


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ codeList(name: "\0") { value } }', None),
        (r'{ codeList(name: "\u0000") { value } }', None),
        (r'{ codeList(name: "\u{0}") { value } }', None),
        ("query ($n: String!) { codeList(name: $n) { value } }", {"n": "a\0b"}),
    ],
)
async def test_a_nul_is_bad_input_wherever_it_comes_in(query: str, variables: dict[str, str] | None) -> None:
    answer = await world().ask(query, variables, actor=NOBODY)
    assert answer.status == 400
    assert [e["extensions"]["code"] for e in answer.payload["errors"]] == ["BAD_INPUT"]


async def test_a_megabyte_is_told_what_to_do() -> None:
    answer = await world().ask("{a " * 350_000, actor=NOBODY)
    assert answer.status == 413
    assert answer.payload == {
        "errors": [
            {
                "message": "The document has more than 64 KB. Ask for less in one operation.",
                "extensions": {"code": "COST_EXCEEDED", "limit": 65536},
            }
        ]
    }


def families(levels: int) -> str:
    return "nik" if levels == 0 else f"familyCard {{ members {{ citizen {{ {families(levels - 1)} }} }} }}"


def keys(count: int) -> str:
    return ", ".join(f'"{NIK}"' for _ in range(count))


def test_lists_within_lists_are_refused_before_they_are_asked_for() -> None:
    documents = world().engine._documents
    ask = documents.get(f"{{ citizens(niks: [{keys(100)}]) {{ {families(4)} }} }}")
    with pytest.raises(CostExceeded, match="lists within lists"):
        documents.choose(ask, None)
    for text in (
        f"{{ citizens(niks: [{keys(100)}]) {{ {families(3)} }} }}",
        f'{{ citizen(nik: "{NIK}") {{ {families(4)} }} }}',
    ):
        assert documents.choose(documents.get(text), None).extent is None


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    documents = world().engine._documents
    spread = " ".join(f"a{at}: citizens(niks: [{keys(100)}]) {{ ...F }}" for at in range(20))
    text = f"{{ {spread} }} fragment F on Citizen {{ ...G }} fragment G on Citizen {{ {families(3)} }}"
    with pytest.raises(CostExceeded, match="lists within lists"):
        documents.choose(documents.get(text), None)


PAGE = "query ($n: Int) { applications(first: $n) { edges { node { state } } } }"


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("{ services { name } }", 200),
        (f"{{ citizens(niks: [{keys(3)}]) {{ nik }} }}", 6),
        ("{ applications { edges { node { state } } } }", 1 + 20 * 3),
        ("{ applications(first: 7) { edges { node { state } } } }", 1 + 7 * 3),
        ("{ ...on Query { citizen(nik: $n) { accesses(first: 100) { edges { cursor } } } } }", 1 + 1 + 100 * 2),
    ],
)
def test_keys_and_pages_multiply(query: str, values: int) -> None:
    assert _extent(query).of({}) == values


@pytest.mark.parametrize(
    ("variables", "allowed"), [({"niks": [NIK]}, True), ({"niks": [NIK] * 50}, False), ({"niks": NIK}, True)]
)
async def test_the_same_document_is_too_much_for_some_variables(variables: dict[str, object], allowed: bool) -> None:
    w = world()
    query = f"query ($niks: [NIK!]!) {{ citizens(niks: $niks) {{ {families(4)} }} }}"
    answer = await w.ask(query, variables)
    assert (answer.status == 200) is allowed
    if not allowed:
        (error,) = answer.payload["errors"]
        cost = error["extensions"].pop("cost")
        assert error["extensions"] == {"code": "COST_EXCEEDED", "limit": 1_000_000}
        assert cost > 1_000_000
        assert str(cost) in error["message"]
        assert w.calls.made == []


def test_a_page_counts_as_what_its_variable_says() -> None:
    extent = _extent(PAGE)
    assert (extent.least(), extent.most()) == (1 + 3, 1 + 100 * 3)
    assert [extent.of(given) for given in ({}, {"n": 5}, {"n": None}, {"n": 10_000}, {"n": "x"})] == [
        61, 16, 61, 301, 61,
    ]  # fmt: skip
    assert _extent(PAGE.replace("$n: Int", "$n: Int = 30")).of({}) == 1 + 30 * 3


def _extent(query: str) -> Extent:
    document = parse(query)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return Extent(schema().graph, {}, operation)


def test_what_is_just_allowed_is_allowed() -> None:
    check_values(LIMITS.values, LIMITS)
    with pytest.raises(CostExceeded):
        check_values(LIMITS.values + 1, LIMITS)
    assert LIMITS.list_items >= LARGEST_LIST

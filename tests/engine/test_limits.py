from __future__ import annotations

import time

import pytest
from graphql import OperationDefinitionNode, parse

from hub.core.errors import BadInput, CostExceeded
from hub.engine.limits import Limits, Size, check_document, check_size, check_text, check_variables
from tests.fakes.actors import NOBODY
from tests.fakes.world import world

LIMITS = Limits()


def size_of(query: str, limits: Limits = LIMITS) -> Size:
    document = parse(query)
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return check_size(document, operation, limits)


def test_a_megabyte_is_refused_by_its_length_alone() -> None:
    began = time.process_time()
    with pytest.raises(CostExceeded, match="64 KB"):
        check_text("{a " * 350_000, LIMITS)
    assert time.process_time() - began < 0.005


def test_bytes_count_and_not_characters() -> None:
    check_text("#" + "a" * 60_000, LIMITS)
    with pytest.raises(CostExceeded):
        check_text("#" + "é" * 40_000, LIMITS)


def test_a_flood_of_tokens_is_refused_cheaply() -> None:
    began = time.process_time()
    with pytest.raises(CostExceeded, match="tokens"):
        check_text("{" + "a " * 20_000, LIMITS)
    assert time.process_time() - began < 0.05


def test_text_in_a_string_or_comment_is_one_token() -> None:
    check_text('{ a(b: "' + "word " * 9_000 + '") } # ' + "word " * 3_000, LIMITS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a }", Size(1, 0, 1, 1)),
        ("{ a { b { c } } d }", Size(3, 0, 4, 2)),
        ("{ x: a y: a }", Size(1, 2, 2, 2)),
        ("{ ...F ...F } fragment F on Q { a { b } }", Size(2, 0, 4, 2)),
        ("{ ... on Q { a ... { b } } }", Size(1, 0, 2, 2)),
    ],
)
def test_the_shape_is_counted_with_fragments_spread_out(query: str, expected: Size) -> None:
    assert size_of(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "{" + "a{" * 17 + "b" + "}" * 17 + "}",
        "{" + " ".join(f"x{n}: a" for n in range(61)) + "}",
        "{" + " ".join(f"a{n}" for n in range(21)) + "}",
        "{ a {" + " ".join(f"b{n}" for n in range(1501)) + "} }",
    ],
)
def test_each_limit_of_the_shape_refuses(query: str) -> None:
    with pytest.raises(CostExceeded, match="Split it"):
        size_of(query)


def test_a_bomb_of_fragments_is_measured_without_being_spread() -> None:
    fragments = " ".join(f"fragment F{n} on Q {{ ...F{n + 1} ...F{n + 1} }}" for n in range(200))
    began = time.process_time()
    with pytest.raises(CostExceeded):
        size_of(f"{{ ...F0 }} {fragments} fragment F200 on Q {{ a }}")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("variables", [{"a": "x\0"}, {"a": ["\0"]}, {"a": {"b": [{"c": "\0"}]}}, {"a": {"\0": 1}}])
def test_a_nul_in_a_variable_is_refused_by_its_name(variables: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="NUL") as caught:
        check_variables({"fine": "text", **variables})
    assert caught.value.path == "$a"


def test_a_nul_behind_an_escape_is_found() -> None:
    with pytest.raises(BadInput, match="NUL"):
        check_document(parse(r'{ a(b: "x\u0000") }'))
    check_document(parse('{ a(b: "x") }'))


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ codeList(name: "\0") { value } }', None),
        (r'{ codeList(name: "\u0000") { value } }', None),
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


def test_lists_within_lists_are_refused_before_they_are_asked_for() -> None:
    documents = world().engine._documents
    niks = '"1901011501859001"'
    ask = documents.get(f"{{ citizens(niks: [{niks}]) {{ {families(4)} }} }}")
    with pytest.raises(CostExceeded, match="lists within lists"):
        documents.choose(ask, None)
    for text in (
        f"{{ citizens(niks: [{niks}]) {{ {families(3)} }} }}",
        f"{{ citizen(nik: {niks}) {{ {families(4)} }} }}",
    ):
        documents.choose(documents.get(text), None)


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    documents = world().engine._documents
    spread = " ".join(f"a{at}: citizens(niks: []) {{ ...F }}" for at in range(20))
    text = f"{{ {spread} }} fragment F on Citizen {{ ...G }} fragment G on Citizen {{ {families(3)} }}"
    with pytest.raises(CostExceeded, match="lists within lists"):
        documents.choose(documents.get(text), None)

from __future__ import annotations

import pytest

from hub.core.errors import BadInput
from hub.engine.compiler import Known
from hub.engine.documents import Documents
from hub.engine.limits import Limits
from tests.fakes.declared import FACETS
from tests.fakes.world import schema


def documents(**limits: int) -> Documents:
    made = schema()
    known = Known(FACETS, frozenset())
    return Documents(made.graph, made.requirements, known, Limits(**limits), hide_suggestions=True)


def test_a_document_is_parsed_once() -> None:
    cache = documents()
    assert cache.get("{ services { name } }") is cache.get("{ services { name } }")


def test_a_plan_is_made_once_for_each_operation() -> None:
    cache = documents()
    document = cache.get("query A { services { name } } query B { agencies { name } }")
    assert cache.choose(document, "A") is cache.choose(document, "A")
    assert cache.choose(document, "B").plan.name == "B"


def test_the_cache_is_bounded_by_bytes_and_forgets_the_oldest() -> None:
    text = "{ services { name } }"
    cache = documents(cache_bytes=len(text) * 100 * 2)
    first = cache.get(text)
    second = cache.get("{ services { title}}")
    assert cache.get(text) is first
    cache.get("{ services { fee  }}")
    assert cache.get(text) is first
    assert cache.get("{ services { title}}") is not second
    assert cache.bytes_held <= len(text) * 100 * 2


def test_what_is_forgotten_is_subtracted_and_nothing_else() -> None:
    cache = documents(cache_bytes=100 * 100)
    for number in range(50):
        cache.get(f"{{ services {{ name }} }} # {'x' * (number % 7)} {number}")
    assert cache.bytes_held == sum(size for _, size in cache._cache.values())
    assert 100 * 60 < cache.bytes_held <= 100 * 100


def test_a_document_that_is_wrong_is_kept_as_wrong() -> None:
    cache = documents()
    document = cache.get("{ nothing }")
    assert document.errors
    assert cache.get("{ nothing }") is document


def test_no_suggestion_tells_names_of_the_graph() -> None:
    (error,) = documents().get("{ servicez { name } }").errors
    assert "services" not in error.message


@pytest.mark.parametrize("name", [None, "C"])
def test_an_operation_has_to_be_chosen(name: str | None) -> None:
    cache = documents()
    document = cache.get("query A { services { name } } query B { agencies { name } }")
    with pytest.raises(BadInput):
        cache.choose(document, name)

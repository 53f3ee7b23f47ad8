"""What is searched for, read from the standard's three kinds of query: one person, one household, or persons by name.

A registry of people is asked about somebody. A query that names nobody, as all who were born after a day, is rejected:
agreements allow to look somebody up, and not to copy the register.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.identifiers import is_family_card_number, is_nik
from hub.facades.spdci.domains import CARD, DEED, NIK, Domain
from hub.facades.spdci.envelope import Criteria, Paging
from hub.facades.spdci.words import Reason, Rejected

MOST: Final = 100
"""Persons in one answer, and so in all pages of one query."""
_PAGE: Final = 20
_LONGEST_DEED: Final = 60
_TERMS: Final[Mapping[str, str]] = {
    "name": "name",
    "full_name": "name",
    "given_name": "name",
    "birth_date": "birthDate",
    "date_of_birth": "birthDate",
    "dob": "birthDate",
    "birth_year": "birthYear",
    "yob": "birthYear",
    "mother_name": "motherName",
    "location": "regionCode",
    "region_code": "regionCode",
    "sub_region_code": "regionCode",
}
"""Attribute of a query -> term of the graph's search."""
_REGION: Final = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")
_WHOM: Final = (
    "Say whom: an identifier, or a name, with `eq` and joined by `and`. Further: birth_date, birth_year, mother_name, "
    "region_code."
)


@dataclass(frozen=True, slots=True)
class Query:
    """`what` is the operation; `variables` are its own. `nobody`: what was asked is the identifier of nobody."""

    what: str
    variables: Mapping[str, Any] = field(repr=False)
    nobody: bool = False
    page: Paging | None = None

    @property
    def shown(self) -> tuple[int, int]:
        """From which to which of those found, in this page."""
        size, number = (int(self.page.page_size), int(self.page.page_number)) if self.page else (_PAGE, 1)
        return size * (number - 1), size * number


def query_of(domain: Domain, criteria: Criteria, beside: Paging | None = None) -> Query:
    """The query of a search request; `beside` is a pagination that stands next to the criteria. Raises Rejected."""
    if criteria.sort:
        raise Rejected(Reason.SORT, "Results come the likeliest first; leave `sort` out.")
    page = criteria.pagination or beside
    if criteria.query_type == "idtype-value":
        return identified(domain, criteria.query)
    if criteria.query_type == "expression":
        return _searched(domain, _of_expression(criteria.query), page)
    if criteria.query_type == "predicate":
        return _searched(domain, _of_predicates(criteria.query), page)
    raise Rejected(Reason.CRITERIA, "For queries in GraphQL the hub has an address of its own, `/graphql`.")


def identified(domain: Domain, given: Any) -> Query:
    """The query for one identifier. Raises Rejected."""
    if not isinstance(given, dict) or not isinstance(given.get("type"), str) or "value" not in given:
        raise Rejected(Reason.CRITERIA, "`query` must be an object with `type` and `value`.")
    return _by_identifier(domain, given["type"], given["value"])


def _by_identifier(domain: Domain, type_: str, value: Any) -> Query:
    kind = domain.identifiers.get(type_.rpartition(":")[2])
    if kind is None:
        listed = ", ".join(sorted(domain.identifiers))
        raise Rejected(Reason.CRITERIA, f"This registry knows people by these types of identifier: {listed}.")
    text = value if isinstance(value, str) else ""
    if kind == NIK:
        return Query("Person", {"nik": text}, nobody=not is_nik(text))
    if kind == DEED:
        return Query("Deed", {"number": text}, nobody=not 0 < len(text) <= _LONGEST_DEED)
    assert kind == CARD
    return Query("Household", {"number": text}, nobody=not is_family_card_number(text))


def _searched(domain: Domain, given: Iterable[tuple[str, Any]], page: Paging | None) -> Query:
    terms: dict[str, Any] = {}
    tests = list(given)
    for name, value in tests:
        if name in domain.identifiers:
            if len(tests) > 1:
                # Who is found by a number would seem to have the name that was asked for with it.
                raise Rejected(Reason.CRITERIA, "Ask by an identifier alone, and compare the rest with her record.")
            return _by_identifier(domain, name, value)
        term = _TERMS.get(name.lower())
        if term is None or term in terms:
            raise Rejected(Reason.CRITERIA, _WHOM)
        terms[term] = _term(term, value)
    if not terms.get("name"):
        raise Rejected(Reason.CRITERIA, _WHOM)
    query = Query("Search", {"search": terms}, page=page)
    if query.shown[1] > MOST:
        raise Rejected(Reason.PAGE, f"One query shows at most {MOST} persons in all its pages. Say more about her.")
    return query


def _term(term: str, value: Any) -> Any:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if term == "birthYear" and re.fullmatch(r"\d{4}", text):
        return int(text)
    if term == "birthDate" and _is_date(text):
        return text[:10]
    if term in {"name", "motherName"} and 0 < len(text) <= 100:
        return text
    if term == "regionCode" and _REGION.fullmatch(text):
        return text
    raise Rejected(Reason.CRITERIA, f"The value of {term} cannot be used. {_WHOM}")


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _of_expression(given: Any) -> list[tuple[str, Any]]:
    """`{value: {expression: {query: {$and: [{field: {$eq: v}}]}}}}`, or the list's one member alone."""
    inner = _at(given, "value", "expression", "query")
    if isinstance(inner, dict) and "$and" in inner and len(inner) == 1:
        inner = inner["$and"]
    parts = inner if isinstance(inner, list) else [inner]
    if not 0 < len(parts) <= len(_TERMS) or not all(isinstance(part, dict) and part for part in parts):
        raise Rejected(Reason.CRITERIA, _WHOM)
    return [(name, _equal(test)) for part in parts for name, test in part.items()]


def _equal(test: Any) -> Any:
    if isinstance(test, dict):
        if list(test) != ["$eq"]:
            raise Rejected(Reason.CRITERIA, _WHOM)
        return test["$eq"]
    return test


def _of_predicates(given: Any) -> list[tuple[str, Any]]:
    if not isinstance(given, list) or not 0 < len(given) <= len(_TERMS):
        raise Rejected(Reason.CRITERIA, "`query` must be a list of predicates.")
    found = []
    for predicate in given:
        if not isinstance(predicate, dict) or predicate.get("condition", "and") != "and":
            raise Rejected(Reason.CRITERIA, _WHOM)
        found += [_compared(predicate[name]) for name in ("expression1", "expression2") if predicate.get(name)]
    return found


def _compared(given: Any) -> tuple[str, Any]:
    name = given.get("attribute_name") if isinstance(given, dict) else None
    if not isinstance(name, str) or given.get("operator") != "eq":
        raise Rejected(Reason.CRITERIA, _WHOM)
    return name, given.get("attribute_value")


def _at(given: Any, *names: str) -> Any:
    for name in names:
        if not isinstance(given, dict) or name not in given:
            raise Rejected(Reason.CRITERIA, "`query` must hold `value.expression.query`.")
        given = given[name]
    return given

"""What the GraphQL specification asks of an executor: the compiled answer, the oracle's, and the lane it came by."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import pytest

from hub.core.actor import Actor, ActorKind, Role
from hub.core.purpose import Purpose
from hub.store import cursors
from tests.fakes.actors import agency
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.lanes.twins import Twins
from tests.lanes.village import AGENCY_ONLY, CARDS, NIKS, NO_CARD, NOBODY, PERSONS, UNREACHABLE

FULL = agency(
    "citizen:read", "family:read", "licence:read", "education:read", "health:read", "insurance:read", "welfare:read",
    "access:read", "citizen:search",
)  # fmt: skip
NO_HEALTH = agency("citizen:read", "family:read", "licence:read")
CASEWORK = agency("citizen:read", "application:read")
FAMILY_ONLY = agency("family:read", "health:read")
NOWHERE = dataclasses.replace(FULL, region="")
ELSEWHERE = dataclasses.replace(FULL, region="19.05")
A_PATTERN = dataclasses.replace(FULL, region="19%", agreement=agreement(region="19%"))
HEAD, WIFE, CHILD = (str(person.nik) for person in PERSONS[:3])
CITIZEN = Actor(
    "citizen-1", ActorKind.USER, "portal", "Warga Contoh", TENANT, frozenset({Role.CITIZEN}),
    frozenset({"citizen:read", "family:read"}), "19.01", frozenset({Purpose.OWN_DATA}), HEAD,
)  # fmt: skip
UNKNOWN, CARDLESS = str(PERSONS[4].nik), str(PERSONS[9].nik)
HIDDEN, SEALED = str(PERSONS[6].nik), str(PERSONS[5].nik)
FROM_AGENCY = next(iter(AGENCY_ONLY))


@dataclass(frozen=True)
class Case:
    """One operation; `lane` is the one that has to answer it."""

    lane: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    actor: Actor = FULL
    faulty: bool = False


ONE = {"n": HEAD}
BEHIND = cursors.encode("history", cursors.Micros.of(NOW), PERSONS[0].id, 4)
CASES = {
    # ---- fields
    "scalars": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik fullName sex birthDate version id } }", ONE),
    "alias": Case("E", "query($n: NIK!) { a: citizen(nik: $n) { b: nik c: nik } }", ONE),
    "alias-of-a-row": Case(
        "E", "query($n: NIK!) { o: citizen(nik: $n) { o: nik j: fullName s: sex u: birthDate } }", ONE
    ),
    "alias-of-63": Case("E", f"query($n: NIK!) {{ citizen(nik: $n) {{ {'a' * 63}: nik }} }}", ONE),
    "alias-of-64": Case("C", f"query($n: NIK!) {{ citizen(nik: $n) {{ {'a' * 64}: nik }} }}", ONE),
    "typename": Case(
        "E", "query($n: NIK!) { __typename citizen(nik: $n) { __typename address { t: __typename } } }", ONE
    ),
    "merged": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { address { line } address { rt } } citizen(nik: $n) { address { "
        "rw } nik } }",
        ONE,
    ),
    "order-of-keys": Case("E", "query($n: NIK!) { citizen(nik: $n) { sex nik ... { fullName } birthDate nik } }", ONE),
    "two-roots": Case("E", "query($n: NIK!) { a: citizen(nik: $n) { nik } b: citizen(nik: $n) { fullName } }", ONE),
    "two-roots-of-their-own": Case(
        "E",
        "query($a: NIK!, $b: NIK!, $c: FamilyCardNumber!) { x: citizen(nik: $a) { nik } familyCard(number: $c) "
        "{ number } y: citizen(nik: $b) { nik } z: citizen(nik: $a) { sex } }",
        {"a": UNKNOWN, "b": FROM_AGENCY, "c": CARDS[0]},
    ),
    "parents": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { mother { fullName nik } father { fullName nik } } }", ONE
    ),
    "warnings": Case("E", "query($k: [NIK!]!) { citizens(niks: $k) { nik warnings } }", {"k": [*NIKS]}),
    "odd-letters": Case("E", "query($n: NIK!) { citizen(nik: $n) { fullName address { village } } }", ONE),
    "nothing-known": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { fullName sex address { district } } }", {"n": UNKNOWN}
    ),
    # ---- fragments and conditions
    "fragments": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { ...A } } fragment A on Citizen { nik ...B } fragment B on Node { id }",
        ONE,
    ),
    "fragment-twice": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { ...A ...A } } fragment A on Citizen { nik }", ONE
    ),
    "fragment-that-never-fits": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik ... on Node { ... on Application { state } } } }", ONE
    ),
    "skipped": Case(
        "E", "query($n: NIK!, $s: Boolean!) { citizen(nik: $n) { nik fullName @skip(if: $s) } }", {**ONE, "s": True}
    ),
    "not-skipped": Case(
        "E", "query($n: NIK!, $s: Boolean!) { citizen(nik: $n) { nik fullName @skip(if: $s) } }", {**ONE, "s": False}
    ),
    "flag-by-default": Case(
        "E", "query($n: NIK!, $s: Boolean = true) { citizen(nik: $n) { nik fullName @skip(if: $s) } }", ONE
    ),
    "two-flags": Case(
        "E",
        "query($n: NIK!, $s: Boolean!, $t: Boolean!) { citizen(nik: $n) { nik sex @skip(if: $s) id @skip(if: $t) } }",
        {**ONE, "s": True, "t": False},
    ),
    "flag-in-a-fragment": Case(
        "E",
        "query($n: NIK!, $s: Boolean!) { citizen(nik: $n) { nik ...A } } "
        "fragment A on Citizen { ...B } fragment B on Citizen { sex @include(if: $s) }",
        {**ONE, "s": True},
    ),
    "skip-and-include": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik sex @skip(if: false) @include(if: false) } }", ONE
    ),
    "nothing-left": Case("C", "query($n: NIK!) { citizen(nik: $n) @skip(if: true) { nik } }", ONE),
    "empty-object": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik @skip(if: true) } }", ONE),
    # ---- variables and arguments
    "literal": Case("E", f'{{ citizen(nik: "{HEAD}") {{ nik }} }}'),
    "variable-in-a-list": Case("E", 'query($n: NIK!) { citizens(niks: [$n, "1901011501859002"]) { nik } }', ONE),
    "one-for-a-list": Case("C", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": HEAD}),
    "nullable-variable": Case("E", "query($k: [NIK!]! = []) { citizens(niks: $k) { nik } }", {"k": [HEAD]}),
    "default": Case("E", f'query($k: [NIK!]! = ["{HEAD}"]) {{ citizens(niks: $k) {{ nik }} }}'),
    "missing-variable": Case("C", "query($n: NIK!) { citizen(nik: $n) { nik } }"),
    "null-variable": Case("C", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": None}),
    "null-in-a-list": Case("C", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": [HEAD, None]}),
    "a-number-for-a-nik": Case("C", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": 1901011501859001}),
    "a-bad-nik": Case("C", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": "12"}),
    "a-bad-literal": Case("C", '{ citizen(nik: "12") { nik } }'),
    "an-unused-extra": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {**ONE, "x": [1]}),
    "too-many": Case("C", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": [HEAD] * 101}),
    "as-many-as-allowed": Case("E", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": [HEAD] * 100}),
    # ---- null, lists, and who is there
    "nobody": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": NOBODY}),
    "hidden": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": HIDDEN}),
    "sealed": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": SEALED}),
    "no-region": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", ONE, NOWHERE),
    "a-region-that-is-a-pattern": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik } }", ONE, A_PATTERN),
    "unknown-to-one-who-sees-nobody": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": FROM_AGENCY}, NOWHERE
    ),
    "unknown-to-one-whose-region-is-a-pattern": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik } }", {"n": FROM_AGENCY}, A_PATTERN
    ),
    "own-data": Case(
        "E",
        "query($k: [NIK!]!) { citizens(niks: $k) { nik familyCard { members { citizen { nik } } } } }",
        {"k": [HEAD, WIFE]},
        CITIZEN,
    ),
    "a-list-in-its-order": Case(
        "E", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": [CHILD, NOBODY, HEAD, HIDDEN, CHILD]}
    ),
    "an-empty-list": Case("E", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": []}),
    "read-through": Case(
        "E", "query($k: [NIK!]!) { citizens(niks: $k) { nik fullName } }", {"k": [*AGENCY_ONLY, HEAD, NOBODY]}
    ),
    "agency-fails-for-one": Case(
        "C", "query($k: [NIK!]!) { citizens(niks: $k) { nik } }", {"k": [HEAD, UNREACHABLE, CHILD]}
    ),
    "family": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { familyCard { number address { village } head { nik familyCard "
        "{ number } } members { relationship citizen { nik id } } } } }",
        ONE,
    ),
    "no-card": Case("E", "query($n: NIK!) { citizen(nik: $n) { nik familyCard { number } } }", {"n": UNKNOWN}),
    "a-card-nobody-holds": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik familyCard { number } } }", {"n": CARDLESS}
    ),
    "card-by-number": Case("E", "query($c: FamilyCardNumber!) { familyCard(number: $c) { number } }", {"c": CARDS[0]}),
    "card-out-of-sight": Case(
        "E",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { number members { citizen { nik } } } }",
        {"c": CARDS[1]},
    ),
    "card-of-nobody": Case("E", "query($c: FamilyCardNumber!) { familyCard(number: $c) { number } }", {"c": CARDS[3]}),
    "card-of-another-region": Case(
        "E", "query($c: FamilyCardNumber!) { familyCard(number: $c) { number } }", {"c": CARDS[0]}, ELSEWHERE
    ),
    "card-without-head": Case(
        "E",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { head { nik } members { relationship } } }",
        {"c": CARDS[2]},
    ),
    "no-such-card": Case("E", "query($c: FamilyCardNumber!) { familyCard(number: $c) { number } }", {"c": NO_CARD}),
    "head-from-the-agency": Case(
        "E",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { head { nik fullName } members { citizen { nik } } } }",
        {"c": CARDS[1]},
    ),
    # ---- facets
    "held": Case(
        "E",
        "query($k: [NIK!]!) { citizens(niks: $k) { licences { nib kbliYear issuedOn } welfare { decile "
        "programmes } healthCoverage { number segment } } }",
        {"k": [HEAD, WIFE, CHILD]},
    ),
    "held-typename-only": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { licences { __typename } welfare { __typename } } }", ONE
    ),
    "live": Case(
        "D",
        "query($k: [NIK!]!) { citizens(niks: $k) { nik immunisations { vaccine dose occurredOn } } }",
        {"k": [*NIKS[:5], HEAD]},
    ),
    "live-below-a-family": Case(
        "D",
        "query($n: NIK!) { citizen(nik: $n) { familyCard { members { citizen { i: immunisations { __typename "
        "d: dose } } } } } }",
        ONE,
    ),
    "live-twice": Case(
        "D",
        "query($n: NIK!) { citizen(nik: $n) { a: immunisations { dose } b: immunisations { vaccine } "
        "familyCard { head { immunisations { dose } } } } }",
        ONE,
    ),
    "live-in-its-order": Case(
        "D", "query($n: NIK!) { citizen(nik: $n) { immunisations { vaccine t: __typename a: dose } } }", ONE
    ),
    "live-and-faulty": Case(
        "D",
        "query($k: [NIK!]!) { citizens(niks: $k) { nik immunisations { vaccine dose occurredOn provider } } }",
        {"k": [n for n in NIKS if n not in AGENCY_ONLY]},
        FULL,
        faulty=True,
    ),
    "live-below-and-faulty": Case(
        "D",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { members { citizen { nik immunisations { "
        "dose } } } } }",
        {"c": CARDS[0]},
        FULL,
        faulty=True,
    ),
    "freshness": Case(
        "D",
        "query($k: [NIK!]!) { citizens(niks: $k) { sources { agency state asOf } licences { nib } "
        "immunisations { dose } } }",
        {"k": [HEAD, CHILD, FROM_AGENCY]},
    ),
    "freshness-when-faulty": Case(
        "D",
        "query($k: [NIK!]!) { citizens(niks: $k) { sources { agency state asOf __typename } welfare { decile "
        "} immunisations { dose } } }",
        {"k": list(NIKS[:6])},
        FULL,
        faulty=True,
    ),
    "freshness-of-what-is-held": Case(
        "D",
        "query($n: NIK!) { citizen(nik: $n) { sources { agency state asOf } licences { nib } welfare { decile } } }",
        {"n": WIFE},
    ),
    "freshness-of-what-may-be-read": Case(
        "D",
        "query($n: NIK!) { citizen(nik: $n) { sources { agency state } licences { nib } immunisations { dose } } }",
        ONE,
        NO_HEALTH,
    ),
    "freshness-of-the-record": Case("D", "query($n: NIK!) { citizen(nik: $n) { sources { agency state } } }", ONE),
    # ---- pages
    "history": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { history(first: 1) { edges { cursor node { version at kind changed } } "
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }",
        ONE,
    ),
    "history-behind-a-cursor": Case(
        "E",
        "query($n: NIK!, $a: String) { citizen(nik: $n) { history(after: $a) { edges { node { version } } "
        "pageInfo { hasPreviousPage hasNextPage } } } }",
        {**ONE, "a": BEHIND},
    ),
    "accesses": Case(
        "C",
        "query($n: NIK!, $f: Int) { citizen(nik: $n) { accesses(first: $f) { edges { node { id at reader fields } } "
        "p: pageInfo { endCursor hasNextPage __typename } } } }",
        {**ONE, "f": 2},
    ),
    "a-page-that-is-just-full": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { history(first: 2) { edges { cursor } pageInfo { hasNextPage } } } }",
        ONE,
    ),
    "two-pages": Case(
        "E",
        "query($n: NIK!) { citizen(nik: $n) { a: history(first: 1) { edges { cursor } } "
        "b: history(first: 3) { __typename edges { cursor } edges { __typename } } } }",
        ONE,
    ),
    "a-page-of-nobody": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { history { edges { cursor } } } }", {"n": NOBODY}
    ),
    "a-page-too-large": Case(
        "C", "query($n: NIK!) { citizen(nik: $n) { history(first: 101) { edges { cursor } } } }", ONE
    ),
    "a-cursor-of-another-list": Case(
        "C",
        "query($n: NIK!, $a: String) { citizen(nik: $n) { history(after: $a) { edges { cursor } } } }",
        {**ONE, "a": cursors.encode("discrepancies", PERSONS[0].id)},
    ),
    "search": Case(
        "E",
        "query($s: CitizenSearch!) { searchCitizens(search: $s, first: 3) { edges { cursor node { nik fullName } } "
        "pageInfo { hasNextPage endCursor } } }",
        {"s": {"name": "Warga Contoh"}},
    ),
    "search-with-families-and-live": Case(
        "D",
        "query($s: CitizenSearch!) { searchCitizens(search: $s, first: 2) { edges { node { immunisations { dose } "
        "familyCard { members { citizen { nik immunisations { vaccine } } } } } } } }",
        {"s": {"name": "warga contoh", "birthYear": 1985}},
        faulty=True,
    ),
    "search-for-nothing": Case(
        "C", "query($s: CitizenSearch!) { searchCitizens(search: $s) { edges { cursor } } }", {"s": {"name": "1"}}
    ),
    # ---- refusals
    "refused-field": Case(
        "E",
        "query($k: [NIK!]!) { citizens(niks: $k) { nik immunisations { dose } } }",
        {"k": [NOBODY, HEAD, WIFE]},
        NO_HEALTH,
    ),
    "refused-nowhere": Case(
        "E", "query($n: NIK!) { citizen(nik: $n) { nik immunisations { dose } } }", {"n": NOBODY}, NO_HEALTH
    ),
    "refused-root": Case(
        "E",
        "query($n: NIK!, $c: FamilyCardNumber!) { citizen(nik: $n) { nik } familyCard(number: $c) { number } }",
        {**ONE, "c": CARDS[0]},
        FAMILY_ONLY,
    ),
    "refused-below-a-list": Case(
        "E",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { members { citizen { fullName birthDate } } } }",
        {"c": CARDS[0]},
        FAMILY_ONLY,
    ),
    "refused-beside-live": Case(
        "D",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { members { citizen { nik immunisations { "
        "dose } } } } }",
        {"c": CARDS[0]},
        FAMILY_ONLY,
    ),
    "refused-in-a-later-place": Case(
        "E",
        "query($k: [NIK!]!) { citizens(niks: $k) { nik familyCard { head { immunisations { dose } } } } }",
        {"k": [UNKNOWN, WIFE, HEAD]},
        NO_HEALTH,
    ),
    "refused-and-not-nullable": Case(
        "C",
        "query($c: FamilyCardNumber!) { familyCard(number: $c) { members { citizen { id } } } }",
        {"c": CARDS[0]},
        FAMILY_ONLY,
    ),
    # ---- what only resolvers know
    "a-match": Case(
        "C",
        "query($c: CitizenClaim!) { matchCitizen(claim: $c) { nik } }",
        {"c": {"nik": HEAD}},
        agency("citizen:match", "citizen:read"),
    ),
    "a-list-of-resolvers": Case(
        "C", "query($n: NIK!) { citizen(nik: $n) { applications { edges { cursor } } } }", ONE, CASEWORK
    ),
    "public": Case("C", "{ services { name } }"),
}


@pytest.mark.parametrize("name", CASES)
async def test_every_lane_answers_alike(twins: Twins, name: str) -> None:
    case = CASES[name]
    twins.be_faulty(faulty=case.faulty)
    answer = await twins.compare(case.query, case.variables, case.actor)
    if answer.status == 200:
        assert answer.lane == case.lane
    else:
        # An operation whose variables cannot be used does not run at all; nothing else may keep one from running.
        assert (answer.status, answer.lane, case.lane) == (400, "", "C")

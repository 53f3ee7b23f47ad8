"""Whoever is out of a reader's sight is answered for like somebody who is not there: the same data, errors and counts.

Questions and mutations are taken from the schema. Each names one person who is sealed, or lives in another region, and
is asked once more with the NIK, the id and the name of nobody: but for these the two answers have to be the same.
"""

from __future__ import annotations

import dataclasses
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any, Final

import pytest

from hub.core.actor import SCOPES, Actor
from hub.core.identifiers import global_id
from hub.engine import Answer
from tests.engine.everything import questions
from tests.engine.test_sealed import (
    COMPILED,
    HUSBAND,
    HUSBAND_DEED,
    HUSBAND_NIK,
    MOTHER,
    MOTHER_DEED,
    OFFICE,
    READERS,
    SEALED_NIK,
    TRACKING,
    District,
    _references,
    district,  # noqa: F401  a fixture
    seal,
)
from tests.fakes.actors import agency
from tests.fakes.world import schema
from tests.schema.paths import VALUES, Paths

PATHS: Final = Paths(schema().graph)
GRAPH: Final = schema().graph
NOBODY_NIK: Final = "1901011501859099"
NOBODY_ID: Final = uuid.UUID("019f0000-0000-7000-8000-00000000ffff")
NOBODY_NAME: Final = "Tiada"
NOBODY_DEED: Final = "1901-LU-02021990-9002"


@dataclasses.dataclass(frozen=True)
class Hidden:
    """Somebody out of sight, and how she is put there."""

    nik: str
    id: uuid.UUID
    name: str
    deed: str

    async def hide(self, where: District) -> None:
        if self.nik == SEALED_NIK:
            assert (await seal(where))["sealed"] is True
        else:
            await where.database.execute("update person set region_code = '19.05.01.1001' where nik = $1", self.nik)

    def as_nobody(self, text: str) -> str:
        """The same text about nobody."""
        pairs = (
            (self.nik, NOBODY_NIK),
            (global_id("Citizen", self.id), global_id("Citizen", NOBODY_ID)),
            (self.name, NOBODY_NAME),
            (self.deed, NOBODY_DEED),
        )
        for hers, nobodys in pairs:
            text = text.replace(hers, nobodys)
        return text


HIDDEN: Final = {
    "sealed": Hidden(SEALED_NIK, MOTHER.id, "Rahasia", MOTHER_DEED),
    "of another region": Hidden(HUSBAND_NIK, HUSBAND.id, "Budi", HUSBAND_DEED),
}
NAMES_A_PERSON: Final = {
    *("NIK!", "[NIK!]!", "ID!", "CitizenSearch!", "CitizenClaim!", "[_Any!]!", "DuplicateFilter"),
    *("CorrectionPreviewInput!", "ApplicationFilter", "deedNumber"),
}
ELSEWHERE_TOLD: Final = {"of another region": {"matchCitizen", "residence"}}
"""What is answered of people of other regions too: claims, by the population agency, and which district somebody stands
in, for those who hand over. Not of whoever is sealed."""

OF_OTHER_THINGS: Final = {"user", "accountProposal", "accessFinding", "breach", "queueTicket"}
"""Roots whose ids are those of accounts, findings, failures and numbers of a counter."""


def ways(hidden: Hidden) -> Iterator[tuple[str, str]]:
    """Every root that can name a person, with every way to name this one."""
    identity = json.dumps(global_id("Citizen", hidden.id))
    values = {
        "NIK!": (f'"{hidden.nik}"',),
        "CorrectionPreviewInput!": (
            f'{{nik: "{hidden.nik}", sourceKind: BIRTH_DEED, attributes: {{fullName: "Siti Contoh"}}}}',
        ),
        "[NIK!]!": (f'["{hidden.nik}"]',),
        "ID!": (identity,),
        "FamilyCardNumber!": ('"1901010101159099"',),
        "trackingNumber": ('"AL-0000-0000"',),
        "code": ('"TIDAK-ADA"',),
        "codeList.name": ('"Sex"',),
        "onceOnlyMeter.service": ('"birthCertificate"',),
        "regions.name": ('"Sungailiat"',),
        "Date!": ('"2026-01-01"',),
        "clientId": ('"puskesmas-app"',),
        "deedNumber": (f'"{hidden.deed}"',),
        "agreement.id": ('"contoh-luas"',),
        "asOf": ('"2100-01-01T00:00:00Z"',),
        "CitizenSearch!": (f'{{name: "{hidden.name}"}}',),
        "DuplicateFilter": (f'{{nik: "{hidden.nik}"}}', f"{{id: {identity}}}"),
        "ApplicationFilter": (f'{{about: "{hidden.nik}"}}', f'{{about: "{hidden.name}"}}'),
        "CitizenClaim!": (f'{{nik: "{hidden.nik}", fullName: "{hidden.name}"}}',),
        "[_Any!]!": (_references(f'nik: "{hidden.nik}"'), _references(f"id: {identity}")),
    }
    assert GRAPH.query_type is not None
    naming = {
        name
        for name, field in GRAPH.query_type.fields.items()
        if any(str(arg.type) in NAMES_A_PERSON or name in NAMES_A_PERSON for name, arg in field.args.items())
    }
    for root, query in questions(GRAPH, values):
        if root in naming:
            yield root, query


def mutations(hidden: Hidden) -> Iterator[str]:
    """Every mutation that names a person by her NIK."""
    assert GRAPH.mutation_type is not None
    for name in GRAPH.mutation_type.fields:
        query = PATHS.operation(f"Mutation.{name}")[0]
        if VALUES["NIK"] in query:
            told = query.replace("{ __typename }", "{ errors { code path message } }")
            yield told.replace(VALUES["NIK"], f'"{hidden.nik}"')


def plain(answer: Answer) -> Any:
    """The answer without the numbers that are made anew each time."""
    text = json.dumps(answer.payload, sort_keys=True)
    assert '"INTERNAL"' not in text, text
    return json.loads(text)


def told(payload: Any, hidden: Hidden) -> Any:
    return json.loads(hidden.as_nobody(json.dumps(payload)))


LEAN: Final = {
    "citizen": "{ citizen(nik: NIK) { id fullName version } }",
    "citizens": "{ citizens(niks: [NIK]) { id sources { agency state } } }",
    "searchCitizens": "{ searchCitizens(search: {name: NAME}) { edges { cursor } pageInfo { hasNextPage } } }",
    "matchCitizen": "{ matchCitizen(claim: {nik: NIK, fullName: NAME}) { nik fullName birthDate } }",
    "node": "{ node(id: ID) { __typename ... on Citizen { nik } } }",
    "_entities": '{ _entities(representations: [{__typename: "Citizen", nik: NIK}]) { __typename } }',
    "citizenByBirthDeed": "{ citizenByBirthDeed(deedNumber: DEED) { id fullName version } }",
    "residence": "{ residence(nik: NIK) { regionCode isHere } }",
    "accesses": "{ accesses(nik: NIK) { edges { cursor } pageInfo { hasNextPage } } }",
    "correctionPreview": "{ correctionPreview(input: {nik: NIK, sourceKind: BIRTH_DEED, attributes: {fullName: NAME}}) "
    "{ version ripples { kind } } }",
    "applications": "{ applications(filter: {about: NIK}) { edges { cursor } pageInfo { hasNextPage } } }",
    "queueGlance": "{ queueGlance(filter: {about: NAME}) { number isMore mark } }",
    "promiseAlarms": "{ promiseAlarms(filter: {about: NIK}) { near past } }",
    "duplicateCandidates": "{ duplicateCandidates(filter: {nik: NIK}) { edges { cursor } pageInfo { hasNextPage } } }",
}
"""A question for each root that names a person; the long test asks for all that the graph has."""


@pytest.mark.parametrize("kind", HIDDEN)
async def test_nobody_is_there(district: District, kind: str) -> None:  # noqa: F811  the fixture
    hidden = HIDDEN[kind]
    words = {
        "NIK": f'"{hidden.nik}"',
        "NAME": f'"{hidden.name}"',
        "DEED": f'"{hidden.deed}"',
        "ID": json.dumps(global_id("Citizen", hidden.id)),
    }
    await hidden.hide(district)
    for root, query in LEAN.items():
        for word, value in words.items():
            query = re.sub(rf"\b{word}\b", value, query)  # noqa: PLW2901  the question with its values
        for reader in ("agency", "everything of the office but its head"):
            if root in ELSEWHERE_TOLD.get(kind, set()):
                continue
            await compare(district, hidden, READERS[reader], root, query)


async def compare(where: District, hidden: Hidden, actor: Actor, root: str, query: str) -> None:
    """On every lane that answers this root."""
    for way in where.engines if root in COMPILED else ("resolving",):
        hers = plain(await where.ask(query, actor, way))
        nobodys = plain(await where.ask(hidden.as_nobody(query), actor, way))
        assert told(hers, hidden) == nobodys, (root, way, hers, nobodys)


@pytest.mark.long
@pytest.mark.parametrize("reader", ["agency", "everything of the office but its head"])
@pytest.mark.parametrize("kind", HIDDEN)
async def test_every_question_about_her_is_answered_like_one_about_nobody(
    district: District,  # noqa: F811  the fixture
    kind: str,
    reader: str,
) -> None:
    hidden, actor, seen = HIDDEN[kind], READERS[reader], set()
    await hidden.hide(district)
    for root, query in ways(hidden):
        if root in ELSEWHERE_TOLD.get(kind, set()):
            continue
        seen.add(root)
        await compare(district, hidden, actor, root, query)
    assert (seen - OF_OTHER_THINGS) | ELSEWHERE_TOLD.get(kind, set()) == LEAN.keys(), (
        "a new root that names a person belongs into LEAN"
    )


@pytest.mark.parametrize("kind", HIDDEN)
async def test_every_mutation_of_her_ends_like_one_of_nobody(
    district: District,  # noqa: F811  the fixture
    kind: str,
) -> None:
    hidden, done = HIDDEN[kind], 0
    await hidden.hide(district)
    before = await district.database.fetchval("select count(*) from record_event")
    owner = dataclasses.replace(agency(*SCOPES), agency="licensing")
    for actor in (OFFICE, owner):
        for query in mutations(hidden):
            done += 1
            hers = plain(await district.ask(keyed(query, f"h{done}"), actor))
            nobodys = plain(await district.ask(keyed(hidden.as_nobody(query), f"n{done}"), actor))
            assert told(hers, hidden) == nobodys, (query, hers, nobodys)
    assert done > 12
    assert await district.database.fetchval("select count(*) from record_event") == before


def keyed(query: str, key: str) -> str:
    return query.replace("(input: {", f'(input: {{idempotencyKey: "{key}", ', 1)


ELSEWHERE: Final = dataclasses.replace(OFFICE, region="19.02")
READS_APPLICATIONS: Final = agency("application:read", "citizen:read", client_id="klinik-lain")


@pytest.mark.parametrize("actor", [ELSEWHERE, READS_APPLICATIONS], ids=["another-region", "another-client"])
async def test_anothers_application_is_not_there(district: District, actor: Actor) -> None:  # noqa: F811  the fixture
    """By its id, in every list, and by its tracking number, which without a token shows the next step alone."""
    identity = global_id("Application", district.application_id)
    nobodys = global_id("Application", NOBODY_ID)
    by_id = "{ node(id: %s) { __typename id ... on Application { state form } } }"
    answers = [plain(await district.ask(by_id % json.dumps(one), actor)) for one in (identity, nobodys)]
    assert answers[0] == answers[1] == {"data": {"node": None}}
    listed = "{ applications { edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor } } }"
    page = plain(await district.ask(listed, actor))["data"]["applications"]
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None}
    assert page == {"edges": [], "pageInfo": nothing}
    public = f'{{ application(trackingNumber: "{TRACKING}") {{ trackingNumber state nextStep }} }}'
    assert plain(await district.ask(public, READERS["nobody"]))["data"]["application"]["state"] == "SUBMITTED"
    assert plain(await district.ask(public, actor)) == {"data": {"application": None}}

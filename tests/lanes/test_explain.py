"""`hub schema explain`: what an operation will do, before it runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.core.errors import BadInput
from hub.engine.compiled import Variant
from hub.engine.compiler import Known
from hub.engine.documents import Documents
from hub.engine.explain import Agency, Explainer, Explanation
from hub.engine.limits import Limits
from hub.engine.operation import Operation
from hub.store.held import written
from tests.fakes.declared import FACETS
from tests.fakes.world import schema

ROOT = Path(__file__).resolve().parents[2]
SIGHT = ("region_subtree", "not_sealed")


def explain(text: str, max_batch: int = 3, *, kept: bool = False) -> list[Explanation]:
    agencies = {name: Agency(facet.agency, max_batch) for name, facet in FACETS.items()}
    live = frozenset[str]() if kept else frozenset({"immunisations"})
    known = Known(FACETS, live, {"immunisations": 3600} if kept else {})
    explainer = Explainer(
        schema().graph, schema().requirements, known, agencies, lambda shape: written(shape, SIGHT)[0]
    )
    return explainer.explain(text)


def variant_of(query: str) -> Variant:
    """What the engine itself would run for a reader with all rights."""
    known = Known(FACETS, frozenset({"immunisations"}))
    documents = Documents(schema().graph, schema().requirements, known, Limits(), hide_suggestions=False)
    operation = documents.choose(documents.get(query), None).operation
    assert isinstance(operation, Operation)
    return operation.variant({}, frozenset())


def told(text: str, word: str, max_batch: int = 3) -> list[str]:
    (one,) = explain(text, max_batch)
    return [line.removeprefix(f"  {word}").strip() for line in one.lines if line.startswith(f"  {word} ")]


def test_what_the_record_holds_is_one_statement() -> None:
    query = "query Q($n: NIK!) { citizen(nik: $n) { nik licences { nib name } } }"
    (one,) = explain(query)
    assert (one.name, one.lane) == ("Q", "E")
    assert one.lines[0] == "query Q"
    assert told(query, "lane") == ["E, one statement"]
    assert told(query, "scopes") == ["citizen:read, licence:read"]
    assert told(query, "categories") == ["licence, population"]
    assert told(query, "cost") == ["21 values at most"]  # a NIK, and ten licences of two values
    assert told(query, "agency") == ["population for whom the record does not know: 1 call at most"]
    (statement,) = told(query, "statement")
    assert statement == written(variant_of(query).shape, SIGHT)[0]
    assert statement.count("join person") == 1
    assert "region_code like" in statement
    assert "not p2.sealed" in statement


PERSON = "nik immunisations { dose provider }"
FAMILY = "familyCard { head { nik } members { relationship } }"


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("query Q($n: NIK!) { citizen(nik: $n) { nik address { line rt } __typename } }", 3),
        ("query Q($k: [NIK!]!) { citizens(niks: $k) { nik sex } }", 200),
        (f"query Q($n: NIK!) {{ citizen(nik: $n) {{ {FAMILY} }} }}", 1 + 10),
        (f"query Q($k: [NIK!]!) {{ a: citizens(niks: $k) {{ {FAMILY} }} }}", 1_100),
        (f"query Q($n: NIK!) {{ a: citizen(nik: $n) {{ sex }} b: citizen(nik: $n) {{ {PERSON} }} }}", 1 + 1 + 20),
        ("query Q($n: NIK!) { citizen(nik: $n) { welfare { decile period } } }", 2),
        ("query Q($n: NIK!) { citizen(nik: $n) { sources { agency state } } }", 20),
        ("query Q($n: NIK!) { citizen(nik: $n) { history { edges { cursor } pageInfo { hasNextPage } } } }", 101),
        (
            "query Q($s: CitizenSearch!) { searchCitizens(search: $s) { edges { cursor node { nik } } pageInfo { endCursor } } }",  # noqa: E501  one operation a line
            201,
        ),
        ("query Q($i: ID!) { node(id: $i) { id ... on Citizen { nik } } }", 2),
        ("query Q($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { id nik } } }", 200),
    ],
)
def test_the_cost_counts_what_an_answer_may_hold(query: str, cost: int) -> None:
    assert told(query, "cost") == [f"{cost} value{'' if cost == 1 else 's'} at most"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("query Q($n: NIK!) { citizen(nik: $n) { immunisations { dose } } }", 1),
        ("query Q($n: NIK!) { citizen(nik: $n) { a: immunisations { dose } b: immunisations { dose } } }", 2),
        ("query Q($k: [NIK!]!) { citizens(niks: $k) { familyCard { head { immunisations { dose } } } } }", 100),
        (
            "query Q($n: NIK!) { citizen(nik: $n) { familyCard { members { citizen { immunisations { dose } } } } } }",
            10,
        ),
        (
            "query Q($k: [NIK!]!) { citizens(niks: $k) { familyCard { members { citizen { immunisations { dose } sources { state } } } } } }",  # noqa: E501  one operation a line
            2_000,
        ),
        (
            "query Q($s: CitizenSearch!) { searchCitizens(search: $s) { edges { node { immunisations { dose } } } } }",
            100,
        ),
        ("query Q($i: ID!) { node(id: $i) { ... on Citizen { immunisations { dose } } } }", 1),
        (
            "query Q($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { immunisations { dose } } } }",
            100,
        ),
    ],
)
def test_the_keys_of_an_agency_follow_from_the_lists_above(query: str, keys: int) -> None:
    assert told(query, "lane") == ["D, one statement, then agencies"]
    line = (
        f"health for immunisations: {keys} key{'' if keys == 1 else 's'} at most, {keys} call{'' if keys == 1 else 's'}"
    )
    assert [call for call in told(query, "agency", max_batch=1) if "health" in call] == [line]


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ("query Q($n: NIK!) { citizen(nik: $n) { nik } }", 1),
        ("query Q($n: NIK!, $k: [NIK!]!) { citizen(nik: $n) { nik } citizens(niks: $k) { nik } }", 101),
        ("query Q($r: [_Any!]!) { _entities(representations: $r) { __typename } }", 100),
        ("query Q($i: ID!) { node(id: $i) { id } }", None),
        ("query Q($s: CitizenSearch!) { searchCitizens(search: $s) { edges { cursor } } }", None),
    ],
)
def test_the_population_agency_may_be_asked_for_whoever_is_named_by_nik(query: str, calls: int | None) -> None:
    expected = (
        [f"population for whom the record does not know: {calls} call{'' if calls == 1 else 's'} at most"]
        if calls
        else []
    )
    assert told(query, "agency") == expected


def test_scopes_and_categories_are_those_of_every_field() -> None:
    query = "query Q($i: ID!, $t: String!) { node(id: $i) { id } application(trackingNumber: $t) { state form } }"
    assert told(query, "scopes") == ["application:read, citizen:read"]
    assert told(query, "categories") == ["application, population"]
    assert told("{ services { name } }", "scopes") == ["none, public"]
    assert told("{ services { name } }", "categories") == ["no personal data"]
    assert told("{ agencies { name } }", "categories") == ["no personal data"]


@pytest.mark.parametrize(("batch", "calls"), [(1, 100), (3, 34), (64, 2)])
def test_calls_follow_from_the_list_and_the_manifest(batch: int, calls: int) -> None:
    (one,) = explain("query Q($k: [NIK!]!) { citizens(niks: $k) { immunisations { dose } } }", batch)
    assert one.lane == "D"
    assert f"  agency      health for immunisations: 100 keys at most, {calls} calls" in one.lines


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "query Q($n: NIK!) { citizen(nik: $n) { applications { edges { cursor } } } }",
            "`Citizen.applications` has only a resolver: policies decide on each application",
        ),
        ("query Q { agencies { name } }", "`Query.agencies` has only a resolver"),
        ("{ __typename }", "nothing in it is read from the record"),
        ('mutation { claimApplication(input: {trackingNumber: "x"}) { errors { code } } }', "it is a mutation"),
        (f"query Q($n: NIK!) {{ citizen(nik: $n) {{ {'a' * 64}: nik }} }}", "63 bytes"),
    ],
)  # fmt: skip
def test_why_the_resolvers_have_to_do_it(query: str, reason: str) -> None:
    (one,) = explain(query)
    assert one.lane == "C"
    assert reason in " ".join(told(query, "lane"))


def test_an_agency_whose_answers_are_kept_is_asked_where_a_copy_is_not_fresh() -> None:
    query = "query Q($k: [NIK!]!) { citizens(niks: $k) { immunisations { dose } } }"
    (one,) = explain(query, kept=True)
    assert one.lane == "D"
    assert "  lane        D, one statement, then agencies where a copy is not fresh" in one.lines
    assert "  agency      health for immunisations: 100 keys at most, 34 calls" in one.lines
    assert "  cost        1000 values at most" in one.lines
    assert any("facet = 'immunisations'" in line for line in one.lines)


def test_flags_are_told_apart_and_the_dearest_lane_counts() -> None:
    query = "query Q($n: NIK!, $h: Boolean!) { citizen(nik: $n) { nik immunisations @include(if: $h) { dose } } }"
    (one,) = explain(query)
    assert one.lane == "D"
    assert told(query, "when") == ["$h = true", "$h = false"]
    assert [lane[0] for lane in told(query, "lane")] == ["D", "E"]


def test_every_operation_of_a_document_is_explained() -> None:
    found = explain("query A { agencies { name } } query B($n: NIK!) { citizen(nik: $n) { nik } }")
    assert [(one.name, one.lane) for one in found] == [("A", "C"), ("B", "E")]


def test_only_the_extremes_of_many_flags_are_told() -> None:
    flags = ", ".join(f"$f{at}: Boolean!" for at in range(4))
    fields = " ".join(f"a{at}: sex @skip(if: $f{at})" for at in range(4))
    query = f"query Q($n: NIK!, {flags}) {{ citizen(nik: $n) {{ nik {fields} }} }}"
    whens = [", ".join(f"$f{at} = {value}" for at in range(4)) for value in ("true", "false")]
    assert told(query, "when") == whens
    assert told(query, "cost") == ["1 value at most", "5 values at most"]


def explained_by(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "q.graphql").write_text(script)
    command = [sys.executable, "-m", "hub", "schema", "explain", str(folder / "q.graphql")]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_connectors_of_the_settings_are_explained(tmp_path: Path) -> None:
    """A district's own connectors: another batch, and an agency more than this repository has."""
    own = tmp_path / "bangka"
    shutil.copytree(ROOT / "hub/connectors", own, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = own / "health/manifest.toml"
    own_terms = re.sub(r"max_batch = \d+", "max_batch = 7", manifest.read_text()).replace("keep = false", "keep = true")
    manifest.write_text(own_terms)
    facet = own / "welfare/facet.py"
    facet.write_text(facet.read_text().replace('name="welfare"', 'name="aid"'))
    query = "query Q($k: [NIK!]!) { citizens(niks: $k) { immunisations { dose } aid { decile } } }"
    done = explained_by(query, tmp_path, HUB_CONNECTORS="bangka", PYTHONPATH=str(tmp_path))
    assert "health for immunisations: 100 keys at most, 15 calls" in done.stdout
    assert ".facet = 'aid'" in done.stdout
    assert ".facet = 'immunisations'" in done.stdout
    assert "agencies where a copy is not fresh" in done.stdout
    assert ".sealed" in done.stdout
    assert explained_by(query, tmp_path).returncode == 1


def test_connectors_that_cannot_be_imported_are_one_sentence(tmp_path: Path) -> None:
    done = explained_by("{ services { name } }", tmp_path, HUB_CONNECTORS="no_such_package")
    assert done.returncode == 1
    assert done.stderr.startswith("The connectors cannot be imported")


def test_a_document_that_cannot_be_used_says_why() -> None:
    with pytest.raises(BadInput, match="nothing"):
        explain("{ nothing }")


def test_the_guide_s_block_works(tmp_path: Path) -> None:
    guide = (ROOT / "docs/guides/integrators.md").read_text(encoding="utf-8")
    (block,) = (b for b in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL) if "schema explain" in b)
    script = block.replace("/tmp/", f"{tmp_path}/").replace(".venv/bin/python", sys.executable)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "query First" in done.stdout
    assert "lane        D" in done.stdout

"""`hub schema explain`: what an operation will do, before it runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hub.core.errors import BadInput
from hub.engine.compiler import Known
from hub.engine.explain import Agency, Explainer, Explanation
from hub.store.held import written
from tests.fakes.world import FACETS, schema

ROOT = Path(__file__).resolve().parents[2]
SIGHT = ("region_subtree", "not_sealed")


def explain(text: str, max_batch: int = 3) -> list[Explanation]:
    agencies = {name: Agency(facet.agency, max_batch) for name, facet in FACETS.items()}
    known = Known(FACETS, frozenset({"immunisations"}))
    explainer = Explainer(
        schema().graph, schema().requirements, known, agencies, lambda shape: written(shape, SIGHT)[0]
    )
    return explainer.explain(text)


def told(text: str, word: str) -> list[str]:
    (one,) = explain(text)
    return [line.removeprefix(f"  {word}").strip() for line in one.lines if line.startswith(f"  {word} ")]


def test_what_the_record_holds_is_one_statement() -> None:
    query = "query Q($n: NIK!) { citizen(nik: $n) { nik licences { nib name } } }"
    (one,) = explain(query)
    assert (one.name, one.lane) == ("Q", "E")
    assert told(query, "scopes") == ["citizen:read, licence:read"]
    assert told(query, "categories") == ["licence, population"]
    assert told(query, "cost") == ["21 values at most"]  # a NIK, and ten licences of two values
    (statement,) = told(query, "statement")
    assert statement.count("join person") == 1
    assert "region_code like" in statement
    assert "not p2.sealed" in statement


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


def test_flags_are_told_apart_and_the_dearest_lane_counts() -> None:
    query = "query Q($n: NIK!, $h: Boolean!) { citizen(nik: $n) { nik immunisations @include(if: $h) { dose } } }"
    (one,) = explain(query)
    assert one.lane == "D"
    assert told(query, "when") == ["$h = true", "$h = false"]
    assert [lane[0] for lane in told(query, "lane")] == ["D", "E"]


def test_every_operation_of_a_document_is_explained() -> None:
    assert [one.name for one in explain("query A { agencies { name } } query B { services { name } }")] == ["A", "B"]


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

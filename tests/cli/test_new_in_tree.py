"""`hub new connector` inside the tree, in a copy of it: what it writes elsewhere, so that nobody edits a list."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hub.access import FieldNeed, decide, purpose_of
from hub.cli.new_connector import names_of
from hub.cli.new_in_tree import enter_deployment, publish, rights
from hub.core.attributes import CATEGORIES, Category
from hub.core.errors import BadInput, Forbidden, HubError
from tests.access.matrix import READERS, rule_of_each
from tests.architecture.conftest import ROOT
from tests.fakes.people_of_bangka import NOW
from tests.fakes.world import policies

DEPLOYMENT = ("compose.yaml", "deploy/example.env")
PUBLISHED = ("schema.graphql", "policies/schema.cedarschema")
SETTING = "HUB_CONNECTOR_BOATS_KEYS"


def copied(folder: Path, *names: str) -> Path:
    """These files of the tree, where the command looks for them."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with a connector of files, of a kind of data that the hub has. Compiled files come along."""
    folder = copied(tmp_path_factory.mktemp("tree"), *DEPLOYMENT, *PUBLISHED)
    shutil.copytree(ROOT / "hub", folder / "hub", ignore=shutil.ignore_patterns("dist", "node_modules"))
    written = hub(folder, "new", "connector", "boats", "--protocol", "file", "--category", "licence")
    assert written.returncode == 0, written.stderr
    return folder


def hub(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the copy's hub, run elsewhere in it."""
    known = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "hub", *words]
    return subprocess.run(
        command, cwd=tree / "deploy", env=known, capture_output=True, text=True, check=False, timeout=110
    )


def test_the_deployment_asks_for_its_settings_once(tmp_path: Path) -> None:
    copied(tmp_path, *DEPLOYMENT)
    before = {name: (ROOT / name).read_text().splitlines() for name in DEPLOYMENT}
    added = {"compose.yaml": f"    {SETTING}: ${{{SETTING}:?set it in .env}}", "deploy/example.env": f"{SETTING}="}
    for _ in range(2):
        assert enter_deployment(tmp_path, "boats", ("KEYS",)) == [tmp_path / name for name in DEPLOYMENT]
        for name, line in added.items():
            after = (tmp_path / name).read_text().splitlines()
            at = after.index(line)
            assert after[at - 1].lstrip().startswith("HUB_CONNECTOR_"), "beside those of the other connectors"
            assert after[:at] + after[at + 1 :] == before[name], "and nothing else is changed"
    assert enter_deployment(tmp_path / "elsewhere", "boats", ("KEYS",)) == []


def test_its_field_and_who_may_read_it_are_published(tree: Path) -> None:
    """With the deployment and the README, of one run of the command."""
    contract = (tree / "schema.graphql").read_text()
    for name in ("boatsRecords", "recordBoatsRecords"):
        assert (name in contract, name in (ROOT / "schema.graphql").read_text()) == (True, False)
    assert "boatsRecords" in (tree / "policies" / "schema.cedarschema").read_text()
    for name in DEPLOYMENT:
        assert SETTING in (tree / name).read_text(), name
    said: dict[str, Any] = tomllib.loads((tree / "hub/connectors/boats/tests/rights.toml").read_text())
    assert {rule: given["readers"] for rule, given in said.items()} == dict.fromkeys(
        ("reading", "writing"), "agency narrow"
    )
    assert "Mutation.recordBoatsRecords" in rule_of_each(said)
    assert not (tree / "policies" / "boats.cedar").exists(), "the hub has this kind of data already"
    readme = (tree / "hub/connectors/boats/README.md").read_text()
    for word in ("`compose.yaml`", "`deploy/example.env`", "`policies/schema.cedarschema`", "`tests/rights.toml`"):
        assert word in readme, word
    assert "boats.cedar" not in readme
    assert "(and in compose.yaml)" not in readme


def test_a_contract_that_cannot_be_published_is_one_sentence_that_says_what_is_left(tmp_path: Path) -> None:
    """The hub of this folder refuses whatever it is asked."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "__init__.py").touch()
    (tmp_path / "hub" / "__main__.py").write_text("raise SystemExit('The facet boats has no item.')\n")
    with pytest.raises(HubError) as failed:
        publish(tmp_path, "boats", tmp_path / "hub" / "connectors" / "boats")
    said = failed.value.message
    for word in ("`hub policy schema --write` failed", "(The facet boats has no item)", "make schema", "boats.cedar"):
        assert word in said, said
    assert f"delete {tmp_path}/hub/connectors/boats" in said
    assert "HUB_CONNECTOR_BOATS_" in said


@pytest.mark.parametrize("category", [c for c in CATEGORIES if c != Category.ACCOUNT])
def test_the_readers_of_a_category_are_those_whom_the_policies_let(category: Category) -> None:
    said = tomllib.loads(rights("boats_records", "BoatsRecord", ("number",), category, is_written=True))
    for rule, way in (("reading", "read"), ("writing", "write")):
        scope = f"{category}:{way}"
        assert set(said[rule]["readers"].split()) == readers_of(category, scope), rule


def readers_of(category: Category, scope: str) -> set[str]:
    """Whom the policies let read it, of clients that all hold its scope."""
    found = set()
    for name, (called, actor) in READERS.items():
        held = dataclasses.replace(actor, scopes=actor.scopes | {scope}) if name.startswith("agency") else actor
        need = FieldNeed("Citizen.boatsRecords", scope, category)
        try:
            decision = decide(policies(), held, purpose_of(held, None), [need], NOW)
        except Forbidden:
            continue
        if not decision.denied:
            found.add(called)
    return found


def test_a_category_that_no_agreement_opens_is_refused() -> None:
    with pytest.raises(BadInput, match="No agreement opens"):
        names_of("boats", "boats_records", "account")


def test_a_field_under_two_rules_is_seen_whichever_folder_says_so() -> None:
    mine = {"licences": {"readers": "agency", "fields": "Citizen.licences Licence.nib"}}
    both = {**mine, "boats: reading": {"readers": "agency narrow", "fields": "Citizen.boats Licence.nib"}}
    assert rule_of_each(mine) == {"Citizen.licences": "licences", "Licence.nib": "licences"}
    with pytest.raises(AssertionError, match="under two rules"):
        rule_of_each(both)

"""`hub new connector`: what it writes holds as written, for every protocol, in a package of a district's own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.access import Policies, tables
from hub.cli.new_connector import DESCRIBED as DESCRIBED_FILES
from hub.cli.new_connector import FILES, OURS, Protocol, Target, connector, names_of, steps_of, target_of
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.exchange import ConnectorPlugin, discover
from hub.exchange.contract import asked
from hub.exchange.contract.rig import rig
from hub.identity.second_factor import load_sealer
from hub.sandbox.district import TENANT
from hub.sandbox.newcomers import client_of, sandbox_agreement, welcome
from hub.sandbox.seed_state import SeedReport
from hub.schema import build
from hub.store import Database, PgAgreements
from hub.store.identity import PgIdentity
from tests.architecture.conftest import ROOT
from tests.fakes.service import SERVICE
from tests.kit.conftest import ASKED, DESCRIBED, PACKAGE, run

NAMES = [*ASKED.values(), *DESCRIBED.values()]
QUICK = ("nobody", "no_key_twice", "another_person", "per_key_errors")
"""Properties that take no time to check; `asked` has them all."""
PLENTY = 3.0
"""Seconds for an agency of which no patience is asked, beside whatever else the machine does."""


@pytest.fixture
def plugins(written: Path) -> Iterator[dict[str, ConnectorPlugin]]:
    """What is found of it, as the hub finds it."""
    sys.path.insert(0, str(written))
    yield {plugin.name: plugin for plugin in discover(PACKAGE)}
    sys.path.remove(str(written))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE.partition(".")[0]]:
        del sys.modules[name]


def test_each_is_found_and_its_facet_stands_in_the_graph(plugins: dict[str, ConnectorPlugin]) -> None:
    assert sorted(plugins) == sorted(NAMES)
    schema = build((facet for plugin in plugins.values() for facet in plugin.facets), [SERVICE])
    for name in NAMES:
        (facet,) = plugins[name].facets
        assert (facet.name, facet.category, facet.read_scope) == (f"{name}_records", name, f"{name}:read")
        assert name in schema.categories
        assert f"Requires scope `{name}:read`. Category {name}." in schema.as_str()
    assert [gap.what for gap in plugins["plots"].quality.gaps][1:] == [
        "koordinat of bidangMilik is not taken over: it is no plain value."
    ]


def test_each_command_that_it_names_next_finds_the_package(tmp_path: Path) -> None:
    """One without HUB_CONNECTORS would not know the connector."""
    steps = "\n".join(steps_of("land", Target(PACKAGE, tmp_path, tmp_path), has_rule=True))
    before = re.findall(r"(\S*) hub (?:connector|policy|check)", steps)
    assert before == [f'{PACKAGE}"'] * 4


def test_its_rule_and_its_agreement_are_ready_for_an_administrator(
    written: Path, plugins: dict[str, ConnectorPlugin], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "policies", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*_test.toml"))
    for name in NAMES:
        for file in (written / PACKAGE.replace(".", "/") / name / "policies").iterdir():
            shutil.copy(file, tmp_path)
        agreement = sandbox_agreement(plugins[name])
        assert agreement is not None
        assert agreement.id == f"{name}-sandbox"
        assert sorted(agreement.categories) == sorted(["population", name])
        client = client_of(plugins[name], agreement)
        assert (client.client_id, client.scopes) == (f"{name}-sandbox", ("citizen:read", f"{name}:read"))
    schema = build((facet for plugin in plugins.values() for facet in plugin.facets), [SERVICE])
    policies = Policies.load(tmp_path, schema.categories, schema.personal)
    cases = tables.read(tmp_path)
    assert {case.file for case in cases} == {f"{name}_test.toml" for name in NAMES}
    assert [(each.file, each.name, tables.answer_of(policies, each)) for each in cases] == [
        (each.file, each.name, each.rule) for each in cases
    ]


@pytest.mark.parametrize("words", [("check",), ("format", "--check")])
def test_its_form_is_ours(written: Path, words: tuple[str, ...]) -> None:
    done = run(written, "-m", "ruff", *words, "--no-cache", "--config", str(ROOT / "pyproject.toml"), "bangka")
    assert done.returncode == 0, done.stdout + done.stderr


async def test_one_of_each_is_answered_by_its_agency(plugins: dict[str, ConnectorPlugin], tmp_path: Path) -> None:
    """The whole suite takes its time and runs with the long tests; here is what needs no waiting."""
    for name in set(NAMES) - {ASKED[Protocol.FILE]}:
        for check in QUICK:
            async with rig(plugins[name], tmp_path / name / check, seconds=PLENTY) as made:
                await asked.CHECKS[check](made)


def test_the_tests_of_one_pass(written: Path) -> None:
    done = pytest_of(written, f"bangka/agencies/{ASKED[Protocol.REST]}/tests/test_protocol.py")
    assert done.returncode == 0, done.stdout


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_all_tests_of_each_pass_and_the_whole_contract_holds(written: Path, name: str) -> None:
    done = pytest_of(written, f"bangka/agencies/{name}")
    assert done.returncode == 0, done.stdout
    scored = run(written, "-m", "hub", "connector", "test", name, HUB_CONNECTORS=f"{OURS} {PACKAGE}")
    assert scored.returncode == 0, scored.stdout + scored.stderr
    assert scored.stdout.splitlines()[-1].endswith("grade A")


@pytest.mark.long
def test_the_types_of_all_hold_and_so_does_every_folder(written: Path) -> None:
    mypy = ["-m", "mypy", "--cache-dir", str(written / "cache"), "bangka"]
    done = run(written, *mypy, MYPYPATH=str(ROOT))
    assert done.returncode == 0, done.stdout
    policies = str(ROOT / "policies")
    checked = run(written, "-m", "hub", "check", "--policies", policies, HUB_CONNECTORS=f"{OURS} {PACKAGE}")
    assert checked.returncode == 0, checked.stdout


def pytest_of(written: Path, path: str) -> subprocess.CompletedProcess[str]:
    return run(
        written, "-m", "pytest", "-q", "-c", "plain.ini", "--import-mode=importlib", "-p", "no:cacheprovider", path
    )


def test_every_template_is_written() -> None:
    folder = ROOT / "hub" / "cli" / "scaffold" / "connector"
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    used = {template for files in (*FILES.values(), DESCRIBED_FILES) for template in files.values()}
    others = {f"{room}/protocol.md.txt" for room in (*Protocol, "openapi")}
    assert templates == used | others | {"common/policy.cedar.txt", "common/policy_test.toml.txt"}


@pytest.mark.parametrize("name", ["", "Land", "la-nd", "../land", "class", "a" * 25, "1st"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    for words in ((name, "parcels", "land"), ("land", name, "land"), ("land", "parcels", name)):
        with pytest.raises(BadInput, match="is no name of a"):
            names_of(*words)


def test_what_is_taken_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="connector insurance has a facet health_coverage already"):
        names_of("land", "health_coverage", "land")
    with pytest.raises(BadInput, match="is there already"):
        connector("health", Protocol.REST)
    with pytest.raises(BadInput, match="no Python package"):
        target_of("../elsewhere", "land", None)
    with pytest.raises(BadInput, match="use --protocol rest"):
        connector("land", Protocol.FHIR, openapi=tmp_path / "x.yaml")
    with pytest.raises(BadInput, match=r"x\.yaml"):
        connector("land", Protocol.REST, openapi=tmp_path / "x.yaml")
    assert not (ROOT / "hub" / "connectors" / "land").exists()


def test_a_kind_of_data_that_the_hub_has_needs_no_rule() -> None:
    names = names_of("clinic", "visits", "health")
    assert names["categories"] == '["population", "health"]'
    assert Category(names["category"]) == Category.HEALTH


@pytest.mark.long
async def test_the_demonstration_brings_newcomers_in_once(
    plugins: dict[str, ConnectorPlugin], database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also into a district that stands already: with an agreement and a client each, and a second time nothing."""
    monkeypatch.setenv("HUB_CONNECTORS", f"{OURS} {PACKAGE}")
    db = await Database.open(database, max_size=2)
    try:
        registry, kept = PgIdentity(db, TENANT), PgAgreements(db, TENANT)
        sealer = load_sealer(tmp_path)
        empty = SeedReport(0, 0, 0, 0, (), (), {})
        first = await welcome(empty, registry, kept, "http://hub.test", sealer)
        again = await welcome(first, registry, kept, "http://hub.test", sealer)
        assert again.clients == first.clients
        assert sorted(client.client_id for client in first.clients) == sorted(f"{name}-sandbox" for name in plugins)
        acting = await registry.acting("land-sandbox")
        assert acting is not None
        assert acting.client.scopes == {"citizen:read", "land:read"}
        assert acting.agreement is not None
        assert acting.agreement.id == "land-sandbox"
    finally:
        await db.close()

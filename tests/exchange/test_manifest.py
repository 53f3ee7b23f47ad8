"""Manifests are strict; discovery finds folders and refuses those that contradict themselves."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.exchange import ManifestError, discover
from hub.exchange.manifest import parse_manifest
from hub.exchange.quality import Basis, parse_quality

GOOD = """
name = "parks"
title_id = "Dinas Taman"
title_en = "Parks"
protocol = "none"
document = "made up"
status = "seeded"
max_batch = 3
keep = true
freshness_hours = 1.5
"""
QUALITY = """
owner = "Dinas Taman"
contact = "nobody: made up"
reviewed_on = 2026-11-27
evidence = "made up"
freshness = {value = 2.0, basis = "TARGET", source = "made up"}
completeness = {value = 0.9, basis = "MEASURED", source = "made up"}
p95 = {value = 500.0, basis = "PUBLISHED", source = "made up"}
error_budget = {basis = "UNKNOWN", source = "nobody"}
"""
GAP = """
[[gaps]]
what = "No trees of private gardens."
since = 2026-11-27
"""
FACET = """
from dataclasses import dataclass
from typing import Annotated
from hub.core.attributes import Attr, Category
from hub.core.facet import Facet

@dataclass(frozen=True, slots=True)
class {item}:
    name: Annotated[str | None, Attr(Category.LICENCE, "A name.", owner="{agency}")]

FACETS = (Facet("{facet}", "{agency}", {item}, True, Category.LICENCE, "licence:read", "Made up."),)
"""


def test_a_manifest_is_an_agency_status_and_more() -> None:
    manifest = parse_manifest(GOOD, "x.parks")
    assert (manifest.name, manifest.title_id, manifest.max_batch, manifest.daily_quota) == (
        "parks", "Dinas Taman", 3, None,
    )  # fmt: skip
    assert manifest.freshness == dt.timedelta(minutes=90)
    assert manifest.concurrency == 8


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('status = "seeded"', 'status = "soon"', "status"),
        ("max_batch = 3", "max_batch = 0", "max_batch"),
        ("max_batch = 3", 'max_batch = "3"', "max_batch"),
        ("keep = true", "keep = true\nkeeps = true", "keeps"),
        ("keep = true", "", "keep"),
        ("max_batch = 3", "max_batch = 3\ntimeout_seconds = 600", "timeout_seconds"),
        ('name = "parks"', 'name = "parking"', "folder's name"),
        ("keep = true", "keep = ", "manifest.toml"),
        ("keep = true", 'keep = true\nshares_calls = "yes"', "shares_calls"),
        (
            "keep = true",
            'keep = true\n[delivery]\nway = "push"\nkinds = ["citizen.changd"]',
            "citizen.changd never happens",
        ),
        ("keep = true", "keep = true\nshares_calls = true", "seeded one is not called"),
        ("keep = true", "keep = true\nshares_between_clients = true", "set shares_calls as well"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named(old: str, new: str, named: str) -> None:
    with pytest.raises(ManifestError, match=named):
        parse_manifest(GOOD.replace(old, new), "x.parks")


def test_what_is_declared_of_the_data_is_read() -> None:
    quality = parse_quality(QUALITY + GAP, "x.parks", parse_manifest(GOOD, "x.parks"))
    assert (quality.owner, quality.reviewed_on) == ("Dinas Taman", dt.date(2026, 11, 27))
    assert (quality.p95.value, quality.p95.basis) == (500.0, Basis.PUBLISHED)
    assert (quality.error_budget.value, quality.error_budget.basis) == (None, Basis.UNKNOWN)
    assert [gap.what for gap in quality.gaps] == ["No trees of private gardens."]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('owner = "Dinas Taman"', "", "owner"),
        ('owner = "Dinas Taman"', 'owner = "Dinas Taman"\nowners = 2', "owners"),
        ('evidence = "made up"', 'evidence = ""', "evidence"),
        ("2026-11-27", '"yesterday"', "reviewed_on"),
        ("value = 0.9", "value = 90.0", "completeness"),
        ("value = 0.9", 'value = "0.9"', "completeness"),
        ('value = 0.9, basis = "MEASURED"', 'basis = "MEASURED"', "give a value, or the basis UNKNOWN"),
        ('basis = "UNKNOWN"', 'value = 0.01, basis = "UNKNOWN"', "give a value, or the basis UNKNOWN"),
        ('basis = "PUBLISHED"', 'basis = "HEARSAY"', "p95"),
        ("value = 2.0", "value = 1.0", "lets a copy count as fresh for 1.5"),
        ("value = 500.0", "value = 5001.0", "gives up after 5 seconds"),
        ("owner =", "owner", "quality.toml"),
    ],
)
def test_what_is_declared_of_the_data_is_read_strictly(old: str, new: str, named: str) -> None:
    with pytest.raises(ManifestError, match=named):
        parse_quality(QUALITY.replace(old, new), "x.parks", parse_manifest(GOOD, "x.parks"))


def test_the_projects_connectors_are_found() -> None:
    plugins = {plugin.name: plugin for plugin in discover()}
    assert sorted(plugins) == ["education", "health", "insurance", "licensing", "population", "welfare"]
    live = {name for name, plugin in plugins.items() if plugin.connect}
    assert live >= {"education", "health", "insurance", "licensing", "population", "welfare"}
    facets = {facet.name: facet.read_scope for plugin in plugins.values() for facet in plugin.facets}
    assert facets == {
        "enrolments": "education:read",
        "health_coverage": "insurance:read",
        "immunisations": "health:read",
        "licences": "licence:read",
        "welfare": "welfare:read",
    }
    assert all(attr.owner == p.name for p in plugins.values() for f in p.facets for _, attr in f.attributes())


def test_calls_are_shared_only_where_the_manifest_says_so() -> None:
    live = GOOD.replace("seeded", "live")
    assert not parse_manifest(live, "x.parks").shares_calls
    assert parse_manifest(f"{live}shares_calls = true", "x.parks").shares_calls


def test_clients_share_calls_only_where_nothing_is_counted_for_each() -> None:
    sharing = GOOD.replace("seeded", "live") + "shares_calls = true\n"
    assert not parse_manifest(sharing, "x.parks").shares_between_clients
    assert parse_manifest(f"{sharing}shares_between_clients = true", "x.parks").shares_between_clients
    with pytest.raises(ManifestError, match="its share of daily_quota"):
        parse_manifest(f"{sharing}shares_between_clients = true\ndaily_quota = 1000", "x.parks")


def test_agencies_that_want_to_know_for_whom_a_call_is_made_do_not_share() -> None:
    sharing = {plugin.name for plugin in discover() if plugin.manifest.shares_calls}
    assert sharing == set()


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """An empty package `planted_connectors`, on the path for the time of a test."""
    folder = tmp_path / "planted_connectors"
    folder.mkdir()
    (folder / "__init__.py").touch()
    sys.path.insert(0, str(tmp_path))
    yield folder
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("planted_connectors")]:
        del sys.modules[name]


def plant(package: Path, name: str, facet: str, *, agency: str | None = None, status: str = "seeded") -> None:
    folder = package / name
    folder.mkdir()
    (folder / "__init__.py").touch()
    manifest = GOOD.replace('"parks"', f'"{name}"').replace('"seeded"', f'"{status}"')
    (folder / "manifest.toml").write_text(manifest)
    (folder / "quality.toml").write_text(QUALITY)
    (folder / "facet.py").write_text(FACET.format(item=f"{name.title()}Item", agency=agency or name, facet=facet))


def test_a_folder_is_enough_for_a_new_agency(package: Path) -> None:
    plant(package, "parks", "trees")
    plant(package, "archives", "deeds")
    (package / "not_a_connector.py").touch()
    found = discover("planted_connectors")
    assert [(plugin.name, plugin.facets[0].name) for plugin in found] == [("archives", "deeds"), ("parks", "trees")]


def test_two_agencies_cannot_declare_one_facet(package: Path) -> None:
    plant(package, "parks", "trees")
    plant(package, "forests", "trees")
    with pytest.raises(ManifestError, match="same facet"):
        discover("planted_connectors")


def test_a_facet_belongs_to_its_own_agency(package: Path) -> None:
    plant(package, "parks", "trees", agency="population")
    with pytest.raises(ManifestError, match="says it is of population"):
        discover("planted_connectors")


def test_a_folder_says_how_good_its_data_are(package: Path) -> None:
    plant(package, "parks", "trees")
    (package / "parks" / "quality.toml").unlink()
    with pytest.raises(ManifestError, match=r"quality\.toml is missing"):
        discover("planted_connectors")


def test_a_live_agency_needs_a_connector(package: Path) -> None:
    plant(package, "parks", "trees", status="live")
    with pytest.raises(ManifestError, match=r"needs connector\.py"):
        discover("planted_connectors")

"""Region names come from npm once, and a failure is told in one sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hub.sandbox import regions
from hub.sandbox.errors import SandboxError
from tests.sandbox.region_table import STATE, table


@pytest.fixture
def unreachable_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "empty-cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")


def test_all_levels_of_the_country_are_there() -> None:
    names = table().names
    assert names["19"] == "Kepulauan Bangka Belitung"
    assert names["19.01"] == "Kabupaten Bangka"
    assert names["19.01.01.2007"] == "Rebo"
    assert len(table()) > 90_000
    assert len(table().villages("19.01")) == 81
    assert len(table().villages("19.01.05")) == 6
    # A name alone says nothing: it repeats in other kecamatan.
    assert [code for code in table().villages("19.01") if names[code] == "Air Duren"] == [
        "19.01.04.2009",
        "19.01.05.2002",
    ]


async def test_a_second_start_needs_no_npm(tmp_path: Path, unreachable_npm: None) -> None:
    table()
    shutil.copytree(STATE / "regions_npm", tmp_path / "regions_npm")
    assert (await regions.load(tmp_path)).names == table().names


async def test_without_npm_one_sentence_says_what_to_do(tmp_path: Path, unreachable_npm: None) -> None:
    with pytest.raises(SandboxError, match="check the network and start again") as caught:
        await regions.load(tmp_path)
    assert "\n" not in caught.value.message
    assert (tmp_path / "regions_npm" / "npm.log").read_text()


async def test_an_installation_that_was_cut_short_is_made_anew(tmp_path: Path, unreachable_npm: None) -> None:
    table()
    shutil.copytree(STATE / "regions_npm", tmp_path / "regions_npm")
    (tmp_path / "regions_npm" / "node_modules" / ".package-lock.json").unlink()
    with pytest.raises(SandboxError, match="check the network"):
        await regions.load(tmp_path)


async def test_a_damaged_copy_is_named(tmp_path: Path) -> None:
    table()
    shutil.copytree(STATE / "regions_npm", tmp_path / "regions_npm")
    (tmp_path / "regions_npm/node_modules/idn-area-data/data/villages.csv").write_text("kode,nama\n1,2\n")
    with pytest.raises(SandboxError, match="Delete that folder"):
        await regions.load(tmp_path)


def test_the_lock_names_a_hash_and_no_registry() -> None:
    lock = json.loads((Path(regions.__file__).parent / "regions_npm" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/idn-area-data"]["version"] == "4.0.1"
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())

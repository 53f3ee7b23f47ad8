"""A folder outside of the tree with one connector for each protocol, as `hub new connector` writes them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli.new_connector import Protocol, Target, names_of, write
from hub.cli.new_openapi import Described
from tests.architecture.conftest import ROOT

PACKAGE = "bangka.agencies"
ASKED = {
    Protocol.REST: "roads",
    Protocol.GRAPHQL: "land",
    Protocol.FHIR: "visits",
    Protocol.FILE: "boats",
}
"""Protocol -> the connector's name, which is its category too."""
DESCRIBED = {"parcels.yaml": "plots", "permits.json": "ships"}
"""OpenAPI document -> the name of the connector that is made of it."""


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of this environment's Python, in the folder."""
    known = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        **environment,
    }
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=known, capture_output=True, text=True, check=False, timeout=600
    )


def write_one(folder: Path, name: str, protocol: Protocol, document: Path | None = None) -> None:
    """As the command writes it, without a process of its own."""
    into = folder.joinpath(*PACKAGE.split("."))
    target = Target(PACKAGE, into, into / name / "policies")
    described = None if document is None else Described(document, "")
    write(protocol, names_of(name, f"{name}_records", name), target, described)


@pytest.fixture(scope="package")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; in it a package of a district's own."""
    folder = tmp_path_factory.mktemp("district")
    for protocol, name in ASKED.items():
        write_one(folder, name, protocol)
    for document, name in DESCRIBED.items():
        write_one(folder, name, Protocol.REST, Path(__file__).parent / document)
    for package in ("bangka", "bangka/agencies"):
        (folder / package / "__init__.py").touch()
    (folder / "plain.ini").write_text("[pytest]\n")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder

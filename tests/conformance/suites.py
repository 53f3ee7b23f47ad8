"""The suite of SPDCI: where it comes from, what is mended in a throwaway copy, how it is run, and what it said.

What other suites of cucumber need as well is used by them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.fixtures.npm import node

REPOSITORY: Final = "https://github.com/OpenSPP/spdci-compliance"
COMMIT: Final = "80b7bc346613d20ba1cf39af33ed951dd1e997e8"
DOMAINS: Final = ("crvs", "social")
PROFILES: Final = {"crvs": "crvs-registry", "social": "sr-registry"}
COMMON: Final = "common"
_OTHERS: Final = ("crvs-client", "crvs-subscriber", "spmis-client", "spmis-subscriber")
"""Profiles of programs that ask a registry, or hear of it."""
_TAGS: Final = "not (" + " or ".join(f"@profile={name}" for name in _OTHERS) + ")"
_SECONDS: Final = 900
_STEPS: Final = Path(__file__).with_name("security_headers.mjs")


class SuiteError(Exception):
    """The suite cannot be had, or is not the one that these mendings are for."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, as it came out. `part` is the profile that it belongs to, `common` for those of every registry."""

    domain: str
    part: str
    name: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The hub that is asked: the address below which both registries lie, a token, and who sends."""

    url: str
    token: str
    sender: str
    port: int
    """On which the suite listens for callbacks."""


def checkout(source: str, folder: Path) -> Path:
    """The suite as it was published, with its packages. `source` is a repository: an address or a folder."""
    published(source, COMMIT, folder)
    packages("ci", folder)
    return folder


def published(source: str, commit: str, folder: Path) -> None:
    """A repository as it was at a commit."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _run("git", "clone", "--quiet", "--no-checkout", source, str(folder))
    try:
        _run("git", "-C", str(folder), "-c", "advice.detachedHead=false", "checkout", "--quiet", commit)
    except SuiteError:
        raise SuiteError(f"{source} does not have the commit {commit}. Fetch it, then try again.") from None


def packages(command: str, folder: Path) -> None:
    """The packages of a suite: by its lock (`ci`), or as they are now (`install`)."""
    npm = node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    _run(str(node()), str(npm), command, *quiet, folder=folder)


def mended(suite: Path, folder: Path) -> Path:
    """A copy in which three defects of the harness are mended. No expectation is touched.

    A wait that is called with its arguments the other way round ends after a millisecond; a predicate uses an operator
    that the suite's own check of the request refuses; the feature of the security headers has no steps.
    """
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(suite, folder, symlinks=True)
    replace_once(
        folder / "common/helpers/callback-server.js",
        "export function waitForCallback(timeoutMs = 5000) {\n",
        "export function waitForCallback(timeoutMs = 5000, patience = 5000) {\n"
        "  if (typeof timeoutMs === 'object') return waitForMatching(timeoutMs, patience);\n",
    )
    with (folder / "common/helpers/callback-server.js").open("a", encoding="utf-8") as file:
        file.write(
            "\nasync function waitForMatching({ path, predicate }, patience) {\n"
            "  const until = Date.now() + patience;\n"
            "  for (;;) {\n"
            "    const found = callbacks.find(c => c.path === path && predicate(c));\n"
            "    if (found) return found;\n"
            "    if (Date.now() >= until) throw new Error(`No callback at ${path}`);\n"
            "    await new Promise(resolve => setTimeout(resolve, 20));\n"
            "  }\n}\n"
        )
    replace_once(
        folder / "common/helpers/domain-config.js",
        "attribute_name: 'registration_date', operator: 'gte'",
        "attribute_name: 'registration_date', operator: 'ge'",
    )
    shutil.copyfile(_STEPS, folder / "common/features/support/security-headers.js")
    return folder


def run(suite: Path, domain: str, target: Target) -> list[Scenario]:
    """Every scenario of one registry. The common ones are asked of each."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DCI_", "CALLBACK_", "HUB_"))}
    environment = {
        **kept,
        "DOMAIN": domain,
        "API_BASE_URL": f"{target.url.rstrip('/')}/dci/{domain}/",
        "DCI_AUTH_TOKEN": target.token,
        "DCI_SIGNATURE": "unsigned",
        "DCI_SENDER_ID": target.sender,
        "SENDER_ID": target.sender,
        "CALLBACK_SERVER_ENABLED": "true",
        "CALLBACK_SERVER_HOST": "127.0.0.1",
        "CALLBACK_SERVER_PORT": str(target.port),
        "CALLBACK_SERVER_BASE_URL": f"http://127.0.0.1:{target.port}/",
        "CALLBACK_WAIT_MS": "4800" if domain == "crvs" else "15000",
        "CUCUMBER_STEP_TIMEOUT_MS": "20000",
        "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    return read(domain, cucumber(suite, domain, environment, "--tags", _TAGS))


def cucumber(suite: Path, domain: str, environment: Mapping[str, str], *options: str) -> list[str]:
    """What cucumber said, one message a line."""
    told = suite / f"{domain}.ndjson"
    told.unlink(missing_ok=True)
    program = suite / "node_modules/@cucumber/cucumber/bin/cucumber.js"
    command = [str(node()), str(program), *options, "--format", f"message:{told}"]
    with (suite / f"{domain}.log").open("wb") as log:
        subprocess.run(
            command, cwd=suite, env=environment, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log,
        )  # fmt: skip
    if not told.exists():
        raise SuiteError(f"The suite did not run: see {suite / f'{domain}.log'}.")
    return told.read_text(encoding="utf-8").splitlines()


def read(domain: str, lines: Sequence[str], part: Callable[[Mapping[str, Any]], str] | None = None) -> list[Scenario]:
    """What a stream of cucumber's messages says. A scenario passed when every step of it did.

    `part` names the part of the suite that a scenario belongs to: unless given, its profile.
    """
    of = part or _part
    messages = [json.loads(line) for line in lines]
    pickles = {one["id"]: one for one in _of(messages, "pickle")}
    cases = {one["id"]: pickles[one["pickleId"]] for one in _of(messages, "testCase")}
    started = {one["id"]: cases[one["testCaseId"]] for one in _of(messages, "testCaseStarted")}
    failed, seen = set[str](), set[str]()
    for one in _of(messages, "testStepFinished"):
        seen.add(one["testCaseStartedId"])
        if one["testStepResult"]["status"] != "PASSED":
            failed.add(one["testCaseStartedId"])
    found = [Scenario(domain, of(pickle), pickle["name"], id_ in seen - failed) for id_, pickle in started.items()]
    return sorted(found, key=lambda one: (one.part, one.name))


def _part(pickle: Mapping[str, Any]) -> str:
    profiles = [tag["name"].partition("=")[2] for tag in pickle["tags"] if tag["name"].startswith("@profile=")]
    return profiles[0] if profiles else COMMON


def _of(messages: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [one[kind] for one in messages if kind in one]


def replace_once(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise SuiteError(f"{file.name} is not as these mendings know it.")
    file.write_text(text.replace(before, after), encoding="utf-8")


def _run(*command: str, folder: Path | None = None) -> None:
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=folder, check=False, timeout=_SECONDS, capture_output=True, env=os.environ | {"PATH": path}
    )
    if done.returncode:
        raise SuiteError(f"{' '.join(command[:3])} failed: {done.stderr.decode(errors='replace')[-500:]}")

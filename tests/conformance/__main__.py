"""`make conformance`: counts what passes of each suite, as it was published and with its harness mended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import aiohttp
import uvloop
from aiohttp.test_utils import unused_port

from hub.sandbox.demo import environment_of
from tests.conformance import known
from tests.conformance.suites import COMMIT, DOMAINS, REPOSITORY, Scenario, SuiteError, Target, checkout, mended, run
from tests.fixtures.demo import ROOT, Demo, free_ports

_CLIENT: Final = "agency-frontend"
_SENDER: Final = "test-client"


def main() -> int:
    """The exit code: 1 where something fails that no line explains, or passes in spite of one."""
    folder = ROOT / "var" / "conformance"
    published = checkout(os.environ.get("SUITES") or REPOSITORY, folder / "published")
    variants = {"as published": published, "harness mended": mended(published, folder / "mended")}
    lines = known.load()
    wrong: list[str] = []
    _say(f"SPDCI, {COMMIT[:7]}")
    with _target(folder) as target:
        for title, suite in variants.items():
            scenarios = [one for domain in DOMAINS for one in run(suite, domain, target)]
            _show(title, scenarios)
            wrong += known.differences(title, scenarios, lines)
    for each in wrong:
        _say(each)
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _show(title: str, scenarios: list[Scenario]) -> None:
    for domain in DOMAINS:
        for part in sorted({one.part for one in scenarios if one.domain == domain}):
            of = [one for one in scenarios if (one.domain, one.part) == (domain, part)]
            _say(f"  {title:15} {domain:7} {part:14} {sum(one.passed for one in of):3}/{len(of)}")
    _say(f"  {title:15} all            {'':7} {sum(one.passed for one in scenarios):3}/{len(scenarios)}")


@contextmanager
def _target(folder: Path) -> Iterator[Target]:
    """The hub of URL and TOKEN, or a demonstration of its own."""
    url, token = os.environ.get("URL"), os.environ.get("TOKEN")
    sender = os.environ.get("SENDER") or _SENDER
    if url and token:
        yield Target(url, token, sender, int(os.environ.get("CALLBACK_PORT") or unused_port()))
        return
    demo = Demo(folder / "demo", free_ports())
    try:
        demo.start()
        command = (
            sys.executable, "-m", "hub", "spdci", "add", sender, "--client", _CLIENT,
            "--callback", "http://127.0.0.1:0/", "--unsigned",
        )  # fmt: skip
        subprocess.run(command, cwd=ROOT, env=environment_of(demo.state_dir), check=True, stdout=subprocess.DEVNULL)
        yield Target(demo.data["graphql_url"].removesuffix("/graphql"), uvloop.run(_token(demo)), sender, unused_port())
    finally:
        demo.remove()


async def _token(demo: Demo) -> str:
    client = next(one for one in demo.data["clients"] if one["client_id"] == _CLIENT)
    proof = aiohttp.encode_basic_auth(client["client_id"], client["client_secret"])
    form = {"grant_type": "client_credentials", "scope": " ".join(client["scopes"])}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{demo.data['issuer']}/oauth/token", data=form, headers={"Authorization": proof}) as response,
    ):
        found: str = (await response.json())["access_token"]
        return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SuiteError as error:
        sys.exit(str(error))

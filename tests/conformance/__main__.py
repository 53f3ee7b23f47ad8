"""`make conformance`: counts what passes of each suite, as it was published and in a copy that is said to differ."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import aiohttp
import uvloop
from aiohttp.test_utils import unused_port

from hub.core.identifiers import parse_global_id
from hub.sandbox.demo import environment_of
from tests.conformance import govstack, known
from tests.conformance.suites import COMMIT, DOMAINS, REPOSITORY, Scenario, SuiteError, Target, checkout, mended, run
from tests.fixtures.demo import ROOT, Demo, free_ports

_CLIENT: Final = "agency-frontend"
_SENDER: Final = "test-client"


def main() -> int:
    """The exit code: 1 where something fails that no line explains, or passes in spite of one."""
    folder = ROOT / "var" / "conformance"
    wanted = (os.environ.get("ONLY") or "spdci govstack").split()
    wrong: list[str] = []
    with _target(folder) as (target, nik):
        if "spdci" in wanted:
            wrong += _spdci(folder, target)
        if "govstack" in wanted:
            wrong += _govstack(folder, target, nik)
    for each in wrong:
        _say(each)
    return 1 if wrong else 0


def _spdci(folder: Path, target: Target) -> list[str]:
    published = checkout(os.environ.get("SUITES") or REPOSITORY, folder / "published")
    variants = {"as published": published, "harness mended": mended(published, folder / "mended")}
    wrong: list[str] = []
    _say(f"SPDCI, {COMMIT[:7]}")
    for title, suite in variants.items():
        scenarios = [one for domain in DOMAINS for one in run(suite, domain, target)]
        wrong += _shown(title, DOMAINS, scenarios)
    return wrong


def _govstack(folder: Path, target: Target, niks: Sequence[str]) -> list[str]:
    """As published, and about somebody whom the hub has: the suite's own sample people have no NIK."""
    source = os.environ.get("GOVSTACK") or govstack.REPOSITORY
    published = govstack.checkout(source, folder / "registries", target.url)
    somebody = uvloop.run(_known(target, niks))
    variants = {"as published": published, "of somebody": govstack.about(somebody, published, folder / "of-somebody")}
    wrong: list[str] = []
    _say(f"GovStack digital registries, {govstack.COMMIT[:7]}")
    for title, suite in variants.items():
        scenarios = govstack.run(suite, target.token)
        wrong += _shown(title, (govstack.NAME,), scenarios)
    return wrong


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _shown(title: str, domains: Sequence[str], scenarios: list[Scenario]) -> list[str]:
    """Says what passed, and why the rest does not; gives what known.toml has wrong."""
    for domain in domains:
        for part in sorted({one.part for one in scenarios if one.domain == domain}):
            of = [one for one in scenarios if (one.domain, one.part) == (domain, part)]
            _say(f"  {title:15} {domain:10} {part:27} {sum(one.passed for one in of):3}/{len(of)}")
    _say(f"  {title:15} {'all':38} {sum(one.passed for one in scenarios):3}/{len(scenarios)}")
    lines = [one for one in known.load() if one.domain in domains]
    for line in lines:
        if title in line.variants:
            _say(f"    {sum(line.names.values()):2} fail, {line.domain}, {line.part}: {line.why}")
    return known.differences(title, scenarios, lines)


@contextmanager
def _target(folder: Path) -> Iterator[tuple[Target, Sequence[str]]]:
    """The hub of URL and TOKEN, or a demonstration of its own; and people whom it has."""
    url, token = os.environ.get("URL"), os.environ.get("TOKEN")
    sender = os.environ.get("SENDER") or _SENDER
    if url and token:
        port = int(os.environ.get("CALLBACK_PORT") or unused_port())
        yield Target(url, token, sender, port), (os.environ.get("NIK") or "").split()
        return
    demo = Demo(folder / "demo", free_ports())
    try:
        demo.start()
        _hub(
            demo, "spdci", "add", sender, "--client", _CLIENT, "--callback", "http://127.0.0.1:0/", "--unsigned"
        )  # fmt: skip
        for file in govstack.declarations(folder / "declared"):
            _hub(demo, "govstack", "declare", str(file))
        url = demo.data["graphql_url"].removesuffix("/graphql")
        yield Target(url, uvloop.run(_token(demo)), sender, unused_port()), demo.data["sample"]["niks"]
    finally:
        demo.remove()


def _hub(demo: Demo, *arguments: str) -> None:
    command = (sys.executable, "-m", "hub", *arguments)
    subprocess.run(command, cwd=ROOT, env=environment_of(demo.state_dir), check=True, stdout=subprocess.DEVNULL)


async def _known(target: Target, niks: Sequence[str]) -> govstack.Known:
    """Somebody with a birth deed, and a name of two words or more."""
    document = "query Somebody($niks: [NIK!]!) { citizens(niks: $niks) { id nik fullName birthDeedNumber } }"
    body = {"query": document, "variables": {"niks": list(niks)[:50]}}
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {target.token}"}) as http,
        http.post(f"{target.url.rstrip('/')}/graphql", json=body) as response,
    ):
        people = ((await response.json()).get("data") or {}).get("citizens") or ()
    for one in people:
        first, _, last = ((one or {}).get("fullName") or "").partition(" ")
        if last and one["birthDeedNumber"]:
            return govstack.Known(parse_global_id(one["id"])[1], one["nik"], first, last, one["birthDeedNumber"])
    raise SuiteError("Nobody of these has a birth deed and a name of two words. Name somebody with NIK=.")


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

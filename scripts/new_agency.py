"""A new agency of a new domain, from nothing to an answer in the sandbox: each step, and the machine's time for it.

`.venv/bin/python scripts/new_agency.py [FOLDER]`. Everything lies in FOLDER (a temporary one if left out): the package
of the district's connectors, the policies with the new rule, and the demonstration, which is ended again.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
NAME, PACKAGE, FACET = "land", "bangka.agencies", "land_parcels"
TARGET_SECONDS = 300
QUERY = "query Land($nik: NIK!) { citizen(nik: $nik) { landParcels { number status since } sources { agency state } } }"
PARCEL = {"number": "CONTOH-101", "status": "AKTIF", "since": "2019-08-17"}
READY_SECONDS = 250


class Walk:
    """The folder, and how long each step took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
            "HUB_CONNECTORS": f"hub.connectors {PACKAGE}",
            "HUB_STATE_DIR": str(folder / "state"),
            "HUB_POLICIES_DIR": str(folder / "policies"),
            "PEOPLE": os.environ.get("PEOPLE", "300"),
            "PORT": os.environ.get("PORT", "8600"),
        }

    def step(self, title: str, done: Callable[[], Any]) -> Any:
        """Does it and says how long it took."""
        began = time.monotonic()
        result = done()
        print(f"{time.monotonic() - began:6.1f} s  {title}", flush=True)
        return result

    def hub(self, *words: str, inside: bool = False) -> str:
        """One command of the hub; what it prints. Ends the walk when it fails."""
        command = [sys.executable, "-m", "hub", *words]
        place = self.folder if inside else ROOT
        environment = {k: v for k, v in self.environment.items() if not (inside and k == "HUB_CONNECTORS")}
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"hub {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def demonstration(self) -> Iterator[dict[str, Any]]:
        """A running demonstration: what stands in its demo.json."""
        with (self.folder / "demo.log").open("w") as log:
            command = [sys.executable, "-m", "hub", "demo"]
            running = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
            try:
                yield self.step("make demo: a district, the emulators and the hub", lambda: self._ready(running))
            finally:
                running.send_signal(signal.SIGINT)
                running.wait(60)

    def _ready(self, running: subprocess.Popen[bytes]) -> dict[str, Any]:
        deadline, log = time.monotonic() + READY_SECONDS, self.folder / "demo.log"
        while "Ready after" not in log.read_text():
            if running.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the demonstration did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        found: dict[str, Any] = json.loads((self.folder / "state" / "demo.json").read_bytes())
        return found


async def asked(data: dict[str, Any]) -> dict[str, Any]:
    """Tells the agency's emulator of a parcel of somebody, and asks the hub for it under the sandbox agreement."""
    nik = data["sample"]["niks"][0]
    person = {"nik": nik, "full_name": "Contoh", "birth_date": "1990-01-01", "vital_status": "ALIVE", FACET: [PARCEL]}
    (client,) = (each for each in data["clients"] if each["client_id"] == f"{NAME}-sandbox")
    account = {"Authorization": aiohttp.encode_basic_auth(client["client_id"], client["client_secret"])}
    async with aiohttp.ClientSession(raise_for_status=True) as http:
        async with http.post(f"{data['emulators'][NAME]['admin_url']}/data", json=[person]):
            pass
        grant = {"grant_type": "client_credentials"}
        async with http.post(f"{data['issuer']}/oauth/token", data=grant, headers=account) as reply:
            token = (await reply.json())["access_token"]
        body = {"query": QUERY, "variables": {"nik": nik}}
        headers = {"Authorization": f"Bearer {token}"}
        async with http.post(data["graphql_url"], json=body, headers=headers) as reply:
            answer: dict[str, Any] = await reply.json()
            return answer


def main(folder: Path) -> None:
    """The walk."""
    began, walk = time.monotonic(), Walk(folder)
    policies = str(folder / "policies")
    shutil.copytree(ROOT / "policies", policies)
    words = ("new", "connector", NAME, "--protocol", "rest", "--facet", FACET, "--package", PACKAGE)
    walk.step(
        "hub new connector: the folder, the rule, the sandbox agreement",
        lambda: walk.hub(*words, "--policies", policies, inside=True),
    )
    score = walk.step("hub connector test: the contract suite", lambda: walk.hub("connector", "test", NAME))
    print(f"          {score.splitlines()[-1]}")
    walk.step("hub check: its folder and quality.toml hold", lambda: walk.hub("check", "--policies", policies))
    walk.step(
        "hub policy schema: the policies know its category", lambda: walk.hub("policy", "schema", policies, "--write")
    )
    walk.step("hub policy check: the rule and its table hold", lambda: walk.hub("policy", "check", policies))
    with walk.demonstration() as data:
        answer = walk.step("the first answer under the sandbox agreement", lambda: asyncio.run(asked(data)))
        took = time.monotonic() - began
    if answer["data"]["citizen"]["landParcels"] != [PARCEL]:
        sys.exit(f"another answer: {answer}")
    print(f"          {json.dumps(answer['data']['citizen']['landParcels'])}")
    print(f"{took:6.1f} s  from nothing to the first answer (target: {TARGET_SECONDS} s)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="new-agency-") as made:
            main(Path(made))

"""The examples do what their READMEs say, by the very commands that stand there."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from tests.demo.graph import Frontend
from tests.fixtures.demo import ROOT, Demo

NAMES = "query Names($nik: NIK!) { citizen(nik: $nik) { fullName familyCard { members { relationship } } } }"

SIGN_UP = "mutation Sign($input: SignUpClientInput!) { signUpClient(input: $input) { clientId errors { message } } }"


@pytest.fixture
def folder(demo: Demo, tmp_path: Path) -> Path:
    """The project's folder as it is for whoever started the demonstration in it."""
    for name, place in {"var": demo.state_dir, "examples": ROOT / "examples", ".venv": Path(sys.prefix)}.items():
        (tmp_path / name).symlink_to(place)
    return tmp_path


def _command(example: str) -> str:
    readme = (ROOT / "examples" / example / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return str(command)


@contextmanager
def _serving(folder: Path, **environment: str) -> Iterator[str]:
    """The frontend, from when it says where it is."""
    process = subprocess.Popen(
        ["bash", "-euc", _command("frontend")],
        cwd=folder, env=os.environ | environment, stdout=subprocess.PIPE, text=True, process_group=0,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=10)


async def test_the_frontend_shows_one_person_and_no_secret(demo: Demo, folder: Path) -> None:
    nik, sealed = demo.data["sample"]["niks"][0], demo.data["sample"]["sealed_nik"]
    async with Frontend(demo.data) as frontend:
        name = (await frontend.data(NAMES, nik=nik))["citizen"]["fullName"]
    with _serving(folder, PORT=str(unused_port())) as address:
        async with aiohttp.ClientSession() as http:
            pages = []
            for given in (nik, sealed, "<b>"):
                async with http.post(address, data={"nik": given}) as response:
                    assert response.headers["Cache-Control"] == "no-store"
                    pages.append(await response.text())
    assert f"<h2>{name}</h2>" in pages[0]
    assert "population" in pages[0]
    assert "Tidak ditemukan" in pages[1]
    assert "BAD_INPUT" in pages[2]
    secrets = {client["client_secret"] for client in demo.data["clients"] if client["client_secret"]}
    assert not [page for page in pages if "eyJ" in page or any(secret in page for secret in secrets)]


async def test_the_script_prints_the_family(demo: Demo, folder: Path) -> None:
    async with Frontend(demo.data) as frontend:
        citizen = (await frontend.data(NAMES, nik=demo.data["sample"]["niks"][0]))["citizen"]
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", _command("script"),
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")
    first, *members = printed.decode().splitlines()
    assert first.endswith(citizen["fullName"])
    assert [line.split(":")[0].strip() for line in members] == [
        one["relationship"] for one in citizen["familyCard"]["members"]
    ]


async def test_a_client_asks_with_its_own_key_and_changes_it(demo: Demo, folder: Path) -> None:
    """The README's commands with the id of a client that signed up with the key that `new` made."""
    way = [sys.executable, str(ROOT / "examples" / "client-key" / "client_key.py")]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*way, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60)

    issuer = demo.data["issuer"]
    given = {
        "idempotencyKey": "client-key-example-1", "name": "Contoh kunci", "office": "Kantor contoh",
        "intent": "Mencoba", "scopes": ["health:read"], "keys": run("new", "key.json").stdout,
    }  # fmt: skip
    async with Frontend(demo.data) as frontend:
        client = (await frontend.data(SIGN_UP, input=given))["signUpClient"]["clientId"]
    assert (folder / "key.json").stat().st_mode & 0o777 == 0o600
    assert "is there already" in run("new", "key.json").stderr
    asked = await asyncio.create_subprocess_exec(
        "bash", "-euc", _command("client-key").replace("contoh-...", client), cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    assert b'"fullName":"' in (await asked.communicate())[0]
    late = run("rotate", issuer, client, "key.json", "late.json", "--hours", "999")
    assert ("0 to 168 hours" in late.stderr, (folder / "late.json").exists()) == (True, False)
    changed = run("rotate", issuer, client, "key.json", "new.json", "--hours", "0")
    assert changed.stdout.endswith("until it is changed\n")
    assert run("token", issuer, client, "new.json").stdout.startswith("eyJ")
    refused = run("token", issuer, client, "key.json")
    assert (refused.returncode, refused.stderr.startswith("No token: invalid_client.")) == (1, True)
    assert "Save the private key" in run("token", issuer, client, "none.json").stderr

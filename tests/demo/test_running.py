"""A demonstration that runs: what it prints, what demo.json holds, and the documentation's commands against it."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.core.actor import SCOPES, Role
from hub.core.purpose import Purpose
from hub.sandbox import processes
from tests.demo.graph import Frontend
from tests.fixtures.demo import OURS, ROOT, Demo, free_ports

KEYS = {
    "graphql_url", "issuer", "console_url", "portal_url", "citizen_url", "metrics_url", "database_url", "pids",
    "emulators", "clients", "users", "sample",
}  # fmt: skip
CLIENT_KEYS = {
    "name", "client_id", "client_secret", "private_key_jwk", "token_endpoint_auth_method", "scopes", "purpose",
}  # fmt: skip
SAMPLE_KEYS = {
    "niks", "newborn_case", "deceased_nik", "leading_nine_nik", "duplicate_pair", "sealed_nik", "other_region_nik",
    "tracking_number",
}  # fmt: skip
FACETS = """
query Everything($niks: [NIK!]!) {
  citizens(niks: $niks) {
    nik licences { nib } enrolments { nisn } immunisations { vaccine } healthCoverage { number } welfare { decile }
  }
}
"""
REFUSAL_SECONDS = 60
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
DOCUMENTS = ("README.md", "docs/guides/agency-frontends.md", "docs/guides/integrators.md")


def _bash(script: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _answer(text: str) -> Any:
    answer = json.loads(text)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def _printed(demo: Demo) -> str:
    """What the last start printed."""
    return demo.output.rpartition("Satu - demonstration")[2]


def test_it_prints_addresses_users_and_sample_niks(demo: Demo) -> None:
    printed, data = _printed(demo), demo.data
    for name in ("graphql_url", "console_url", "issuer", "metrics_url"):
        assert data[name] in printed
    for emulator in data["emulators"].values():
        assert emulator["admin_url"] in printed
    for user in data["users"]:
        line = next(line for line in printed.splitlines() if f" {user['username']} " in line)
        assert user["password"] in line
    assert all(nik in printed for nik in data["sample"]["niks"][:3])
    assert re.search(
        r"Ready after \d+\.\d s \(target of a first start: 240 s\); "
        r"everything together takes \d+ MB \(PSS; target: 500 MB\)\.",
        printed,
    )


def test_the_printed_query_works_when_it_is_pasted(demo: Demo, tmp_path: Path) -> None:
    pasted = _printed(demo).partition("paste it into another terminal):")[2].partition("\nReady after")[0]
    citizen = _answer(_bash(pasted, tmp_path))["citizen"]
    assert citizen["fullName"]
    assert citizen["immunisations"]
    assert {source["state"] for source in citizen["sources"]} <= {"FRESH", "CACHED"}


def test_the_operators_commands_find_the_demonstration_without_any_setting(demo: Demo) -> None:
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    words = ("demo-operator", "--state-dir", str(demo.state_dir), "webhook", "list")
    done = subprocess.run(
        [sys.executable, "-m", "hub", *words],
        cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "licensing  ACTIVE  push  citizen.recorded" in done.stdout


def test_demo_json_has_exactly_the_agreed_keys(demo: Demo) -> None:
    data = demo.data
    assert set(data) == KEYS
    assert set(data["pids"]) == {"hub", "worker", "emulators", "postgres"}
    assert set(data["emulators"]["population"]) >= {"url", "admin_url", "effects_url"}
    assert all(set(client) == CLIENT_KEYS for client in data["clients"])
    assert all(set(user) == {"username", "password", "totp_secret", "role", "region"} for user in data["users"])
    assert set(data["sample"]) >= SAMPLE_KEYS


def test_demo_json_says_what_the_words_of_the_domain_allow(demo: Demo) -> None:
    data = demo.data
    assert {user["role"] for user in data["users"]} == {role.value for role in Role} - {Role.AGENCY_CLIENT.value}
    assert all(set(client["scopes"]) <= SCOPES for client in data["clients"])
    assert all(client["purpose"] in set(Purpose) for client in data["clients"])
    assert all(data["sample"][key] for key in SAMPLE_KEYS)
    assert len(data["sample"]["niks"]) >= 50
    assert all(re.fullmatch(r"\d{12}9\d{3}", nik) for nik in data["sample"]["niks"])


@pytest.mark.parametrize("name", ["demo.json", "demo.env", "demo-environment.json"])
def test_secrets_are_readable_by_their_owner_alone(demo: Demo, name: str) -> None:
    assert stat.S_IMODE((demo.state_dir / name).stat().st_mode) == 0o600


def test_the_processes_are_those_of_demo_json(demo: Demo) -> None:
    pids = demo.data["pids"]
    for part in ("hub", "worker", "emulators"):
        assert processes.of_demonstration(demo.state_dir, part) == pids[part]
    assert Path(f"/proc/{pids['postgres']}/exe").resolve().name == "postgres"


async def test_every_address_answers(demo: Demo) -> None:
    data = demo.data
    addresses = [data["console_url"], data["metrics_url"], f"{data['issuer']}/.well-known/oauth-authorization-server"]
    addresses += [emulator["admin_url"] for emulator in data["emulators"].values()]
    addresses.append(data["emulators"]["population"]["effects_url"])
    async with aiohttp.ClientSession() as session:
        for address in addresses:
            async with session.get(address) as response:
                assert response.status == 200, address


async def test_every_page_of_an_emulator_says_what_it_is(demo: Demo) -> None:
    root = urllib.parse.urljoin(demo.data["emulators"]["population"]["url"], "/")
    pages = [root, *(emulator["admin_url"] for emulator in demo.data["emulators"].values())]
    async with aiohttp.ClientSession() as session:
        for page in pages:
            async with session.get(page) as response:
                assert "EMULATOR" in (await response.text()).upper(), page
                assert response.headers["X-Satu-Emulator"]


async def test_the_sample_people_have_something_at_every_agency(demo: Demo) -> None:
    data = demo.data
    async with Frontend(data) as frontend:
        found = await frontend.data(FACETS, niks=data["sample"]["niks"][:50])
    assert len(found["citizens"]) == 50
    for citizen in found["citizens"]:
        assert all(citizen.values()), sorted(name for name, value in citizen.items() if not value)


async def test_who_cannot_be_seen_is_not_seen(demo: Demo) -> None:
    sample = demo.data["sample"]
    async with Frontend(demo.data) as frontend:
        found = await frontend.data(
            "query Hidden($a: NIK!, $b: NIK!) { sealed: citizen(nik: $a) { nik } elsewhere: citizen(nik: $b) { nik } }",
            a=sample["sealed_nik"], b=sample["other_region_nik"],
        )  # fmt: skip
    assert found == {"sealed": None, "elsewhere": None}


def blocks() -> list[tuple[str, int, str]]:
    """(document, number, script): every shell block that speaks to the running demonstration, in order."""
    found = []
    for name in DOCUMENTS:
        scripts = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
        spoken = [
            script for script in scripts if re.search(r"var/demo\.(env|json)|\$(GRAPHQL_URL|TOKEN|ISSUER)\b", script)
        ]
        found += [(name, number, "".join(spoken[: number + 1])) for number in range(len(spoken))]
    return found


@pytest.mark.parametrize(("document", "number", "script"), blocks(), ids=lambda value: str(value)[:40])
def test_the_documentations_commands_work(demo: Demo, tmp_path: Path, document: str, number: int, script: str) -> None:
    """Each block after those before it on its page, in a folder whose `var` is the demonstration's."""
    (tmp_path / "var").symlink_to(demo.state_dir)
    printed = _bash(script, tmp_path)
    # curl ends no line, so answers stand side by side.
    answers = [json.JSONDecoder().raw_decode(printed, found.start())[0] for found in re.finditer(r'\{"data":', printed)]
    assert len(answers) == script.count('curl -s "$GRAPHQL_URL"')
    # A block that makes an agency fail shows what a frontend gets then: the rest of the answer.
    allowed = {"SOURCE_UNAVAILABLE"} if "/faults" in script else set()
    for answer in answers:
        assert {error["extensions"]["code"] for error in answer.get("errors", [])} <= allowed, answer
        assert any(answer["data"].values())


def test_the_readme_has_a_block_to_try() -> None:
    assert {name for name, _, _ in blocks()} >= set(DOCUMENTS[:2])


def test_a_second_demonstration_from_the_same_folder_is_refused(demo: Demo) -> None:
    before = demo.data
    second = Demo(demo.state_dir, free_ports())
    second.launch()
    assert second.wait(REFUSAL_SECONDS) == 1
    assert "already running" in second.output.rpartition("Ready after")[2]
    assert "Traceback" not in second.output
    assert demo.data == before
    assert all(processes.part_of(pid, demo.state_dir) for pid in before["pids"]["hub"])


def test_nothing_went_wrong_unseen(demo: Demo) -> None:
    """No traceback anywhere; whatever the other tests of this session did to it."""
    assert "Traceback" not in demo.output
    for log in (demo.state_dir / "logs").iterdir():
        lines = log.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if '"level":"ERROR"' in line or "Traceback" in line], log.name
        assert stat.S_IMODE(log.stat().st_mode) == 0o600

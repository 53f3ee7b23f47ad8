"""demo.json: exact keys, private, written in one step; and a first query that a shell reads as it is meant."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.core.actor import SCOPES, Role
from hub.core.citizen import FamilyCard
from hub.core.purpose import Purpose
from hub.sandbox import accounts, demo_file
from hub.sandbox.district import generate
from hub.sandbox.district.sample import SampleCollector, newborn_cases
from hub.sandbox.errors import SandboxError
from hub.sandbox.seed_state import SeedReport
from tests.sandbox.region_table import table

_PROOFS = {"client_secret_basic": (True, False), "private_key_jwt": (False, True), "none": (False, False)}
"""Whether a secret or a key of its own stands in the file, by the client's method."""


@dataclass(frozen=True)
class Plan:
    hub_url: str = "http://127.0.0.1:8400"
    emulators_url: str = "http://127.0.0.1:8401"
    smtp_port: int = 8403


@pytest.fixture(scope="module")
def report() -> SeedReport:
    collector = SampleCollector()
    cards: list[FamilyCard] = []
    for household in generate(table(), 200).households():
        collector.see(household)
        cards.append(household.card)
    sample = collector.sample()
    return SeedReport(200, 1901, 180, len(cards), accounts.users(sample), accounts.clients(), sample)


@pytest.fixture
def data(report: SeedReport) -> dict[str, Any]:
    return demo_file.build(
        Plan(), report, "postgresql://x@127.0.0.1/satu", {"hub": 11, "worker": 12, "emulators": 13}, 14
    )


def test_the_keys_are_those_of_the_contract(data: dict[str, Any]) -> None:
    assert set(data) == {
        "graphql_url", "issuer", "console_url", "portal_url", "citizen_url", "metrics_url", "database_url", "pids",
        "emulators", "clients", "users", "sample",
    }  # fmt: skip
    assert data["pids"] == {"hub": [11], "worker": [12], "emulators": [13], "postgres": 14}
    population = "http://127.0.0.1:8401/population"
    assert data["emulators"]["population"] == {
        "url": population, "admin_url": f"{population}/admin", "effects_url": f"{population}/admin/effects",
    }  # fmt: skip
    assert data["emulators"]["health"]["effects_url"] is None
    messages = "http://127.0.0.1:8401/messages"
    assert data["emulators"]["mail"] == {
        "url": "smtp://127.0.0.1:8403", "admin_url": f"{messages}/admin", "effects_url": None,
    }  # fmt: skip
    assert data["emulators"]["messages"]["effects_url"] == f"{messages}/admin/messages"
    witness = "http://127.0.0.1:8401/witness"
    assert data["emulators"]["witness"] == {
        "url": witness, "admin_url": f"{witness}/", "effects_url": f"{witness}/heads",
    }  # fmt: skip
    for client in data["clients"]:
        assert set(client) == {
            "name", "client_id", "client_secret", "private_key_jwk", "token_endpoint_auth_method", "scopes", "purpose",
        }  # fmt: skip
    for user in data["users"]:
        assert set(user) == {"username", "password", "totp_secret", "role", "region"}
    wanted = {
        "niks", "newborn_case", "deceased_nik", "leading_nine_nik", "duplicate_pair", "sealed_nik", "other_region_nik",
        "tracking_number",
    }  # fmt: skip
    assert wanted <= set(data["sample"])
    assert not {"couples", "witnesses"} & set(data["sample"])


def test_clients_and_users_carry_known_words(data: dict[str, Any]) -> None:
    for client in data["clients"]:
        assert set(client["scopes"]) <= SCOPES
        Purpose(client["purpose"])
        kept = (client["client_secret"] is not None, client["private_key_jwk"] is not None)
        assert kept == _PROOFS[client["token_endpoint_auth_method"]]
    roles = [Role(user["role"]) for user in data["users"]]
    assert roles.count(Role.OPERATOR) == 3
    assert set(roles) == set(Role) - {Role.AGENCY_CLIENT}
    assert len({user["username"] for user in data["users"]}) == len(data["users"])


def test_a_newborn_case_is_a_whole_input(report: SeedReport) -> None:
    case = newborn_cases(dict(report.sample), dt.date(2027, 3, 2))[0]
    given = case["application"]["birthCertificate"]
    assert set(given) == {"child", "motherNik", "fatherNik", "familyCardNumber", "reporter", "witnesses"}
    assert given["motherNik"] == case["mother_nik"]
    assert given["child"]["birthDate"] == "2027-02-26"
    assert len({witness["nik"] for witness in given["witnesses"]}) == 2
    assert not {witness["nik"] for witness in given["witnesses"]} & {case["mother_nik"], case["father_nik"]}


def test_files_are_private_and_numbers_can_be_replaced(tmp_path: Path, data: dict[str, Any]) -> None:
    assert demo_file.pids(tmp_path) == []
    demo_file.write(tmp_path, data)
    assert demo_file.read(tmp_path) == data
    for name in (demo_file.FILE, demo_file.SHELL_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    demo_file.set_pids(tmp_path, "hub", [21, 22])
    assert demo_file.pids(tmp_path) == [21, 22, 12, 13, 14]
    demo_file.set_tracking_number(tmp_path, "AL-7K3M-Q9TD")
    assert demo_file.read(tmp_path)["sample"]["tracking_number"] == "AL-7K3M-Q9TD"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.env", "demo.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        demo_file.write_private(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_without_a_demonstration_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="make demo"):
        demo_file.set_pids(tmp_path, "hub", [1])


def test_the_first_query_is_what_the_shell_will_send(data: dict[str, Any]) -> None:
    _token, call = demo_file.first_query(data).split("\n")
    words = shlex.split(call)
    assert words[0] == "curl"
    sent = json.loads(words[words.index("-d") + 1])
    assert sent["variables"] == {"nik": data["sample"]["niks"][0]}
    assert subprocess.run(["bash", "-n", "-c", demo_file.first_query(data)], check=False).returncode == 0


def test_the_shell_file_sets_what_the_readme_uses(tmp_path: Path, data: dict[str, Any]) -> None:
    demo_file.write(tmp_path, data)
    script = f". {tmp_path / demo_file.SHELL_FILE}; echo $GRAPHQL_URL $ISSUER $CLIENT_ID $CLIENT_SECRET $NIK"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()
    secret = demo_file.client(data, "agency-frontend")["client_secret"]
    assert said == [data["graphql_url"], data["issuer"], "agency-frontend", secret, data["sample"]["niks"][0]]

"""`demo.json` in the state directory: where the documentation's examples, tests and other people's checks start from.

Its keys are a contract. It holds passwords of made-up people, so only its owner may read it. Beside it lies
`demo.env` with the few values that a shell needs for a first query.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from hub.sandbox import messages, witness
from hub.sandbox.accounts import DemoClient, DemoUser
from hub.sandbox.district.sample import newborn_cases
from hub.sandbox.emulators import names
from hub.sandbox.errors import SandboxError

FILE: Final = "demo.json"
SHELL_FILE: Final = "demo.env"
_PARTS: Final = ("hub", "worker", "emulators")
_WITH_EFFECTS: Final = ("population",)
"""Agencies to which something is delivered; the others are only read."""
_FIRST_QUERY: Final = (
    "query First($nik: NIK!) { citizen(nik: $nik) { fullName birthDate address { village district } "
    "immunisations { vaccine occurredOn } sources { agency state asOf } } }"
)


class Addresses(Protocol):
    """Where the parts of a demonstration listen."""

    @property
    def hub_url(self) -> str: ...

    @property
    def emulators_url(self) -> str: ...

    @property
    def smtp_port(self) -> int: ...


class Seeded(Protocol):
    """What the seed tells."""

    @property
    def users(self) -> tuple[DemoUser, ...]: ...

    @property
    def clients(self) -> tuple[DemoClient, ...]: ...

    @property
    def sample(self) -> Mapping[str, Any]: ...


def build(
    plan: Addresses, report: Seeded, database_url: str, processes: Mapping[str, int], postgres: int
) -> dict[str, Any]:
    """The content. `processes` are numbers by part (hub, worker, emulators), `postgres` the number of the server."""
    return {
        "graphql_url": f"{plan.hub_url}/graphql",
        "issuer": plan.hub_url,
        "console_url": f"{plan.hub_url}/console",
        "portal_url": f"{plan.hub_url}/portal",
        "citizen_url": f"{plan.hub_url}/console/me",
        "metrics_url": f"{plan.hub_url}/metrics",
        "database_url": database_url,
        "pids": {**{part: [processes[part]] if part in processes else [] for part in _PARTS}, "postgres": postgres},
        "emulators": {
            **{agency: _emulator(plan.emulators_url, agency) for agency in names()},
            **messages.addresses(plan.emulators_url, plan.smtp_port),
            **witness.addresses(plan.emulators_url),
        },
        "clients": [_client(client) for client in report.clients],
        "users": [_user(user) for user in report.users],
        "sample": _sample(report.sample, dt.datetime.now(dt.UTC).date()),
    }


def write(state_dir: Path, data: Mapping[str, Any]) -> None:
    """Writes both files in one step each, readable by the owner alone."""
    write_private(state_dir / FILE, orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    write_private(state_dir / SHELL_FILE, _shell(data).encode())


def read(state_dir: Path) -> dict[str, Any]:
    """The content; raises SandboxError when there is none."""
    try:
        data = orjson.loads((state_dir / FILE).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SandboxError("No demonstration has been started in this folder. Start one with: make demo") from error
    assert isinstance(data, dict)
    return data


def pids(state_dir: Path) -> list[int]:
    """All process numbers that stand in the file, which may be of processes long gone; none without a file."""
    try:
        parts = read(state_dir)["pids"]
    except SandboxError:
        return []
    return [number for part in _PARTS for number in parts[part]] + [parts["postgres"]]


def set_pids(state_dir: Path, part: str, numbers: list[int]) -> None:
    """Replaces the process numbers of one part (hub, worker, emulators). Raises SandboxError without a file."""
    data = read(state_dir)
    data["pids"][part] = numbers
    write(state_dir, data)


def set_tracking_number(state_dir: Path, tracking_number: str) -> None:
    """Names an application that a check can follow."""
    data = read(state_dir)
    data["sample"]["tracking_number"] = tracking_number
    write(state_dir, data)


def emulators(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = data["emulators"]
    return found


def users(data: Mapping[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = data["users"]
    return found


def client(data: Mapping[str, Any], client_id: str) -> dict[str, Any]:
    """A client by its id; raises SandboxError when the file does not name it."""
    for found in data["clients"]:
        if found["client_id"] == client_id:
            return dict(found)
    raise SandboxError(f"This demonstration has no client {client_id}. Make it anew: make clean demo")


def first_query(data: Mapping[str, Any]) -> str:
    """Two commands that ask the hub about one person when they are pasted into a shell."""
    caller, nik = client(data, "agency-frontend"), data["sample"]["niks"][0]
    body = json.dumps({"query": _FIRST_QUERY, "variables": {"nik": nik}})
    token = (
        f"TOKEN=$(curl -s -u {caller['client_id']}:{caller['client_secret']} -d grant_type=client_credentials "
        f"{data['issuer']}/oauth/token | "
        """python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')"""
    )
    return (
        f'{token}\ncurl -s {data["graphql_url"]} -H "Authorization: Bearer $TOKEN" '
        f"-H 'Content-Type: application/json' -d '{body}'"
    )


def write_private(path: Path, content: bytes) -> None:
    """Writes a file in one step (mode 0600): a reader sees the old content or the new, never a part."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _shell(data: Mapping[str, Any]) -> str:
    caller = client(data, "agency-frontend")
    values = {
        "GRAPHQL_URL": data["graphql_url"],
        "ISSUER": data["issuer"],
        "WITNESS_URL": data["emulators"]["witness"]["url"],
        "CLIENT_ID": caller["client_id"],
        "CLIENT_SECRET": caller["client_secret"],
        "NIK": data["sample"]["niks"][0],
    }
    return "".join(f"{name}='{value}'\n" for name, value in values.items())


def _emulator(base_url: str, agency: str) -> dict[str, str | None]:
    url = f"{base_url}/{agency}"
    effects = f"{url}/admin/effects" if agency in _WITH_EFFECTS else None
    return {"url": url, "admin_url": f"{url}/admin", "effects_url": effects}


def _client(given: DemoClient) -> dict[str, Any]:
    return {
        "name": given.name,
        "client_id": given.client_id,
        "client_secret": given.client_secret,
        "private_key_jwk": given.private_key_jwk,
        "token_endpoint_auth_method": given.token_endpoint_auth_method,
        "scopes": list(given.scopes),
        "purpose": given.purposes[0].value,
    }


def _user(given: DemoUser) -> dict[str, Any]:
    return {
        "username": given.username,
        "password": given.password,
        "totp_secret": given.totp_secret,
        "role": given.role.value,
        "region": given.region,
    }


def _sample(seeded: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    sample = dict(seeded)
    cases = newborn_cases(sample, today)
    for internal in ("couples", "witnesses"):
        del sample[internal]
    return {
        **sample,
        "newborn_case": cases[0],
        "newborn_cases": cases,
        "tracking_number": sample.get("tracking_number", ""),
    }

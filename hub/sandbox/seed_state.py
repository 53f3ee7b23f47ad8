"""What the state directory remembers of the seed: the plan before it begins, everything once it has ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from hub.core.actor import Role
from hub.core.purpose import Purpose
from hub.sandbox.accounts import DemoClient, DemoUser
from hub.sandbox.demo_file import write_private
from hub.sandbox.errors import SandboxError

FILE: Final = "district.json"


@dataclass(frozen=True, slots=True)
class SeedReport:
    """The district that stands in the database.

    `people` all that the agencies know, of whom `in_record` stand in the record; `seconds` the seed took, 0 when the
    data were there already (`fresh` False); `notice` a sentence for the person who started it, or empty.
    """

    people: int
    seed: int
    in_record: int
    households: int
    users: tuple[DemoUser, ...] = field(repr=False)
    clients: tuple[DemoClient, ...] = field(repr=False)
    sample: Mapping[str, Any] = field(repr=False)
    seconds: float = 0.0
    fresh: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """How many people of which seed a district was begun with."""

    people: int
    seed: int


def read(state_dir: Path) -> SeedPlan | SeedReport | None:
    """The report of a finished seed, the plan of one that was cut short, or None. Raises SandboxError."""
    path = state_dir / FILE
    try:
        data = orjson.loads(path.read_bytes())
        return _report(data) if data["finished"] else SeedPlan(data["people"], data["seed"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SandboxError(
            f"{path} cannot be read, so this folder does not know its district. Make it anew: make clean demo"
        ) from error


def write_plan(state_dir: Path, plan: SeedPlan) -> None:
    write_private(state_dir / FILE, orjson.dumps({"finished": False, "people": plan.people, "seed": plan.seed}))


def write_report(state_dir: Path, report: SeedReport) -> None:
    data = {f.name: getattr(report, f.name) for f in dataclasses.fields(report)}
    data |= {
        "users": [dataclasses.asdict(user) for user in report.users],
        "clients": [dataclasses.asdict(client) for client in report.clients],
    }
    write_private(state_dir / FILE, orjson.dumps({**data, "finished": True}))


def _report(data: dict[str, Any]) -> SeedReport:
    values = {name: data[name] for name in ("people", "seed", "in_record", "households", "sample")}
    return SeedReport(
        **values,
        users=tuple(_user(user) for user in data["users"]),
        clients=tuple(_client(client) for client in data["clients"]),
    )


def _user(data: dict[str, Any]) -> DemoUser:
    return DemoUser(**{**data, "role": Role(data["role"]), "purpose": Purpose(data["purpose"])})


def _client(data: dict[str, Any]) -> DemoClient:
    purposes = tuple(Purpose(purpose) for purpose in data["purposes"])
    paths = tuple(data["redirect_paths"])
    return DemoClient(**{**data, "scopes": tuple(data["scopes"]), "purposes": purposes, "redirect_paths": paths})

"""What `manifest.toml` declares about an agency: who it is, how it is spoken to, and what its agreement allows."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from hub.core.agency_ports import AgencyStatus
from hub.core.delivery import KINDS, Outlet, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting(AgencyStatus):
    """Who is left alone after `failures_before_rest` failures in a row: for `first_rest_seconds`, and then for twice as
    long each time, up to `longest_rest_seconds`.
    """

    failures_before_rest: int
    first_rest_seconds: float
    longest_rest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Resting):
    """An agency as its folder declares it.

    `document` is the source of the protocol, `has_address` whether it is asked at one address (no, where each place has
    its own, or where files come), `concurrency` the calls under way at one time, `keep` whether the
    agreement lets the hub hold a copy, `shares_calls` whether one call may carry keys of several requests (no, where
    the agency wants to know for whom each call is made), `shares_between_clients` whether these may be requests of
    several clients (no, where anything that the agency is told or counts differs with the client), `freshness` how old
    a copy may be and still count as fresh, `timeout_seconds` the time for one question with all its retries. Of a daily
    quota `counter_reserve` is the part
    kept for people at a counter, `client_share` the most that one client may use. `outlet` says of what the agency is
    told, if it is told anything.
    """

    document: str
    has_address: bool
    concurrency: int
    keep: bool
    shares_calls: bool
    freshness: dt.timedelta
    timeout_seconds: float
    max_body_bytes: int
    credentials: tuple[str, ...]
    counter_reserve: float = 0.1
    client_share: float = 0.5
    shares_between_clients: bool = False
    outlet: Outlet | None = None


class ManifestError(ValueError):
    """A manifest.toml that cannot be used; the message names the agency's package and the keys."""


class _Delivery(BaseModel):
    """`[delivery]`: how the agency is told, and of which events."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    way: Literal["push", "transcribe"]
    kinds: frozenset[str] = Field(min_length=1)
    attributes: frozenset[str] = frozenset()

    @field_validator("kinds")
    @classmethod
    def _happen(cls, kinds: frozenset[str]) -> frozenset[str]:
        if wrong := sorted(kinds - KINDS):
            raise ValueError(f"{wrong[0]} never happens; choose of {', '.join(sorted(KINDS))}")
        return kinds

    def outlet(self) -> Outlet:
        return Outlet(way=Way(self.way.upper()), kinds=self.kinds, attributes=self.attributes)


class _File(BaseModel):
    """The file's keys; one too many or too few is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title_id: str = Field(min_length=1)
    title_en: str = Field(min_length=1)
    protocol: str = Field(min_length=1)
    document: str = Field(min_length=1)
    status: Literal["live", "seeded"]
    has_address: bool = True
    max_batch: int = Field(ge=1)
    concurrency: int = Field(default=8, ge=1)
    daily_quota: int | None = Field(default=None, ge=1)
    counter_reserve: float = Field(default=0.1, ge=0, lt=1)
    client_share: float = Field(default=0.5, gt=0, le=1)
    keep: bool
    shares_calls: bool = False
    shares_between_clients: bool = False
    freshness_hours: float = Field(gt=0)
    timeout_seconds: float = Field(default=5.0, gt=0, le=60)
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    credentials: tuple[str, ...] = Field(default=(), strict=False)
    failures_before_rest: int = Field(default=5, ge=1)
    first_rest_seconds: float = Field(default=1.0, gt=0, le=60)
    longest_rest_seconds: float = Field(default=30.0, gt=0, le=3600)
    delivery: _Delivery | None = None


def read_manifest(package: str) -> Manifest:
    """The `manifest.toml` in a connector's package. Raises ManifestError; the name must be the folder's."""
    text = resources.files(package).joinpath("manifest.toml").read_text(encoding="utf-8")
    return parse_manifest(text, package)


def parse_manifest(text: str, package: str) -> Manifest:
    """A manifest from TOML text; `package` is the dotted name of the folder it lies in."""
    try:
        declared = _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ManifestError(f"{package}: manifest.toml cannot be used: {error}") from error
    if declared.name != package.rpartition(".")[2]:
        raise ManifestError(f"{package}: manifest.toml names itself {declared.name}; use the folder's name.")
    _check_sharing(declared, package)
    if declared.delivery is not None and declared.status == "seeded":
        raise ManifestError(f"{package}: only a live agency can be told of anything; leave [delivery] out.")
    values = declared.model_dump(exclude={"freshness_hours", "delivery"})
    outlet = declared.delivery.outlet() if declared.delivery else None
    return Manifest(freshness=dt.timedelta(hours=declared.freshness_hours), outlet=outlet, **values)


def _check_sharing(declared: _File, package: str) -> None:
    if declared.shares_calls and declared.status == "seeded":
        raise ManifestError(f"{package}: shares_calls is for a live agency; a seeded one is not called at all.")
    if not declared.shares_between_clients:
        return
    if not declared.shares_calls:
        raise ManifestError(f"{package}: shares_between_clients says who may share a call; set shares_calls as well.")
    if declared.daily_quota is not None:
        raise ManifestError(
            f"{package}: each client has its share of daily_quota, so its calls are its own: leave "
            "shares_between_clients out."
        )

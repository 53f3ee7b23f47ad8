"""What `quality.toml` declares about an agency's data and service: who answers for it, how good it is, what is missing.

A figure says where it comes from, or that nobody knows it. What the protocol allows (batches, time-outs, how long a
copy is fresh) stands in `manifest.toml` and is not said twice.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hub.exchange.manifest import Manifest, ManifestError

FILE: Final = "quality.toml"
_HOUR: Final = dt.timedelta(hours=1)


class Basis(StrEnum):
    """Where a figure comes from: the agency's own document, a measurement, what the office asks for; or nowhere."""

    PUBLISHED = "PUBLISHED"
    MEASURED = "MEASURED"
    TARGET = "TARGET"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its basis, and where that can be read; `value` is None where nobody knows it."""

    value: float | None
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is known to be missing or wrong, and since when it is known."""

    what: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class Quality:
    """What is declared of one agency.

    `owner` answers for the connector and `contact` reaches the agency's service. `freshness` is how old what somebody
    reads may be, in hours; `completeness` the part of the district's people of whom the agency knows what it should;
    `p95` within how many milliseconds 19 of 20 questions are answered; `error_budget` the part of questions of a month
    that may fail. `evidence` says what all this was looked up in, on the day `reviewed_on`.
    """

    owner: str
    contact: str
    reviewed_on: dt.date
    evidence: str
    freshness: Figure
    completeness: Figure
    p95: Figure
    error_budget: Figure
    gaps: tuple[Gap, ...]


_Line = Annotated[str, StringConstraints(min_length=3, max_length=400, strip_whitespace=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Figure(_Strict):
    basis: Annotated[Basis, Field(strict=False)]
    value: float | None = Field(default=None, gt=0)
    source: _Line

    @model_validator(mode="after")
    def _knows_or_says_so(self) -> _Figure:
        if (self.value is None) != (self.basis is Basis.UNKNOWN):
            raise ValueError("give a value, or the basis UNKNOWN and no value")
        return self

    def figure(self) -> Figure:
        return Figure(self.value, self.basis, self.source)


class _Share(_Figure):
    value: float | None = Field(default=None, gt=0, le=1)


class _Gap(_Strict):
    what: _Line
    since: dt.date


class _File(_Strict):
    """The file's keys; one too many or too few is an error."""

    owner: _Line
    contact: _Line
    reviewed_on: dt.date
    evidence: _Line
    freshness: _Figure
    completeness: _Share
    p95: _Figure
    error_budget: _Share
    gaps: tuple[_Gap, ...] = Field(default=(), strict=False)


def read_quality(package: str, manifest: Manifest) -> Quality:
    """The `quality.toml` in a connector's package. Raises ManifestError, also where it contradicts the manifest."""
    try:
        text = resources.files(package).joinpath(FILE).read_text(encoding="utf-8")
    except OSError:
        raise ManifestError(
            f"{package}: quality.toml is missing. Say who answers for the connector and how good its data are; "
            "docs/guides/integrators.md has its keys."
        ) from None
    return parse_quality(text, package, manifest)


def parse_quality(text: str, package: str, manifest: Manifest) -> Quality:
    """What a text declares; `package` is the dotted name of the folder it lies in."""
    try:
        said = _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ManifestError(f"{package}: quality.toml cannot be used: {error}") from error
    quality = Quality(
        said.owner,
        said.contact,
        said.reviewed_on,
        said.evidence,
        said.freshness.figure(),
        said.completeness.figure(),
        said.p95.figure(),
        said.error_budget.figure(),
        tuple(Gap(each.what, each.since) for each in said.gaps),
    )
    _check(quality, manifest, package)
    return quality


def _check(quality: Quality, manifest: Manifest, package: str) -> None:
    hours, milliseconds = quality.freshness.value, quality.p95.value
    if hours is not None and manifest.keep and hours < manifest.freshness / _HOUR:
        raise ManifestError(
            f"{package}: quality.toml says {hours:g} hours of freshness, and manifest.toml lets a copy count as fresh "
            f"for {manifest.freshness / _HOUR:g}. Whoever reads may see the older one: correct one of the two."
        )
    if milliseconds is not None and milliseconds > manifest.timeout_seconds * 1000:
        raise ManifestError(
            f"{package}: quality.toml says that an answer takes up to {milliseconds:g} ms, and manifest.toml gives up "
            f"after {manifest.timeout_seconds:g} seconds. Correct one of the two."
        )

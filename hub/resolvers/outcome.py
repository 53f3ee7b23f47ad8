"""What a mutation answers: the thing it made, or what is wrong with the input."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.application import Application
from hub.core.attributes import camel
from hub.core.discrepancy import Discrepancy
from hub.core.errors import BadInput, Conflict, ErrorCode, HubError, IdempotencyMismatch, NotFound
from hub.core.objection import Objection
from hub.core.office_setting import ServiceClosed
from hub.core.recording import Flaw, Recorded
from hub.core.service import Finding

REFUSALS: Final = (BadInput, Conflict, NotFound, IdempotencyMismatch)
"""Errors that a mutation answers in its payload; any other makes the field null."""


@dataclass(frozen=True, slots=True)
class UserError:
    """What is wrong, and where: `path` is a dotted path in the input, empty when no single field is meant.

    For a version that moved, `version` is the one now and `changed` what differs from what the caller saw.
    `message_id` is the sentence in Indonesian, where the rules of a service or of a correction said it.
    """

    code: ErrorCode
    path: str
    message: str
    version: int | None = None
    changed: tuple[str, ...] | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class ApplicationOutcome:
    application: Application | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadOutcome:
    """`document_id` is the upload's global id, `url` where its bytes go."""

    document_id: str | None
    url: str | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingOutcome:
    recorded: Recorded | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class DismissalOutcome:
    dismissed: bool
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscrepancyOutcome:
    discrepancy: Discrepancy | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionOutcome:
    objection: Objection | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class InformOutcome:
    """What is kept about somebody, as plain JSON."""

    statement: Mapping[str, Any] | None = field(repr=False)
    errors: tuple[UserError, ...] = ()


class Flawed(BadInput):
    """What an agency sent cannot be kept as it is."""

    def __init__(self, flaws: Sequence[Flaw], member: str) -> None:
        """`member` is the place of the items in the input: `licences`; empty where the flaws name the whole path."""
        super().__init__("Nothing was recorded. Correct what is named and send it again.")
        self.flaws = tuple(flaws)
        self.member = member


class Blocked(BadInput):
    """The service's rules found what keeps the application from being taken."""

    def __init__(self, findings: tuple[Finding, ...], form: str) -> None:
        """`form` is where the form stands in the input: `application.birthCertificate`."""
        super().__init__("The application cannot be taken as it is. Correct what is named and send it again.")
        self.findings = findings
        self.form = form


def user_errors(error: HubError, untold: Collection[str] = ()) -> tuple[UserError, ...]:
    """An error as the payload tells it: one entry, or one for each blocking finding. What changed is not told of the
    facets `untold`: that somebody has such data is not the writer's to know."""
    if isinstance(error, Blocked):
        return tuple(_found(error.code, _path(one, error.form), one) for one in error.findings)
    if isinstance(error, Flawed):
        return tuple(_found(error.code, _flawed(error, flaw), flaw) for flaw in error.flaws)
    if isinstance(error, ServiceClosed):
        return (UserError(error.code, error.path, error.message, message_id=error.message_id),)
    return (_told(error, untold),)


def _found(code: ErrorCode, path: str, said: Finding | Flaw) -> UserError:
    return UserError(code, path, said.message, message_id=said.message_id or None)


def _told(error: HubError, untold: Collection[str]) -> UserError:
    """A version that moved is told with where it stands, in the names of the graph."""
    version, changed = error.details.get("version"), error.details.get("changed")
    if version is None or changed is None:
        return UserError(error.code, error.path, error.message, version)
    names = tuple(camel(name) for name in changed if name not in untold)
    differs = f"what differs from what you saw: {', '.join(names)}" if names else "nothing that you saw differs"
    message = f"{error.message} The version is {version} now; {differs}."
    return UserError(error.code, error.path, message, version, names)


def _flawed(error: Flawed, flaw: Flaw) -> str:
    return f"{error.member}.{flaw.attribute}" if error.member else flaw.attribute


def _path(finding: Finding, form: str) -> str:
    """A finding's path is relative to the form, except for papers."""
    return finding.path if finding.path.startswith("documents.") else f"{form}.{finding.path}"

"""What a service's folder declares of itself: laws, papers' forms, fields, steps, time limits. Values, no I/O.

The same values are shown to citizens and enforced by the rules. `Confidence` says how sure the project is of a law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Final

from hub.core.actor import Role
from hub.core.application import ActionKind, Channel
from hub.core.regions import RegionLevel
from hub.core.vital import VitalEvent

STRICT: Final[Mapping[str, Any]] = {"extra": "forbid"}
"""For pydantic, which reads these classes from TOML: a key that nothing knows is refused."""


class Confidence(Enum):
    """How a statement about the law came to be known.

    READ in a source of an authority, or in a SECONDARY source (news, a local page); GENERAL knowledge that nobody
    looked up, and what is DERIVED from other statements, are to be confirmed and never shown as law.
    """

    READ = "READ"
    SECONDARY = "SECONDARY"
    GENERAL = "GENERAL"
    DERIVED = "DERIVED"

    @property
    def to_be_confirmed(self) -> bool:
        """Whether nobody has read it anywhere yet."""
        return self in {Confidence.GENERAL, Confidence.DERIVED}


class PaperForm(Enum):
    """In which form a paper is handed in."""

    SCAN = "SCAN"
    """A scan or photo of the original."""
    PHOTOCOPY = "PHOTOCOPY"
    """A photocopy; the original is only shown, and the office does not keep it."""
    SHOWN = "SHOWN"
    """The original is looked at, and nothing is left."""
    ORIGINAL = "ORIGINAL"
    """The signed paper itself, as a statement is."""
    NOT_ASKED = "NOT_ASKED"
    """Not asked on this channel."""


class AnswerKind(Enum):
    """What a field of a form takes for an answer."""

    TEXT = "TEXT"
    WHOLE_NUMBER = "WHOLE_NUMBER"
    NUMBER = "NUMBER"
    DATE = "DATE"
    CODE = "CODE"
    """An entry of a closed list, by its name."""
    YES_NO = "YES_NO"


class LimitUnit(Enum):
    HOURS = "HOURS"
    DAYS = "DAYS"


@dataclass(frozen=True, slots=True)
class Law:
    """A law and what of it holds here. `source` says where it was read: never shown without it."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    name: str
    says_id: str
    says_en: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a form needs something: its `field` (dotted) is filled in, or holds one of `among`, or is `missing`."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    field: str
    among: tuple[str, ...] = ()
    missing: bool = False

    def holds(self, form: Mapping[str, Any]) -> bool:
        """For a stored form; a field that is not there is not filled in."""
        value: Any = form
        for part in self.field.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value in self.among if self.among else bool(value) is not self.missing


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; `path` is dotted, as in the stored form, and a list's items stand behind its name.

    A field that is somebody's NIK names her as a `person` of this form, and `shows` the attributes of hers (as the
    graph names them) that the record gives, so that nobody is asked for them. `prefilled_from` is such an attribute
    that fills this field in before the applicant sees it: `mother.familyCard`. A field that is the code of a `region`
    says of which level.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    path: str
    label_id: str
    label_en: str
    required: bool = True
    person: str = ""
    shows: tuple[str, ...] = ()
    prefilled_from: str = ""
    region: RegionLevel | None = None


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """A step on the way of an application, who takes it, and what happens, told to the applicant."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    action: ActionKind
    roles: tuple[Role, ...]
    text_id: str
    text_en: str


def left_to_others(steps: Sequence[ServiceStep], action: ActionKind, roles: frozenset[Role]) -> bool:
    """Whether a service's own steps give an action to roles of which these are none.

    Policies say who may do it at all; a service can leave it to fewer, and never to more.
    """
    return any(step.action is action and roles.isdisjoint(step.roles) for step in steps)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """At most so many hours or days, for the office or for the citizen, and what follows; `{most}` is the number."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    key: str
    most: int
    unit: LimitUnit
    text_id: str
    text_en: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Output:
    """What the applicant receives; `kind` is that of CertificateData for a paper that the hub makes.

    `self_printed`: she may print it herself on plain A4 paper (all but KTP-el and KIA).
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    kind: str
    label_id: str
    label_en: str
    self_printed: bool = True


@dataclass(frozen=True, slots=True)
class EffectText:
    """What changes in the record, in words."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    text_id: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Vital:
    """The event of the civil registry that a service registers (`LIVE_BIRTH`), and the field of its form that says when
    it happened. Whether it was reported in time is asked of the time limit `report`."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    event: VitalEvent
    date: str


def is_remote(channel: str) -> bool:
    """Whether nobody can look at the original: then a scan of it is asked. Everywhere else a person stands before a
    person, at the counter, in the village, on a visit."""
    return channel == Channel.ONLINE.value

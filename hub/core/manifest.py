"""A service's manifest as a value, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypedDict

from hub.core.definition import STRICT, EffectText, FormField, Law, Output, ServiceStep, TimeLimit, Vital
from hub.core.refusal import RefusalReason
from hub.core.service import Bundle, Definition, Requirement

FILE: Final = "service.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `service.toml` declares: what a citizen may know before applying.

    `legal_basis` is made of the laws where there are some; only a service that has none writes it out.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    name: str
    prefix: str
    input_member: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str
    fee: str
    max_hours: int
    requirements: tuple[Requirement, ...]
    legal_basis: str = ""
    laws: tuple[Law, ...] = ()
    fields: tuple[FormField, ...] = ()
    steps: tuple[ServiceStep, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    outputs: tuple[Output, ...] = ()
    bundle: Bundle | None = None
    effects: tuple[EffectText, ...] = ()
    refusals: tuple[RefusalReason, ...] = tuple(RefusalReason)
    vital: Vital | None = None

    @property
    def definition(self) -> Definition:
        """What of it the graph shows besides title and papers."""
        return Definition(
            self.laws, self.fields, self.steps, self.time_limits, self.outputs, self.bundle, self.effects,
            self.refusals, self.vital,
        )  # fmt: skip

    def described(self) -> Described:
        """What a Service takes from its file, so that no folder copies it line by line."""
        return Described(
            name=self.name,
            prefix=self.prefix,
            input_member=self.input_member,
            title_id=self.title_id,
            title_en=self.title_en,
            description_id=self.description_id,
            description_en=self.description_en,
            legal_basis=self.legal_basis,
            fee=self.fee,
            max_hours=self.max_hours,
            requirements=self.requirements,
            definition=self.definition,
        )

    def limit(self, key: str) -> int:
        """The hours or days of a time limit, so that a rule enforces what citizens read."""
        return next(one.most for one in self.time_limits if one.key == key)


class Described(TypedDict):
    """The part of a Service that service.toml declares, by the names of its attributes."""

    name: str
    prefix: str
    input_member: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str
    legal_basis: str
    fee: str
    max_hours: int
    requirements: tuple[Requirement, ...]
    definition: Definition


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a service's folder that cannot stay: the file in it, the place in the file, and what to do."""

    file: str
    place: str
    sentence: str

    def line(self, folder: str) -> str:
        """As a command prints it."""
        return f"{folder}/{self.file}: {self.place}: {self.sentence}"

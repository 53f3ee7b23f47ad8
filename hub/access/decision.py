"""What a decision needs to know and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.core.attributes import Category
from hub.core.errors import ErrorCode
from hub.core.predicates import RowFilter
from hub.core.purpose import Purpose
from hub.core.receipt_heading import Heading


@dataclass(frozen=True, slots=True)
class FieldNeed:
    """What a selected field asks for. `coordinate` is the schema's (`Citizen.fullName`); scope None: public.

    `protected`: the law protects it, so that a policy has to name it.
    """

    coordinate: str
    scope: str | None
    category: Category | None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Denial:
    """A refusal: `rule` names the scope or policy that decided, `ask` whom to ask for the right."""

    code: ErrorCode
    message: str
    rule: str
    ask: str

    def __hash__(self) -> int:
        """Of the text alone, which Python remembers: each answer with a refusal asks for it."""
        return hash(self.message)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one operation: refused fields by coordinate, and which rows may be seen at all."""

    purpose: Purpose
    denials: Mapping[str, Denial]
    rows: RowFilter
    denied: frozenset[str] = field(init=False, repr=False, compare=False)
    """The coordinates of `denials`."""
    headings: dict[tuple[str, tuple[str, ...]], Heading | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What receipts under it have in common, by the operation's name and the agencies that were asked; None where that
    is too little."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "denied", frozenset(self.denials))

"""How a field of the graph is declared: its scope and category are what is enforced and what is documented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from hub.core.actor import is_scope
from hub.core.attributes import Category, Sensitivity
from hub.core.held import Declaration

_KEY: Final = "hub.requirement"
_HELD: Final = "hub.held"
_IN_PAST: Final = "hub.in_past"


class Reach(Enum):
    """Who may read a field that names no scope of its own.

    PUBLIC: anybody, without a token. INHERITED: whoever may read the field above it; a part of something whole.
    BY_IDENTITY: whoever may read the `id` of each type that an interface can be; the plan asks for those.
    """

    PUBLIC = "public"
    INHERITED = "inherited"
    BY_IDENTITY = "by_identity"


PUBLIC: Final = Reach.PUBLIC
INHERITED: Final = Reach.INHERITED
BY_IDENTITY: Final = Reach.BY_IDENTITY
_SENTENCES: Final = {
    PUBLIC: "Public.",
    INHERITED: "",
    BY_IDENTITY: "Requires the scope of the `id` of what is found.",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a field asks of the token: one of `scopes` (none: see `reach`), and the category of the data it shows.

    `protected`: UU 24/2013 art. 84 protects them, so that besides a policy has to name the field.
    """

    scopes: tuple[str, ...]
    category: Category | None
    reach: Reach | None
    protected: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the field itself asks for nothing."""
        return self.reach is not None

    def sentence(self) -> str:
        """The requirement as the field's description says it."""
        if self.reach is not None:
            return _SENTENCES[self.reach]
        named = " or ".join(f"`{scope}`" for scope in self.scopes)
        category = f" Category {self.category.value}." if self.category else ""
        protected = " Protected (UU 24/2013 art. 84): read only for what a policy names." if self.protected else ""
        return f"Requires scope {named}.{category}{protected}"


def field(
    *,
    scope: str | tuple[str, ...] | Reach,
    category: Category | None = None,
    description: str = "",
    resolver: Callable[..., Any] | None = None,
    arguments: Mapping[str, tuple[str, Any]] | None = None,
    graphql_type: Any = None,
    name: str | None = None,
    held: Declaration | None = None,
    in_past: bool = False,
    sensitivity: Sensitivity = Sensitivity.GENERAL,
    deprecation_reason: str | None = None,
) -> Any:
    """A field with its requirement. Raises ValueError for a scope that the contract does not list.

    `arguments` publishes arguments of the resolver under the name and type of the graph: Python name -> (name, type).
    `held` says where the record holds the same value that the resolver gives; without it the resolver alone answers.
    `in_past`: the resolver answers for a person of the past too; without it the field of such a person is an error.
    `deprecation_reason` names what to use instead and the last day, as `hub.engine.deprecations` reads it.
    """
    requirement = _requirement(scope, category, protected=sensitivity is Sensitivity.PROTECTED)
    declared = StrawberryField(
        graphql_name=name,
        type_annotation=StrawberryAnnotation.from_annotation(graphql_type),
        description=" ".join(part for part in (description, requirement.sentence()) if part) or None,
        metadata={_KEY: requirement, _HELD: held, _IN_PAST: in_past},
        deprecation_reason=deprecation_reason,
    )
    if resolver is not None:
        declared(resolver)
    declared.arguments = [_argument(one, arguments or {}) for one in declared.arguments]
    return declared


def requirement_of(declared: object) -> Requirement | None:
    """The requirement of a strawberry field, None when it was declared without one."""
    found = declared.metadata.get(_KEY) if isinstance(declared, StrawberryField) else None
    return found if isinstance(found, Requirement) else None


def held_of(declared: object) -> Declaration | None:
    """Where the record holds the value of a strawberry field; None where only its resolver knows."""
    found: Declaration | None = declared.metadata.get(_HELD) if isinstance(declared, StrawberryField) else None
    return found


def tells_the_past(declared: object) -> bool:
    """Whether a strawberry field answers for a person of the past: an attribute of hers, or a resolver that says so."""
    if not isinstance(declared, StrawberryField):
        return False
    return declared.base_resolver is None or bool(declared.metadata.get(_IN_PAST))


def _requirement(
    scope: str | tuple[str, ...] | Reach, category: Category | None, *, protected: bool = False
) -> Requirement:
    if protected and category is None:
        raise ValueError("A protected field names the category of its data, and so a scope.")
    if isinstance(scope, Reach):
        if category is not None:
            raise ValueError(f"A {scope.value} field cannot hold personal data of the category {category.value}.")
        return Requirement((), None, scope)
    scopes = (scope,) if isinstance(scope, str) else scope
    if not scopes or not all(is_scope(one) for one in scopes):
        raise ValueError(f"A scope is written resource:action, which {', '.join(scopes) or '(none)'} is not.")
    return Requirement(scopes, category, None, protected)


def _argument(one: StrawberryArgument, given: Mapping[str, tuple[str, Any]]) -> StrawberryArgument:
    if one.default is None:
        # The resolver's own default serves where the argument is left out; `= null` would only say so twice.
        one.default = UNSET
    if one.python_name not in given:
        return one
    graphql_name, type_ = given[one.python_name]
    return StrawberryArgument(one.python_name, graphql_name, StrawberryAnnotation(type_), default=one.default)

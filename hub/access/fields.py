"""One decision for a whole operation, before any source is called: which fields, which rows."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Mapping

from hub.access.decision import Decision, Denial, FieldNeed
from hub.access.entities import AttributeOfData, CategoryOfData, PersonRow, Principal, Question
from hub.access.masking import SHOW
from hub.access.policies import Policies
from hub.core.actor import Actor, ActorKind
from hub.core.attributes import Category
from hub.core.errors import ErrorCode
from hub.core.predicates import (
    NO_ROWS,
    NOT_SEALED,
    OWN_DATA,
    REGION_OR_OPENED,
    REGION_SUBTREE,
    RESIDENT,
    RowFilter,
)
from hub.core.purpose import Purpose

SIGN_IN = Denial(
    ErrorCode.UNAUTHENTICATED,
    "This needs an access token. Get one from the authorization server and send it as `Authorization: Bearer ...`.",
    "token",
    "the hub's administrator, who registers clients and users",
)


def decide(policies: Policies, actor: Actor, purpose: Purpose, needs: Collection[FieldNeed]) -> Decision:
    """Scope by scope and category by category; each category is put to Cedar once, and each attribute that a rule may
    mask.

    A need without scope and category is public. Rows are narrowed for every field alike.
    """
    refused = {category: _category(policies, actor, purpose, category) for category in _categories(needs)}
    denials = {
        need.coordinate: denial
        for need in needs
        if (denial := _field(actor, need, refused) or _mask(policies, actor, purpose, need))
    }
    return Decision(purpose, denials, rows_of(policies, actor, purpose))


def scope_denial(actor: Actor, scopes: frozenset[str]) -> Denial | None:
    """A refusal when the token carries none of these scopes."""
    if actor.is_anonymous:
        return SIGN_IN
    if scopes & actor.scopes:
        return None
    named = " or ".join(sorted(scopes))
    return Denial(
        ErrorCode.FORBIDDEN,
        f"Your token does not carry the scope {named}. Request it; if it is refused, ask for it.",
        f"scope:{min(scopes)}",
        "the hub's administrator, who grants scopes to clients and roles to users",
    )


def rows_of(policies: Policies, actor: Actor, purpose: Purpose) -> RowFilter:
    """The rows this actor may see: Cedar is asked about a plain person, one who is sealed, and one who moved away."""
    own = purpose is Purpose.OWN_DATA
    within, value = (OWN_DATA, actor.nik) if own else (REGION_SUBTREE, actor.region)
    if not value:
        return NO_ROWS
    plain = PersonRow(actor.tenant, actor.region, actor.nik if own else None, sealed=False)
    asked = Principal.of(actor)

    def sees(row: PersonRow) -> bool:
        return policies.ask(Question(asked, "see", row, purpose)).allowed

    if not sees(plain):
        return NO_ROWS
    opened: tuple[uuid.UUID, ...] = ()
    sealed, moved = sees(dataclasses.replace(plain, sealed=True)), sees(dataclasses.replace(plain, moved=True))
    if actor.opened and not own and sees(PersonRow(actor.tenant, "", None, sealed=False, opened=True)):
        within, opened = REGION_OR_OPENED, tuple(one.person_id for one in actor.opened)
    names = [within.name, *([] if sealed else [NOT_SEALED.name]), *([] if moved else [RESIDENT.name])]
    if own:
        return RowFilter(tuple(names), nik=actor.nik)
    return RowFilter(tuple(names), region=actor.region, opened=opened)


def untold(policies: Policies, actor: Actor, purpose: Purpose, facets: Mapping[str, FieldNeed]) -> tuple[str, ...]:
    """Of these facets (name -> what reading it asks for) those that this actor may not read.

    Of her own record everybody may know which agency wrote into it, whatever her token was given for.
    """
    refused = {category: _category(policies, actor, purpose, category) for category in _categories(facets.values())}
    own = purpose is Purpose.OWN_DATA
    needs = {name: dataclasses.replace(need, scope=None) if own else need for name, need in facets.items()}
    return tuple(sorted(name for name, need in needs.items() if _field(actor, need, refused) is not None))


def _categories(needs: Collection[FieldNeed]) -> set[Category]:
    return {need.category for need in needs if need.category is not None}


def _category(policies: Policies, actor: Actor, purpose: Purpose, category: Category) -> Denial | None:
    if actor.is_anonymous:
        return SIGN_IN
    question = Question(Principal.of(actor), "read", CategoryOfData(category), purpose)
    because = policies.ask(question).because
    if because is None:
        return None
    message = f"Data of the category {category.value} may not be read for {purpose.value}. {because.reason}"
    return Denial(ErrorCode.FORBIDDEN, message, because.rule, because.ask)


def _field(actor: Actor, need: FieldNeed, refused: dict[Category, Denial | None]) -> Denial | None:
    # The hub itself has no token and no scopes: policies alone say what it may do.
    if need.scope is not None and actor.kind is not ActorKind.SYSTEM:
        denial = scope_denial(actor, frozenset({need.scope}))
        if denial:
            return denial
    return refused[need.category] if need.category is not None else None


def _mask(policies: Policies, actor: Actor, purpose: Purpose, need: FieldNeed) -> Denial | None:
    """A field that may be read, but for a rule that hides it from this reader."""
    if need.category is None or not policies.masking.reaches(need.coordinate, need.category):
        return None
    question = Question(Principal.of(actor), SHOW, AttributeOfData(need.coordinate, need.category), purpose)
    because = policies.ask(question).because
    if because is None:
        return None
    return Denial(
        ErrorCode.MASKED, f"This value is masked for {purpose.value}. {because.reason}", because.rule, because.ask
    )

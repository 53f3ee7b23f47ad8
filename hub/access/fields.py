"""One decision for a whole operation, before any source is called: which fields, which rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from hub.access.agreements import agreement_denial, field_denial, region_of
from hub.access.decision import Decision, Denial, FieldNeed
from hub.access.entities import AttributeOfData, CategoryOfData, PersonRow, Principal, Question
from hub.access.masking import SHOW
from hub.access.policies import Policies, Verdict
from hub.access.protected import protected_denial
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


def decide(
    policies: Policies, actor: Actor, purpose: Purpose, needs: Collection[FieldNeed], at: dt.datetime
) -> Decision:
    """Scope by scope and category by category; each category is put to Cedar once, and each attribute that a rule may
    mask.

    A need without scope and category is public. Rows are narrowed for every field alike. Without an agreement that is
    in force `at` this time, a client is refused whatever has a category, before anything else is asked.
    """
    ended, reader = agreement_denial(actor, at), _Reader.of(policies, actor, purpose)
    refused = _refused(reader, needs, ended)
    denials = {
        need.coordinate: denial
        for need in needs
        if (denial := _field(actor, need, refused, ended) or _told(reader, need))
    }
    return Decision(purpose, denials, NO_ROWS if ended else _rows(reader))


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
    return _rows(_Reader.of(policies, actor, purpose))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, and for what. `anybody` is like her, where policies do not look at who somebody is."""

    policies: Policies
    actor: Actor
    purpose: Purpose
    herself: Principal
    anybody: Principal

    @classmethod
    def of(cls, policies: Policies, actor: Actor, purpose: Purpose) -> Self:
        herself = Principal.of(actor)
        return cls(policies, actor, purpose, herself, herself.anybody())

    def ask(self, action: str, resource: CategoryOfData | AttributeOfData | PersonRow) -> Verdict:
        asked = self.anybody if action in self.policies.impersonal else self.herself
        return self.policies.ask(Question(asked, action, resource, self.purpose))


def _rows(reader: _Reader) -> RowFilter:
    actor, purpose = reader.actor, reader.purpose
    own = purpose is Purpose.OWN_DATA
    region = region_of(actor)
    within, value = (OWN_DATA, actor.nik) if own else (REGION_SUBTREE, region)
    if not value:
        return NO_ROWS
    plain = PersonRow(actor.tenant, region, actor.nik if own else None, sealed=False)

    def sees(row: PersonRow) -> bool:
        return reader.ask("see", row).allowed

    if not sees(plain):
        return NO_ROWS
    opened: tuple[uuid.UUID, ...] = ()
    sealed, moved = sees(dataclasses.replace(plain, sealed=True)), sees(dataclasses.replace(plain, moved=True))
    if actor.opened and not own and sees(PersonRow(actor.tenant, "", None, sealed=False, opened=True)):
        within, opened = REGION_OR_OPENED, tuple(one.person_id for one in actor.opened)
    names = [within.name, *([] if sealed else [NOT_SEALED.name]), *([] if moved else [RESIDENT.name])]
    if own:
        return RowFilter(tuple(names), nik=actor.nik)
    return RowFilter(tuple(names), region=region, opened=opened)


def untold(
    policies: Policies, actor: Actor, purpose: Purpose, facets: Mapping[str, FieldNeed], at: dt.datetime
) -> tuple[str, ...]:
    """Of these facets (name -> what reading it asks for) those that this actor may not read.

    Of her own record everybody may know which agency wrote into it, whatever her token was given for.
    """
    ended = agreement_denial(actor, at)
    refused = _refused(_Reader.of(policies, actor, purpose), facets.values(), ended)
    own = purpose is Purpose.OWN_DATA
    needs = {name: dataclasses.replace(need, scope=None) if own else need for name, need in facets.items()}
    return tuple(sorted(name for name, need in needs.items() if _field(actor, need, refused, ended) is not None))


def _refused(reader: _Reader, needs: Collection[FieldNeed], ended: Denial | None) -> Mapping[Category, Denial | None]:
    """Each category of the needs with what the policies say of it; nobody asks them where all is over."""
    categories = {need.category for need in needs if need.category is not None}
    return {category: ended or _category(reader, category) for category in categories}


def _category(reader: _Reader, category: Category) -> Denial | None:
    if reader.actor.is_anonymous:
        return SIGN_IN
    because = reader.ask("read", CategoryOfData(category)).because
    if because is None:
        return None
    message = f"Data of the category {category.value} may not be read for {reader.purpose.value}. {because.reason}"
    return Denial(ErrorCode.FORBIDDEN, message, because.rule, because.ask)


def _field(
    actor: Actor, need: FieldNeed, refused: Mapping[Category, Denial | None], ended: Denial | None
) -> Denial | None:
    if ended is not None and need.category is not None:
        return ended
    # The hub itself has no token and no scopes: policies alone say what it may do.
    if need.scope is not None and actor.kind is not ActorKind.SYSTEM:
        denial = scope_denial(actor, frozenset({need.scope}))
        if denial:
            return denial
    if need.category is None:
        return None
    return refused[need.category] or field_denial(actor, need)


def _told(reader: _Reader, need: FieldNeed) -> Denial | None:
    """What a policy says of this one field, whose category may be read."""
    return protected_denial(reader.policies, reader.actor, reader.purpose, need) or _mask(reader, need)


def _mask(reader: _Reader, need: FieldNeed) -> Denial | None:
    """A field that may be read, but for a rule that hides it from this reader."""
    if need.category is None or not reader.policies.masking.reaches(need.coordinate, need.category):
        return None
    because = reader.ask(SHOW, AttributeOfData(need.coordinate, need.category, need.protected)).because
    if because is None:
        return None
    return Denial(
        ErrorCode.MASKED,
        f"This value is masked for {reader.purpose.value}. {because.reason}",
        because.rule,
        because.ask,
    )

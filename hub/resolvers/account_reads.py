"""Accounts, clients, agreements, their history, proposals and the hub's keys, for those who keep them or decide on
them."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any, Final, Protocol

import strawberry
from strawberry import Parent

from hub.access import decide_on_account
from hub.core.account_ports import AgreementFilter, ChangeFilter, ClientFilter, UserFilter
from hub.core.actor import Role
from hub.core.administration import (
    Account,
    AccountAction,
    Change,
    Difference,
    Proposal,
    ProposalState,
    Registration,
    SubjectKind,
    differences,
)
from hub.core.agreement import Agreement
from hub.core.attributes import camel
from hub.core.errors import BadInput
from hub.core.four_eyes import SCOPES_GIVEN_ALONE, gives_more, is_guarded
from hub.core.identifiers import global_id
from hub.core.office_setting import COUNTERS
from hub.core.ports import Page
from hub.core.purpose import Purpose
from hub.core.regions import within
from hub.core.texts import say
from hub.core.token_keys import TokenKey
from hub.resolvers.account_work import file_of, proposal_key, user_key
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.values import Language, text

_USER, _CLIENT, _AGREEMENT = SubjectKind.USER, SubjectKind.CLIENT, SubjectKind.AGREEMENT
_SERVICE, _COUNTER = SubjectKind.SERVICE, SubjectKind.COUNTER
_EVERYTHING: Final = frozenset(SubjectKind)
_LONGEST_SEARCH: Final = 100
_COUNTERS_TITLE: Final = say("Loket dan janji temu")


class Users(Protocol):
    """What `users` may be narrowed to."""

    search: str | None
    role: Role | None
    active: bool | None


class Agreements(Protocol):
    search: str | None
    active: bool | None


class Clients(Agreements, Protocol):
    agreement: str | None


async def user(info: HubInfo, user_id: strawberry.ID) -> Account | None:
    return await account(info.context, user_key(user_id, "id"))


async def users(
    info: HubInfo, given: Users | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Account]:
    context, hub = info.context, info.context.hub
    size = check_first(first)
    region = context.actor.region
    chosen = UserFilter(region)
    if given is not None:
        chosen = UserFilter(region, _search(given.search), given.role, given.active)
    if hub.administration is None:
        return _nothing(after)
    page = await hub.administration.accounts.users(hub.tenant, chosen, size, after)
    _saw(context, page.items)
    return slice_of(page, after)


async def client(info: HubInfo, client_id: str) -> Registration | None:
    return await registration(info.context, client_id)


async def clients(
    info: HubInfo, given: Clients | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Registration]:
    context, hub = info.context, info.context.hub
    size = check_first(first)
    chosen = ClientFilter(context.actor.region)
    if given is not None:
        chosen = ClientFilter(context.actor.region, _search(given.search), given.active, given.agreement)
    if hub.administration is None:
        return _nothing(after)
    return slice_of(await hub.administration.accounts.clients(hub.tenant, chosen, size, after), after)


async def agreement(info: HubInfo, key: str) -> Agreement | None:
    return await agreed(info.context, key)


async def agreements(
    info: HubInfo, given: Agreements | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Agreement]:
    context, hub = info.context, info.context.hub
    size = check_first(first)
    chosen = AgreementFilter(context.actor.region)
    if given is not None:
        chosen = AgreementFilter(context.actor.region, _search(given.search), given.active)
    if hub.administration is None:
        return _nothing(after)
    return slice_of(await hub.administration.accounts.agreements(hub.tenant, chosen, size, after), after)


async def changes(
    info: HubInfo,
    user_id: strawberry.ID | None = None,
    client_id: str | None = None,
    agreement_id: str | None = None,
    service: str | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> Slice[Change]:
    """Of one subject, or of all: then those of whoever lies in the reader's region are told."""
    context, hub = info.context, info.context.hub
    chosen = _chosen(user_id, client_id, agreement_id, service)
    size = check_first(first)
    if hub.administration is None:
        return _nothing(after)
    page = await hub.administration.accounts.changes(hub.tenant, chosen, size, after)
    found = slice_of(page, after, lambda change: _sees(context, change.before, change.after))
    _saw_subjects(context, (edge.node for edge in found.items))
    return found


async def proposals(
    info: HubInfo,
    open_only: bool | None = True,
    first: int | None = 20,
    after: str | None = None,
) -> Slice[Proposal]:
    context, hub = info.context, info.context.hub
    size = check_first(first)
    if hub.administration is None:
        return _nothing(after)
    kinds = (_USER, _CLIENT, _AGREEMENT, _SERVICE, _COUNTER)
    page = await hub.administration.accounts.proposals(
        hub.tenant, kinds, open_only=open_only is not False, first=size, after=after
    )
    found = slice_of(page, after, lambda one: _sees(context, one.before, one.after))
    _saw_subjects(context, (edge.node for edge in found.items))
    return found


async def proposal(info: HubInfo, proposal_id: strawberry.ID) -> Proposal | None:
    return await proposed(info.context, proposal_key(proposal_id))


async def token_keys(info: HubInfo) -> list[TokenKey]:
    hub = info.context.hub
    keys = hub.administration.token_keys if hub.administration else None
    return list(keys.all(hub.clock())) if keys else []


async def account(context: Context, key: uuid.UUID) -> Account | None:
    """An account in the reader's region; the receipt then names it."""
    hub = context.hub
    found = await hub.administration.accounts.user(hub.tenant, key) if hub.administration else None
    if found is None or not within(found.region, context.actor.region):
        return None
    _saw(context, [found])
    return found


async def registration(context: Context, client_id: str) -> Registration | None:
    hub = context.hub
    found = await hub.administration.accounts.client(hub.tenant, client_id) if hub.administration else None
    return found if found is not None and within(found.region, context.actor.region) else None


async def agreed(context: Context, key: str) -> Agreement | None:
    """An agreement about people of the reader's region."""
    hub = context.hub
    found = await hub.administration.accounts.agreement(hub.tenant, key) if hub.administration else None
    return found if found is not None and within(found.region, context.actor.region) else None


async def proposed(context: Context, key: uuid.UUID) -> Proposal | None:
    hub = context.hub
    found = await hub.administration.accounts.proposal(hub.tenant, key) if hub.administration else None
    if found is None or not _sees(context, found.before, found.after):
        return None
    _saw_subjects(context, [found])
    return found


def user_id(parent: Parent[Account]) -> str:
    return global_id("User", parent.id)


def roles(parent: Parent[Account]) -> list[Role]:
    return [role for role in Role if role in parent.roles]


def purposes(parent: Parent[Account | Registration]) -> list[Purpose]:
    return [purpose for purpose in Purpose if purpose in parent.purposes]


def needs_two(parent: Parent[Account]) -> bool:
    return is_guarded(parent.roles)


def client_needs_two(parent: Parent[Registration]) -> bool:
    return bool(parent.scopes - SCOPES_GIVEN_ALONE)


def is_half_mine(parent: Parent[Account], info: HubInfo) -> bool:
    return parent.half_by == info.context.actor.subject


def client_scopes(parent: Parent[Registration]) -> list[str]:
    return sorted(parent.scopes)


def proof(parent: Parent[Registration]) -> str:
    return parent.auth_method.value


def redirect_uris(parent: Parent[Registration]) -> list[str]:
    return list(parent.redirect_uris)


def key_ids(parent: Parent[Registration]) -> list[str]:
    return list(parent.key_ids)


def change_id(parent: Parent[Change]) -> str:
    return global_id("AccountChange", parent.id)


def differing(parent: Parent[Change]) -> list[Difference]:
    return [one for one in differences(parent.before, parent.after) if one.differs]


def all_differences(parent: Parent[Proposal]) -> list[Difference]:
    """The whole of what would be, so that who approves sees also what does not change by it."""
    found = differences(parent.before, parent.after)
    if parent.subject_kind is not _AGREEMENT or parent.before is None:
        return list(found)
    blank = Agreement.new("", parent.subject)
    more = {camel(name) for name in gives_more(blank.with_state(parent.before), blank.with_state(parent.after))}
    return [dataclasses.replace(one, gives_more=one.name in more) if one.differs else one for one in found]


def actor_of(parent: Parent[Change | Proposal]) -> str:
    return parent.by.name


def approved_by(parent: Parent[Change]) -> str | None:
    return parent.approval.by.name if parent.approval else None


def proposal_id(parent: Parent[Proposal]) -> str:
    return global_id("AccountProposal", parent.id)


def standing(parent: Parent[Proposal], info: HubInfo) -> ProposalState:
    return parent.standing(info.context.hub.clock())


def is_mine(parent: Parent[Proposal], info: HubInfo) -> bool:
    return parent.by.subject == info.context.actor.subject


def subject_user_id(parent: Parent[Change | Proposal]) -> str | None:
    return global_id("User", parent.subject) if parent.subject_kind is _USER else None


def subject_client_id(parent: Parent[Change | Proposal]) -> str | None:
    return parent.subject if parent.subject_kind is _CLIENT else None


def subject_agreement_id(parent: Parent[Change | Proposal]) -> str | None:
    return parent.subject if parent.subject_kind is _AGREEMENT else None


def subject_service(parent: Parent[Change | Proposal]) -> str | None:
    """`counters` for what is set of the counters."""
    return parent.subject if parent.subject_kind in {_SERVICE, _COUNTER} else None


def subject_service_title(
    parent: Parent[Change | Proposal], info: HubInfo, language: Language | None = Language.ID
) -> str | None:
    if parent.subject_kind is _COUNTER:
        return text(language, *_COUNTERS_TITLE)
    named = info.context.hub.services.get(parent.subject) if parent.subject_kind is _SERVICE else None
    return text(language, named.title_id, named.title_en) if named else None


def before(parent: Parent[Difference]) -> list[str]:
    return list(parent.before)


def after(parent: Parent[Difference]) -> list[str]:
    return list(parent.after)


def may_change(parent: Parent[Account], info: HubInfo) -> bool:
    """What the mutations would say; a button is offered by the same rule."""
    context = info.context
    action = AccountAction.ADMINISTER_USER
    return decide_on_account(context.hub.policies, context.actor, context.purpose, action, file_of(parent)) is None


def _chosen(user_id: str | None, client_id: str | None, agreement_id: str | None, service: str | None) -> ChangeFilter:
    if sum(key is not None for key in (user_id, client_id, agreement_id, service)) > 1:
        raise BadInput("Name a user, a client, an agreement or a service, or none of them.", path="userId")
    if user_id is not None:
        return ChangeFilter(frozenset({_USER}), str(user_key(user_id)))
    if client_id is not None:
        return ChangeFilter(frozenset({_CLIENT}), client_id)
    if agreement_id is not None:
        return ChangeFilter(frozenset({_AGREEMENT}), agreement_id)
    if service is not None:
        return ChangeFilter(frozenset({_COUNTER if service == COUNTERS else _SERVICE}), service)
    return ChangeFilter(_EVERYTHING)


def _sees(context: Context, *states: object) -> bool:
    """Whether what is told lies in the reader's region, before or after; what has no region is the whole hub's."""
    regions = [state["region"] for state in states if isinstance(state, dict)]
    return any(within(region, context.actor.region) for region in regions) or not regions


def _saw(context: Context, accounts: Iterable[Account]) -> None:
    """Notes accounts whose data leave, and the persons whose accounts they are."""
    for one in accounts:
        context.subjects.update(key for key in (one.id, one.person_id) if key is not None)


def _saw_subjects(context: Context, told: Iterable[Change | Proposal]) -> None:
    context.subjects.update(uuid.UUID(one.subject) for one in told if one.subject_kind is _USER)


def _search(given: str | None) -> str | None:
    if given is not None and (len(given) > _LONGEST_SEARCH or "\0" in given):
        raise BadInput(f"Search with a part of the name, {_LONGEST_SEARCH} characters at most.", path="filter.search")
    return given or None


def _nothing(after: str | None) -> Slice[Any]:
    return slice_of(Page((), (), has_next=False), after)

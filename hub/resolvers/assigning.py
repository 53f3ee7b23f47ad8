"""Whoever leads gives a case to a colleague: the policies that bind her at her desk say whether it may be hers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from hub.access import Denial, decide_assignee
from hub.access.entities import Principal
from hub.core.actor import ActorKind
from hub.core.administration import Account
from hub.core.application import ActionKind, Application
from hub.core.errors import BadInput, ErrorCode
from hub.core.identifiers import parse_uuid
from hub.core.regions import within
from hub.resolvers.away import is_away
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.family import family_of
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.refusal import refusal
from hub.resolvers.steps import Reasoned, said
from hub.resolvers.workflow import Work, take_step

_UNKNOWN: Final = "Nobody of the office is known by this in your region. Choose somebody of the team's page."
_HERSELF: Final = "This is yourself. Choose a colleague, or take the application over."
_ABOUT_CASES: Final = frozenset({"own-family", "jurisdiction", "sealed-application", "district-application"})
"""Rules whose sentence is for whoever handles a file, and which tell more of her than whoever leads needs to know."""
_NOT_HERS: Final = Denial(
    ErrorCode.FORBIDDEN,
    "This officer may not handle this application. Give it to another one.",
    "workflow-be-assigned",
    "the team's page, which says who has which role",
)


class Assigning(Reasoned, Protocol):
    officer: str


async def assign(info: HubInfo, given: Assigning) -> ApplicationOutcome:
    """The officer goes on with it as if she had taken it over; what was not claimed yet is hers."""
    context = info.context
    # Read before the transaction begins, as the family of whoever asks is.
    account = await _account(context, given.officer)
    officer = await _as_asking(context, account) if account else None

    async def to_whom(_work: Work, application: Application) -> Mapping[str, Any]:
        reason = said(given.reason, "reason")
        if given.officer == context.actor.subject:
            raise BadInput(_HERSELF, path="officer")
        if account is None or officer is None:
            raise BadInput(_UNKNOWN, path="officer")
        denial = decide_assignee(context.hub.policies, officer, context.purpose, application)
        if denial is not None:
            raise refusal(_NOT_HERS if denial.rule in _ABOUT_CASES else denial)
        return {"reason": reason, "to": officer.subject, "to_name": account.display_name}

    return await take_step(context, "assignApplication", ActionKind.ASSIGN, given, to_whom)


async def _account(context: Context, subject: str) -> Account | None:
    """Of an officer in the region of whoever asks; None for nobody, and where accounts are kept elsewhere."""
    hub = context.hub
    try:
        key = parse_uuid(subject, path="officer")
    except BadInput:
        return None
    account = await hub.administration.accounts.user(hub.tenant, key) if hub.administration else None
    is_hers = account is not None and account.active and within(account.region, context.actor.region)
    return account if is_hers else None


async def _as_asking(context: Context, account: Account) -> Principal:
    """As the policies would see her at her desk today."""
    subject = str(account.id)
    family = await family_of(context, account.nik)
    return Principal(
        kind=ActorKind.USER.value,
        subject=subject,
        client="",
        tenant=account.tenant,
        roles=frozenset(role.value for role in account.roles),
        region=account.region,
        nik=account.nik,
        family=family,
        absent=await is_away(context, subject),
    )

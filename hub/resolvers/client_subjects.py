"""Registrations of clients as one kind of what administrators keep."""

from __future__ import annotations

from typing import Any, Final

from hub.access.entities import AccountFile
from hub.core import account_rules
from hub.core.actor import SCOPES
from hub.core.administration import AccountAction, ChangeKind, Registration, SubjectKind
from hub.core.errors import BadInput, Conflict
from hub.core.four_eyes import client_needs_two
from hub.core.regions import within
from hub.resolvers.account_subjects import Subjects, Written
from hub.resolvers.account_work import Desk

_OFFICE: Final = "This client belongs to the office itself: it is registered by the hub's operator, not here."
_TAKEN: Final = "Another client has this id. Choose another one; ids are not used twice."
_NO_AGREEMENT: Final = (
    "There is no such agreement in your region that is in force. Look it up under the agreements, or leave it out."
)


class Clients(Subjects[Registration]):
    """Every token that a client was given before a change ends by it."""

    kind = SubjectKind.CLIENT
    action = AccountAction.ADMINISTER_CLIENT
    name = "client"
    word = "client"
    path = "clientId"

    def key_in(self, given: Any) -> str:
        return str(given.client_id)

    def key_of(self, subject: Registration) -> str:
        return subject.client_id

    def blank(self, tenant: str, key: str) -> Registration:
        return Registration.new(tenant, key)

    def file_of(self, subject: Registration) -> AccountFile:
        return AccountFile(subject.tenant, subject.client_id, subject.region)

    def needs_two(self, before: Registration, after: Registration) -> bool:
        return client_needs_two(before, after)

    async def find(self, desk: Desk, key: str) -> Registration | None:
        return await desk.accounts.client(key)

    async def check(self, desk: Desk, kind: ChangeKind, before: Registration, after: Registration) -> None:
        if before.trusted:
            raise Conflict(_OFFICE, path="clientId")
        if kind is ChangeKind.CREATED and await self.find(desk, after.client_id) is not None:
            raise Conflict(_TAKEN, path="clientId")
        if kind in {ChangeKind.CREATED, ChangeKind.CHANGED, ChangeKind.KEYS_REPLACED, ChangeKind.REOPENED}:
            hub = desk.context.hub
            known = SCOPES | {scope for facet in hub.facets.values() for scope in (facet.read_scope, facet.write_scope)}
            account_rules.check_registration(after, hub.region, known, {agency.name for agency in hub.agencies})
        if after.agreement not in {before.agreement, ""}:
            await _check_agreement(desk, after.agreement)

    async def write(self, desk: Desk, written: Written[Registration]) -> None:
        await desk.accounts.write_client(written.after, written.change)


CLIENTS: Final = Clients()


async def _check_agreement(desk: Desk, key: str) -> None:
    """A client is put under an agreement that somebody approved already, and that was not revoked since."""
    found = await desk.accounts.agreement(key)
    if found is None or not found.active or not within(found.region, desk.context.actor.region):
        raise BadInput(_NO_AGREEMENT, path="agreement")

"""Sharing agreements as one kind of what administrators keep."""

from __future__ import annotations

from typing import Any, Final

from hub.access.entities import AccountFile
from hub.core.administration import AccountAction, ChangeKind, SubjectKind
from hub.core.agreement import Agreement
from hub.core.agreement_rules import check_agreement
from hub.core.calendar import local_date
from hub.core.errors import BadInput, Conflict
from hub.core.four_eyes import agreement_needs_two
from hub.resolvers.account_subjects import Subjects, Written
from hub.resolvers.account_work import Desk

_TAKEN: Final = "Another agreement has this id. Choose another one; ids are not used twice."
_OVER: Final = "It would have ended already. Choose a later end."


class Agreements(Subjects[Agreement]):
    """Nothing else has to be ended by a change: what a client may read is asked for at each of its calls."""

    kind = SubjectKind.AGREEMENT
    action = AccountAction.ADMINISTER_AGREEMENT
    name = "agreement"
    word = "agreement"
    path = "agreementId"

    def key_in(self, given: Any) -> str:
        return str(given.agreement_id)

    def key_of(self, subject: Agreement) -> str:
        return subject.id

    def blank(self, tenant: str, key: str) -> Agreement:
        return Agreement.new(tenant, key)

    def file_of(self, subject: Agreement) -> AccountFile:
        return AccountFile(subject.tenant, subject.id, subject.region)

    def needs_two(self, before: Agreement, after: Agreement) -> bool:
        return agreement_needs_two(before, after)

    async def find(self, desk: Desk, key: str) -> Agreement | None:
        return await desk.accounts.agreement(key)

    async def check(self, desk: Desk, kind: ChangeKind, before: Agreement, after: Agreement) -> None:
        if kind is ChangeKind.CREATED and await self.find(desk, after.id) is not None:
            raise Conflict(_TAKEN, path="agreementId")
        if kind is ChangeKind.CLOSED:
            return
        check_agreement(after, desk.context.hub.region, desk.fields)
        if after.ends_on < local_date(desk.now) and self.needs_two(before, after):
            raise BadInput(_OVER, path="endsOn")

    async def write(self, desk: Desk, written: Written[Agreement]) -> None:
        await desk.accounts.write_agreement(written.after, written.change)


AGREEMENTS: Final = Agreements()

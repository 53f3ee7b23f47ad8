"""One account, one client, one agreement, one entry of a history and one proposal; changes are tested on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hub.core.account_ports import AgreementFilter, ChangeFilter, ClientFilter, UserFilter
from hub.core.accounts import AuthMethod
from hub.core.actor import Role
from hub.core.administration import (
    PROPOSAL_LIFE,
    Account,
    By,
    Change,
    ChangeKind,
    Proposal,
    ProposalState,
    Registration,
    SubjectKind,
)
from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.client_request import ClientRequest
from hub.core.identifiers import new_id
from hub.core.ports import Page
from hub.core.purpose import Purpose
from hub.core.token_keys import KeyState, TokenKey
from hub.identity.words import OneTimeWords
from hub.resolvers.context import Administration
from tests.fakes.calls import Calls
from tests.fakes.people import paged
from tests.fakes.people_of_bangka import NOW, TENANT

SITI = Account(
    TENANT, uuid.UUID(int=7), "siti", "Siti (DATA CONTOH)", frozenset({Role.OPERATOR}), "19.01.01",
    frozenset({Purpose.CIVIL_REGISTRATION}), "1901014101909001", version=1, has_password=True,
)  # fmt: skip
BY = By("admin", "Administrator (DATA CONTOH)", "console")
APP = Registration(
    TENANT, "puskesmas-app", "Puskesmas (DATA CONTOH)", AuthMethod.NONE, (), ("https://app.example/callback",),
    frozenset({"application:submit"}), frozenset({Purpose.PUBLIC_SERVICE}), "19.01", version=1,
)  # fmt: skip
AGREEMENT = Agreement(
    TENANT, "rsud-contoh", "100/PKS/2026", "Layanan rawat jalan (DATA CONTOH)", "Dinas Dukcapil", "RSUD (DATA CONTOH)",
    ("UU 24/2013",), frozenset({Purpose.PUBLIC_SERVICE}), frozenset({Category.POPULATION}), frozenset(),
    frozenset({"Citizen.religion"}), "19.01", 500, dt.date(2026, 1, 1), dt.date(2027, 12, 31), version=1,
)  # fmt: skip

STATE = SITI.state()
CHANGE = Change(new_id(), SubjectKind.USER, str(SITI.id), 1, ChangeKind.CREATED, NOW, BY, "Petugas baru.", None, STATE)
WAITING = Proposal(
    new_id(), SubjectKind.USER, str(SITI.id), ChangeKind.CHANGED, 1, STATE, STATE, "Naik jabatan.", ProposalState.OPEN,
    BY, NOW, NOW + PROPOSAL_LIFE,
)  # fmt: skip
ASKED = ClientRequest(
    TENANT, "app-contoh", "Posyandu (DATA CONTOH)", "Desa Rebo (DATA CONTOH)", "Mencoba", (),
    frozenset({"citizen:read"}), "19.01", NOW,
)  # fmt: skip


@dataclass
class FakeAccounts:
    """Implements `hub.core.account_ports.Accounts`. One of each."""

    calls: Calls

    @property
    def requests(self) -> FakeRequests:
        return FakeRequests(self.calls)

    async def user(self, tenant: str, user_id: uuid.UUID) -> Account | None:
        self.calls.note("accounts.user", tenant)
        return SITI if user_id == SITI.id else None

    async def users(self, tenant: str, chosen: UserFilter, first: int, after: str | None) -> Page[Account]:
        self.calls.note("accounts.users", tenant, chosen.within)
        return paged([SITI], first, after)

    async def client(self, tenant: str, client_id: str) -> Registration | None:
        self.calls.note("accounts.client", tenant, client_id)
        return APP

    async def clients(self, tenant: str, chosen: ClientFilter, first: int, after: str | None) -> Page[Registration]:
        self.calls.note("accounts.clients", tenant, chosen.within)
        return paged([APP], first, after)

    async def agreement(self, tenant: str, key: str) -> Agreement | None:
        self.calls.note("accounts.agreement", tenant, key)
        return AGREEMENT

    async def agreements(self, tenant: str, chosen: AgreementFilter, first: int, after: str | None) -> Page[Agreement]:
        self.calls.note("accounts.agreements", tenant, chosen.within)
        return paged([AGREEMENT], first, after)

    async def changes(self, tenant: str, chosen: ChangeFilter, first: int, after: str | None) -> Page[Change]:
        self.calls.note("accounts.changes", tenant, sorted(kind.value for kind in chosen.kinds))
        return paged([CHANGE], first, after)

    async def proposal(self, tenant: str, proposal_id: uuid.UUID) -> Proposal | None:
        self.calls.note("accounts.proposal", tenant)
        return WAITING if proposal_id == WAITING.id else None

    async def proposals(
        self, tenant: str, kinds: Collection[SubjectKind], *, open_only: bool, first: int, after: str | None
    ) -> Page[Proposal]:
        self.calls.note("accounts.proposals", tenant, open_only, sorted(kind.value for kind in kinds))
        return paged([WAITING], first, after)


@dataclass
class FakeRequests:
    """Implements `hub.core.client_request.Requests`. One that waits."""

    calls: Calls

    async def one(self, tenant: str, client_id: str) -> ClientRequest | None:
        self.calls.note("requests.one", tenant, client_id)
        return ASKED

    async def inside(self, tenant: str, region: str) -> Sequence[ClientRequest]:
        self.calls.note("requests.inside", tenant, region)
        return [ASKED]


class FakeKeys:
    """Implements `hub.core.token_keys.TokenKeys`."""

    def __init__(self) -> None:
        self.ids = ["key-1"]

    def all(self, now: dt.datetime) -> tuple[TokenKey, ...]:
        return tuple(TokenKey(key, KeyState.SIGNS, None, now) for key in self.ids)

    def rotate(self, now: dt.datetime) -> TokenKey:
        self.ids.append(f"key-{len(self.ids) + 1}")
        return self.all(now)[-1]


def administration(calls: Calls) -> Administration:
    return Administration(FakeAccounts(calls), OneTimeWords(b"k" * 32), FakeKeys())

"""What a mutation does with accounts, clients and agreements, inside its transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Protocol

from hub.core.administration import Account, Change, Proposal, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.office_setting import CounterSetting, ServiceSetting
from hub.core.sign_up import SignUpWork
from hub.core.trusted import TrustedWork


class AccountWork(Protocol):
    """Inside a mutation's transaction. Administration is rare, so that one transaction of it at a time is enough:
    the first question waits until no other one is under way, and what it reads then holds until the end."""

    async def user(self, user_id: uuid.UUID) -> Account | None: ...

    async def client(self, client_id: str) -> Registration | None: ...

    async def agreement(self, key: str) -> Agreement | None: ...

    async def service_setting(self, blank: ServiceSetting) -> ServiceSetting:
        """What is set of a service, `blank` where nothing is."""
        ...

    async def counter_setting(self, blank: CounterSetting) -> CounterSetting:
        """What is set of the counters, `blank` where nothing is."""
        ...

    async def subject_of(self, username: str) -> uuid.UUID | None:
        """Who has this user name."""
        ...

    async def administrators(self) -> frozenset[uuid.UUID]:
        """Those who can log in."""
        ...

    async def niks(self, subjects: Collection[str]) -> Mapping[str, str]:
        """NIKs of these user ids, of those that have one."""
        ...

    async def open_proposal(self, kind: SubjectKind, subject: str, now: dt.datetime) -> Proposal | None:
        """What waits for this subject; one whose time is over ends by this."""
        ...

    async def write_user(self, after: Account, change: Change, *, forget_password: bool) -> None:
        """A new account or a new version of one, with its entry of the history."""
        ...

    async def write_client(self, after: Registration, change: Change) -> None:
        """The same for a client; tokens that it was given before `change.at` do not hold any more."""
        ...

    async def write_agreement(self, after: Agreement, change: Change) -> None:
        """The same for an agreement: from the commit on, every process reads by it within a second."""
        ...

    async def write_setting(self, after: ServiceSetting | CounterSetting, change: Change) -> None:
        """The same for a setting, which every process follows within a second."""
        ...

    async def note(self, change: Change) -> None:
        """An entry that changes neither state nor version."""
        ...

    async def end_grants(self, user_id: uuid.UUID, until: dt.datetime) -> None:
        """Ends every log-in of a user; the list of ended grants keeps them until `until`."""
        ...

    async def half(self, user_id: uuid.UUID, now: dt.datetime) -> tuple[str, bytes] | None:
        """Who gave out the first half of a one-time word, and from which seed it is made; None once it is too old."""
        ...

    async def put_half(self, user_id: uuid.UUID, issued_by: str, seed: bytes, at: dt.datetime) -> None:
        """The first half, in the place of any before."""
        ...

    async def begin_enrolment(
        self, user_id: uuid.UUID, word_hash: str, until: dt.datetime, tokens_until: dt.datetime
    ) -> None:
        """Until then she logs in with this one-time word; password, second factor and every log-in end, the latter as
        by `end_grants`."""
        ...

    async def reset_second_factor(self, user_id: uuid.UUID) -> None:
        """The next log-in sets a new one up."""
        ...

    async def propose(self, proposal: Proposal) -> None: ...

    async def proposal(self, proposal_id: uuid.UUID) -> Proposal | None: ...

    async def decide(self, proposal: Proposal) -> None:
        """Stores a proposal's state with who decided, when and why."""
        ...

    @property
    def documents(self) -> TrustedWork:
        """The register of trusted documents."""
        ...

    @property
    def sign_ups(self) -> SignUpWork:
        """Clients that signed themselves up."""
        ...


class AccountWriting(Protocol):
    """The part of a write transaction that administration uses."""

    @property
    def accounts(self) -> AccountWork: ...

"""The roots of administration: mixed into Query and Mutation, so that neither file grows with every account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import strawberry

from hub.core.attributes import Category
from hub.resolvers import (
    account_proposals,
    account_reads,
    agreements,
    clients,
    settings,
    shared_fields,
    token_keys,
    trusted,
    users,
)
from hub.schema.account_change import AccountChange
from hub.schema.account_payloads import AccountPayload, TokenKeyPayload
from hub.schema.account_proposal import AccountProposal
from hub.schema.agreement import Agreement
from hub.schema.client import Client
from hub.schema.client_request import ClientRequestQuery
from hub.schema.connection import Connection
from hub.schema.declare import field
from hub.schema.inputs.account_proposals import AccountProposalInput, ReasonInput
from hub.schema.inputs.agreements import (
    AgreementFilter,
    ChangeAgreementInput,
    ProposeAgreementInput,
    VersionedAgreementInput,
)
from hub.schema.inputs.clients import (
    ChangeClientInput,
    ClientFilter,
    RegisterClientInput,
    RegisterDocumentsInput,
    ReplaceClientKeysInput,
    VersionedClientInput,
)
from hub.schema.inputs.named import named
from hub.schema.inputs.office_settings import ChangeCountersInput, ChangeServiceInput
from hub.schema.inputs.users import ChangeUserInput, CreateUserInput, UserFilter, UserInput, VersionedUserInput
from hub.schema.registered_document import RegisterDocumentsPayload, RegisteredDocument
from hub.schema.shared_field import SharedField
from hub.schema.token_key import TokenKey
from hub.schema.user import User

_USERS: Final = "user:manage"
_CLIENTS: Final = "client:manage"
_AGREEMENTS: Final = "agreement:manage"
_SERVICES: Final = "service:manage"
_APPROVE: Final = "account:approve"
_AUDIT: Final = "audit:read"
_ALL: Final = (_USERS, _CLIENTS, _AGREEMENTS, _SERVICES, _APPROVE)


def _read(resolver: Callable[..., Any], scope: tuple[str, ...], description: str, **arguments: Any) -> Any:
    return field(
        scope=scope, category=Category.ACCOUNT, resolver=resolver, arguments=arguments, description=description
    )


def _change(resolver: Callable[..., Any], scope: str | tuple[str, ...], description: str, given: type) -> Any:
    return field(
        scope=scope,
        category=Category.ACCOUNT,
        resolver=resolver,
        arguments={"given": ("input", given)},
        description=description,
    )


@strawberry.type
class AdministrationQuery(ClientRequestQuery):
    user: User | None = _read(
        account_reads.user, (_USERS, _APPROVE), "An account of this reader's region.", user_id=("id", strawberry.ID)
    )
    users: Connection[User] | None = _read(
        account_reads.users,
        (_USERS, _APPROVE),
        "Accounts of this reader's region, by user name.",
        given=("filter", UserFilter | None),
    )
    client: Client | None = _read(account_reads.client, (_CLIENTS, _APPROVE), "A client of this reader's region.")
    clients: Connection[Client] | None = _read(
        account_reads.clients,
        (_CLIENTS, _APPROVE),
        "Clients of this reader's region, by id.",
        given=("filter", ClientFilter | None),
    )
    agreement: Agreement | None = _read(
        account_reads.agreement,
        (_AGREEMENTS, _APPROVE, _AUDIT),
        "A sharing agreement about people of this reader's region.",
        key=("id", str),
    )
    agreements: Connection[Agreement] | None = _read(
        account_reads.agreements,
        (_AGREEMENTS, _APPROVE, _AUDIT),
        "Sharing agreements about people of this reader's region, by id.",
        given=("filter", AgreementFilter | None),
    )
    shared_fields: list[SharedField] | None = _read(
        shared_fields.shared_fields, (_AGREEMENTS,), "The fields that an agreement may be about, by category."
    )
    account_changes: Connection[AccountChange] | None = _read(
        account_reads.changes,
        (*_ALL, _AUDIT),
        "Who changed which account, client, agreement or setting, when, why, and who approved it; the newest first.",
    )
    account_proposals: Connection[AccountProposal] | None = _read(
        account_reads.proposals, _ALL, "Changes that wait for a second person, the newest first."
    )
    account_proposal: AccountProposal | None = _read(
        account_reads.proposal, _ALL, "One of them.", proposal_id=("id", strawberry.ID)
    )
    registered_documents: list[RegisteredDocument] | None = _read(
        trusted.registered_documents, (_CLIENTS, _APPROVE), "Documents of a client of this reader's region."
    )
    token_keys: list[TokenKey] | None = _read(
        account_reads.token_keys, (_CLIENTS,), "The keys that sign the hub's own tokens."
    )


@strawberry.type
class AdministrationMutation:
    create_user: AccountPayload | None = _change(
        users.create, _USERS, "A new account; with a role that needs two people, a proposal.", CreateUserInput
    )
    change_user: AccountPayload | None = _change(
        users.change, _USERS, "Name, roles, region, purposes or NIK; where two people are needed, a proposal.",
        ChangeUserInput,
    )  # fmt: skip
    close_user: AccountPayload | None = _change(
        users.close, _USERS, "Nobody logs in with it any more.", named("CloseUserInput", VersionedUserInput)
    )
    reopen_user: AccountPayload | None = _change(
        users.reopen, _USERS, "A closed account is open again.", named("ReopenUserInput", VersionedUserInput)
    )
    end_sessions: AccountPayload | None = _change(
        users.end_sessions, _USERS, "Every log-in ends everywhere, within a second.",
        named("EndSessionsInput", UserInput),
    )  # fmt: skip
    reset_second_factor: AccountPayload | None = _change(
        users.reset_second_factor, _USERS, "The next log-in sets a new second factor up.",
        named("ResetSecondFactorInput", VersionedUserInput),
    )  # fmt: skip
    issue_one_time_word: AccountPayload | None = _change(
        users.issue_word, (_USERS, _APPROVE),
        "What somebody chooses her password with; where two people are needed, each gives out half of it.",
        named("IssueOneTimeWordInput", UserInput),
    )  # fmt: skip
    register_client: AccountPayload | None = _change(
        clients.register, _CLIENTS, "A new client; where it reads or decides, a proposal.", RegisterClientInput
    )
    change_client: AccountPayload | None = _change(
        clients.change, _CLIENTS, "What lets it do more is a proposal; taking away is done at once.", ChangeClientInput
    )
    replace_client_keys: AccountPayload | None = _change(
        clients.replace_keys, _CLIENTS, "Old and new key may overlap.", ReplaceClientKeysInput
    )
    close_client: AccountPayload | None = _change(
        clients.close, _CLIENTS, "It gets no token any more, and those that it has end.",
        named("CloseClientInput", VersionedClientInput),
    )  # fmt: skip
    reopen_client: AccountPayload | None = _change(
        clients.reopen, _CLIENTS, "A closed client is open again.", named("ReopenClientInput", VersionedClientInput)
    )
    register_documents: RegisterDocumentsPayload | None = _change(
        trusted.register, _CLIENTS, "Compiled, priced and decided on for this client; running hubs know them within a "
        "second.", RegisterDocumentsInput,
    )  # fmt: skip
    propose_agreement: AccountPayload | None = _change(
        agreements.propose, _AGREEMENTS, "A new agreement is always a proposal.", ProposeAgreementInput
    )
    change_agreement: AccountPayload | None = _change(
        agreements.change, _AGREEMENTS, "What lets more be read is a proposal; what lets less be read is done at once.",
        ChangeAgreementInput,
    )  # fmt: skip
    revoke_agreement: AccountPayload | None = _change(
        agreements.revoke, _AGREEMENTS, "Within a second nothing is read under it any more, anywhere.",
        named("RevokeAgreementInput", VersionedAgreementInput),
    )  # fmt: skip
    reopen_agreement: AccountPayload | None = _change(
        agreements.reopen, _AGREEMENTS, "A revoked agreement holds again, once a second person agrees.",
        named("ReopenAgreementInput", VersionedAgreementInput),
    )  # fmt: skip
    change_service: AccountPayload | None = _change(
        settings.change_service, _SERVICES, "What takes something from people is a proposal; what gives, done at once.",
        ChangeServiceInput,
    )  # fmt: skip
    change_counters: AccountPayload | None = _change(
        settings.change_counters, _SERVICES, "How many appointments there are at a time, when, and how many may wait.",
        ChangeCountersInput,
    )  # fmt: skip
    approve_account_proposal: AccountPayload | None = _change(
        account_proposals.approve, _APPROVE, "A second person agrees, and it is done.",
        named("ApproveAccountProposalInput", AccountProposalInput),
    )  # fmt: skip
    refuse_account_proposal: AccountPayload | None = _change(
        account_proposals.refuse, _APPROVE, "A second person does not agree, and says why.",
        named("RefuseAccountProposalInput", AccountProposalInput),
    )  # fmt: skip
    withdraw_account_proposal: AccountPayload | None = _change(
        account_proposals.withdraw, _APPROVE, "Who proposed it takes it back.",
        named("WithdrawAccountProposalInput", AccountProposalInput),
    )  # fmt: skip
    rotate_token_key: TokenKeyPayload | None = _change(
        token_keys.rotate, _CLIENTS, "A new key signs the hub's tokens, after it was published for a while.",
        named("RotateTokenKeyInput", ReasonInput),
    )  # fmt: skip

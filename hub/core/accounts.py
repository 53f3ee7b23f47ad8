"""Users, clients and what an authorization leaves behind, as the registry keeps them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from hub.core.actor import Actor, ActorKind, Role
from hub.core.agreement import Agreement
from hub.core.opened import Opened
from hub.core.purpose import Purpose


class AuthMethod(StrEnum):
    """How a client proves who it is at the token endpoint (RFC 6749 section 2.3, RFC 7523)."""

    NONE = "none"
    SECRET_BASIC = "client_secret_basic"  # noqa: S105  the name of a method, not a secret
    PRIVATE_KEY_JWT = "private_key_jwt"


AUTHORIZATION_CODE: Final = "authorization_code"
CLIENT_CREDENTIALS: Final = "client_credentials"
REFRESH_TOKEN: Final = "refresh_token"  # noqa: S105  the name of a grant, not a secret
PASSWORD: Final = "pwd"  # noqa: S105  the name of a method (RFC 8176), not a secret


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who logs in. The NIK stays here: it is looked up by `id` and never put into a token."""

    tenant: str
    id: uuid.UUID
    username: str
    display_name: str
    password_hash: str = field(repr=False)
    roles: frozenset[Role]
    region: str
    purposes: frozenset[Purpose]
    nik: str | None = field(default=None, repr=False)
    active: bool = True
    enrol_until: dt.datetime | None = None
    """Where it is set, `password_hash` is that of a one-time word, which holds until then and ends with its use."""
    opened: tuple[Opened, ...] = ()
    """Her emergency accesses that are not over."""


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client. `trusted` ones belong to the office itself: nobody is asked to consent to them.

    `redirect_uris` are compared letter by letter. `jwks` holds public keys only. `agency` is the agency that the client
    belongs to, by the name of its connector: only such a client writes that agency's facets.

    `demo` belongs to a demonstration on one machine: without it a secret is no proof. `requires_par` has to push its
    authorization requests (RFC 9126); `dpop_bound` gets no token that is not bound to a key (RFC 9449).
    """

    tenant: str
    client_id: str
    name: str
    auth_method: AuthMethod
    secret_hash: str | None = field(repr=False)
    jwks: Mapping[str, Any] | None
    grant_types: frozenset[str]
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    purposes: frozenset[Purpose]
    region: str
    trusted: bool = False
    active: bool = True
    agency: str = ""
    demo: bool = False
    requires_par: bool = False
    dpop_bound: bool = False
    tokens_from: dt.datetime | None = None
    """Tokens that were signed before do not hold: what the client may do was changed then."""
    agreement: str = ""
    """The id of the agreement under which it reads personal data for itself; without one it reads none."""

    def still_is(self, what_it_was_at: dt.datetime) -> bool:
        """Whether the client is what it was then: what it was given, by log-ins and by consents, holds as long."""
        return self.tokens_from is None or what_it_was_at >= self.tokens_from


@dataclass(frozen=True, slots=True)
class Acting:
    """A client with the agreement that it names; None where it names none, or one that is not there."""

    client: Client
    agreement: Agreement | None

    def for_itself(self) -> Actor:
        """The client with all that its registration gives it, under its agreement, as its next token would say it."""
        return for_itself(self.client, self.agreement)


class Registering(Protocol):
    """What a registration says of its client."""

    @property
    def tenant(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def scopes(self) -> frozenset[str]: ...

    @property
    def purposes(self) -> frozenset[Purpose]: ...

    @property
    def region(self) -> str: ...

    @property
    def agency(self) -> str: ...


def for_itself(client: Registering, agreement: Agreement | None) -> Actor:
    """A client in its own name, with all that its registration gives it."""
    return Actor(
        client.client_id,
        ActorKind.CLIENT,
        client.client_id,
        client.name,
        client.tenant,
        roles=frozenset({Role.AGENCY_CLIENT}),
        scopes=client.scopes,
        region=client.region,
        purposes=client.purposes,
        agency=client.agency,
        agreement=agreement,
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user allowed a client by logging in. `id` stands in every token that comes from it.

    `jkt` is the thumbprint of the key with which alone its code or refresh token is used (RFC 9449), if there is one.
    """

    id: uuid.UUID
    client_id: str
    user_id: uuid.UUID
    scope: str
    logged_in_at: dt.datetime
    jkt: str | None = None
    methods: tuple[str, ...] = (PASSWORD,)
    """How she proved who she is, in the words of RFC 8176 (`amr`)."""


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, kept by its SHA-256. `challenge` is the S256 code challenge (RFC 7636)."""

    hash: bytes = field(repr=False)
    grant: Grant
    redirect_uri: str
    challenge: str
    nonce: str | None
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token, kept by its SHA-256; it is used once and replaced by the next."""

    hash: bytes = field(repr=False)
    grant: Grant
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Pushed:
    """An authorization request that a client pushed (RFC 9126), kept by the SHA-256 of its `request_uri`.

    `parameters` are name and value of each.
    """

    hash: bytes = field(repr=False)
    client_id: str
    parameters: Mapping[str, str] = field(repr=False)
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Failures:
    """Log-ins that failed for one account from one address."""

    count: int
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The app of a user that shows codes (RFC 6238). `sealed` is its secret, sealed; codes up to that of the time step
    `last_step` are used up."""

    user_id: uuid.UUID
    sealed: bytes = field(repr=False)
    last_step: int


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in under way whose password was right, kept by the SHA-256 of a word that stands in the next form.

    `asked` and `browser` are hashes of the authorization request and of the browser's cookie, to which it is bound;
    `methods` what was proved so far, at `proved_at` the last of it; `proposed` the sealed secret of a second factor
    that is being set up, or None.
    """

    hash: bytes = field(repr=False)
    user_id: uuid.UUID
    asked: bytes = field(repr=False)
    browser: bytes = field(repr=False)
    methods: tuple[str, ...]
    proved_at: dt.datetime
    expires_at: dt.datetime
    proposed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a user allowed a client that is not the office's own, until she withdraws it."""

    client_id: str
    client_name: str
    scopes: frozenset[str]
    given_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What she allows now, and in which words: `text_version` is a hash of the sentences that she was shown."""

    client_id: str
    scopes: frozenset[str]
    at: dt.datetime
    text_version: str


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One entry of the record of consents, which only grows. `kind` is GIVEN or WITHDRAWN; `purposes` are those of the
    client's registration at that time."""

    client_id: str
    kind: str
    scopes: tuple[str, ...]
    purposes: tuple[str, ...]
    text_version: str
    at: dt.datetime

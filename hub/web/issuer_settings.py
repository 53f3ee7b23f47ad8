"""One entry of `HUB_EXTERNAL_ISSUERS`: another issuer, and how far it is trusted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hub.core.actor import Role
from hub.identity.claims import ClaimNames, RoleRules
from hub.identity.external_issuer import ExternalIssuer, is_safe

CONSOLE: Final = "satu-console"
"""The console's own client: it has this id at every issuer."""
_CLAIMS: Final = frozenset(each.name for each in dataclasses.fields(ClaimNames))


class IssuerSettings(BaseModel):
    """Every member but `url` may be left out; one that is not known stops the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(description="The issuer, letter by letter as its tokens name it in `iss`.")
    audience: str | None = Field(
        default=None, description="What its tokens must name in `aud`; HUB_AUDIENCE unless set."
    )
    clients: frozenset[str] = Field(
        default=frozenset({CONSOLE}), description="Clients that may bring its tokens without being registered here."
    )
    claims: dict[str, str] = Field(default={}, description="Where its tokens have what the hub reads.")
    role_names: dict[str, Role] = Field(
        default={}, description="Its word for a role -> the hub's; no other counts then."
    )
    roles_of_everybody: frozenset[Role] = Field(default=frozenset(), description="Roles that each of its users has.")
    roles_at_most: frozenset[Role] = Field(default=frozenset(Role), description="Roles that it can give at all.")
    scopes_by_role: bool = Field(
        default=False, description="Its users have the scopes of their roles, though its tokens name none."
    )
    longest_minutes: int = Field(default=60, ge=1, le=1440, description="Longest life of a token, in minutes.")

    @field_validator("url")
    @classmethod
    def _is_an_issuer(cls, url: str) -> str:
        parts = urlsplit(url)
        if not is_safe(url) or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an issuer is an https address without query and fragment")
        return url

    @field_validator("claims")
    @classmethod
    def _are_claims(cls, claims: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(claims) - _CLAIMS):
            raise ValueError(f"the hub reads no {', '.join(unknown)}; it reads {', '.join(sorted(_CLAIMS))}")
        return claims

    def issuer(self, audience: str) -> ExternalIssuer:
        """The issuer; `audience` is the hub's own name."""
        rules = RoleRules(self.role_names, self.roles_of_everybody, self.roles_at_most, self.scopes_by_role)
        longest = dt.timedelta(minutes=self.longest_minutes)
        names = ClaimNames(**self.claims)
        return ExternalIssuer(self.url, self.audience or audience, names, rules, self.clients, longest)


def written_out(entries: Any) -> Any:
    """The entries, of which each may be an address alone."""
    if not isinstance(entries, list):
        return entries
    return [{"url": entry} if isinstance(entry, str) else entry for entry in entries]

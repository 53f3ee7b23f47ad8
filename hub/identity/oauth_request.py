"""What authlib's grants see of a request, and what they answer; nothing of aiohttp."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request

from hub.core.accounts import LogIn
from hub.identity.dpop import Possession, Proof


class Parameters(OAuth2Payload):
    """The parameters of a request; a repeated one keeps its first value and shows in `datalist`."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._lists: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self._lists[name].append(value)

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._lists.items()}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return self._lists

    @property
    def repeated(self) -> tuple[str, ...]:
        """Names that stand there more than once, which RFC 6749 section 3.2 forbids."""
        return tuple(name for name, values in self._lists.items() if len(values) > 1)


class AuthorizationRequest(OAuth2Request):
    """A request at the authorization or the token endpoint.

    authlib wants an https address here. Whether the way to the hub is safe is the front server's business and is held
    by the check of the issuer's own address, so the address is not looked at.

    `possession` is what the request shows of a key, `proof` what was found good of it. `pushed_as` is set when the
    client pushed the parameters: then it says how the page names them. `log_in` is set when somebody has logged in for
    it.
    """

    def __init__(
        self,
        method: str,
        pairs: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
        possession: Possession | None = None,
    ) -> None:
        super().__init__(method, "https://hub.invalid/", headers=headers)
        self.payload = Parameters(pairs)
        self.log_in: LogIn | None = None
        self.possession = possession
        self.proof: Proof | None = None
        self.pushed_as: Mapping[str, str] | None = None

    @property
    def named(self) -> str:
        """The request as the log-in page holds it."""
        return urlencode(self.payload.data if self.pushed_as is None else self.pushed_as)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data if self.method == "GET" else {}

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data if self.method == "POST" else {}


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, JSON body (or nothing) and headers."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

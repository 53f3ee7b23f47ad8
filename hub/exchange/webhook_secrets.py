"""What a client's own subscription needs of the outside: a public address, and a secret that is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.core.errors import BadInput
from hub.exchange.public_address import check_address
from hub.exchange.sealing import SealingKey
from hub.exchange.webhooks import new_secret


@dataclass(frozen=True, slots=True)
class SealedSecrets:
    """Implements `hub.core.webhook.WebhookSecrets`."""

    key: Callable[[], SealingKey]
    sandbox: bool

    def check_url(self, url: str) -> None:
        try:
            check_address(url, sandbox=self.sandbox)
        except BadInput as error:
            raise BadInput(error.message, path="url") from None

    def make(self, name: str) -> bytes:
        return self.key().seal(name, new_secret())

    def open(self, name: str, sealed: bytes) -> str:
        return self.key().open(name, sealed)

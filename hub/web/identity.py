"""Who is asking, put together from settings: the embedded server, the verifier of its tokens and of others'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from hub.core.account_ports import Accounts
from hub.core.ports import Clock
from hub.identity import AccessTokens, IdentityStore, KeyRing, Verifier
from hub.identity.addresses import Proxies
from hub.identity.key_folder import KeyFolder
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.pages import dress
from hub.identity.second_factor import load_sealer
from hub.identity.words import OneTimeWords
from hub.resolvers.context import Administration
from hub.web.settings import Settings
from hub.web.site import Adds


@dataclass(frozen=True, slots=True)
class Identity:
    """`adds` holds the embedded server's routes, when it is on."""

    verifier: Verifier
    adds: tuple[Adds, ...]


def administration(settings: Settings, accounts: Accounts) -> Administration:
    """The key of one-time words lies in `HUB_STATE_DIR/accounts`."""
    keys = KeyFolder(settings.state_dir / "identity") if settings.embedded_issuer else None
    return Administration(accounts, OneTimeWords.load(settings.state_dir / "accounts"), keys)


def identity(
    settings: Settings,
    registry: IdentityStore,
    http: aiohttp.ClientSession,
    clock: Clock,
    asset: Callable[[str], str],
) -> Identity:
    """Keys of the embedded server lie in `HUB_STATE_DIR/identity`; all processes of a hub share them. `asset` gives the
    address of a built file by its name."""
    tokens = None
    adds: tuple[Adds, ...] = ()
    if settings.embedded_issuer:
        keys = KeyRing.load(settings.state_dir / "identity", clock)
        tokens = AccessTokens(keys, settings.public_url, settings.audience, clock)
        adds = (oauth_application(registry, tokens, _rules(settings)),)
        dress(asset, training=settings.training)
    external = [entry.issuer(settings.audience) for entry in settings.external_issuers]
    verifier = Verifier(
        settings.tenant, registry, clock, local=tokens, external=external, http=http, public_url=settings.public_url
    )
    return Identity(verifier, adds)


def _rules(settings: Settings) -> LogInRules:
    sealer = load_sealer(settings.state_dir / "identity")
    return LogInRules(sealer, settings.needs_second_factor, Proxies(settings.trusted_proxies))

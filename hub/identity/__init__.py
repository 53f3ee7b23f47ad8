"""Who is asking: the verification of tokens, and (in `hub.identity.oauth`) the embedded authorization server.

A name is loaded when it is first asked for: every command reads settings, which name issuers, and most verify nothing.
The types of the names stand in `__init__.pyi`.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

_FILES: Final = {
    "AccessTokens": "access_tokens",
    "ClaimNames": "claims",
    "ExternalIssuer": "external_issuer",
    "IdentityStore": "ports",
    "KeyRing": "keys",
    "Possession": "dpop",
    "RoleRules": "claims",
    "Verifier": "verifier",
}
__all__ = list(_FILES)


def __getattr__(name: str) -> Any:
    """The name, out of its file (PEP 562)."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), name)

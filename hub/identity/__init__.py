"""Who is asking: the verification of tokens, and (in `hub.identity.oauth`) the embedded authorization server."""

from hub.identity.access_tokens import AccessTokens
from hub.identity.claims import ClaimNames, RoleRules
from hub.identity.dpop import Possession
from hub.identity.issuers import ExternalIssuer
from hub.identity.keys import KeyRing
from hub.identity.ports import IdentityStore
from hub.identity.verifier import Verifier

__all__ = [
    "AccessTokens",
    "ClaimNames",
    "ExternalIssuer",
    "IdentityStore",
    "KeyRing",
    "Possession",
    "RoleRules",
    "Verifier",
]

"""Who is asking: the embedded authorization server, and the verification of tokens."""

from hub.identity.access_tokens import AccessTokens
from hub.identity.claims import ClaimNames
from hub.identity.issuers import ExternalIssuer
from hub.identity.keys import KeyRing
from hub.identity.oauth import oauth_application
from hub.identity.ports import IdentityStore
from hub.identity.seeds import seed_client, seed_user
from hub.identity.verifier import Verifier

__all__ = [
    "AccessTokens",
    "ClaimNames",
    "ExternalIssuer",
    "IdentityStore",
    "KeyRing",
    "Verifier",
    "oauth_application",
    "seed_client",
    "seed_user",
]

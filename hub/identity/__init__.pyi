from hub.identity.access_tokens import AccessTokens as AccessTokens
from hub.identity.claims import ClaimNames as ClaimNames
from hub.identity.claims import RoleRules as RoleRules
from hub.identity.dpop import Possession as Possession
from hub.identity.external_issuer import ExternalIssuer as ExternalIssuer
from hub.identity.keys import KeyRing as KeyRing
from hub.identity.ports import IdentityStore as IdentityStore
from hub.identity.verifier import Verifier as Verifier

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

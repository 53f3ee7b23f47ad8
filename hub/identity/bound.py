"""Tokens bound to a key, at the authorization server (RFC 9449 sections 5 and 10).

Runs in a thread, like the grants.
"""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, OAuth2Error

from hub.identity.dpop import ProofChecker, ProofRefused
from hub.identity.oauth_request import AuthorizationRequest
from hub.identity.registered import RegisteredClient


class Binding:
    """Reads a request's proof, says whether it is the one that is wanted, and uses it up where a token comes of it."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._proofs = ProofChecker(server.store, server.tokens.clock, server.tokens.issuer)

    def read(self, request: AuthorizationRequest) -> None:
        """Puts the proof into the request, where it came with one; raises OAuth2Error."""
        if request.possession is not None and request.possession.proofs:
            try:
                request.proof = self._proofs.read(request.possession)
            except ProofRefused as refusal:
                raise _invalid_proof(refusal.message) from None

    def check(self, request: AuthorizationRequest, client: RegisteredClient, wanted: str | None) -> None:
        """Raises unless the request comes with the key that the client or what it presents (`wanted`) is bound to."""
        if request.proof is None:
            if wanted or client.kept.dpop_bound:
                raise _invalid_proof("This needs a proof of possession of a key, in the header DPoP.")
        elif wanted and wanted != request.proof.thumbprint:
            raise InvalidGrantError("This is bound to another key. Make the proof with the key that it began with.")

    def use(self, request: AuthorizationRequest) -> str | None:
        """The thumbprint of the key for a new token, or None; the proof is used up by this call."""
        if request.proof is None:
            return None
        try:
            self._server.wait_for(self._proofs.use(request.proof))
        except ProofRefused as refusal:
            raise _invalid_proof(refusal.message) from None
        return request.proof.thumbprint


def _invalid_proof(why: str) -> OAuth2Error:
    return OAuth2Error(why, error="invalid_dpop_proof")

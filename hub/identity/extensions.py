"""What the authorization endpoint wants beyond RFC 6749 and PKCE."""

from __future__ import annotations

import re
from typing import Final

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error

from hub.identity.oauth_request import AuthorizationRequest
from hub.identity.registered import RegisteredClient

_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def check_extensions(request: AuthorizationRequest, client: RegisteredClient) -> None:
    """What the authorization endpoint wants beyond RFC 6749; raises OAuth2Error."""
    given = request.payload.data
    if "request" in given:
        # RFC 9101: whoever did not look into it would answer another question than was asked.
        raise OAuth2Error("Request objects are not read here. Push the request.", error="request_not_supported")
    if client.kept.requires_par and request.pushed_as is None:
        raise InvalidRequestError("This client has to push its requests to the PAR endpoint (RFC 9126).")
    if not _THUMBPRINT.fullmatch(given.get("dpop_jkt", "A" * 43)):
        raise InvalidRequestError("The dpop_jkt is the SHA-256 thumbprint of a key (RFC 7638).")

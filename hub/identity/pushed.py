"""Pushed authorization requests (RFC 9126): a client says to the server what it asks, and the browser brings a name.

So nobody on the way changes the request, and nothing of it stands in an address. The name is good for one minute and
one opening. The page that opens has another name for the same request, so that a log-in may take its time and the form
is held to what the client pushed.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Final

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error

from hub.core.accounts import Pushed
from hub.identity.grants import METHODS, digest
from hub.identity.oauth_request import AuthorizationRequest, Parameters, Reply

LIFETIME: Final = dt.timedelta(seconds=60)
_PAGE_LIFETIME: Final = dt.timedelta(minutes=15)
"""How long a page may stay open that came from a pushed request."""
_URN: Final = "urn:ietf:params:oauth:request_uri:"
_OPENED: Final = "urn:satu:opened:"
_OF_THE_CLIENT: Final = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
_MOST_CHARACTERS: Final = 6000
_GONE: Final = "This request was opened already, has ended, or is another client's. Begin again in the application."


class PushedRequests:
    """One server's. Its methods run in a thread, like the grants."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def push(self, request: AuthorizationRequest) -> Reply:
        """The answer of the endpoint: 201 with the name. What the authorization endpoint would refuse is refused."""
        try:
            word, kept = self._accepted(request)
        except OAuth2Error as error:
            # Nobody is sent anywhere from here.
            error.redirect_uri = None
            refusal: Reply = self._server.handle_error_response(request, error)
            return refusal
        self._server.wait_for(self._server.store.save_pushed(kept))
        return Reply(201, {"request_uri": _URN + word, "expires_in": int(LIFETIME.total_seconds())})

    def resolve(self, request: AuthorizationRequest) -> None:
        """Puts the pushed parameters into a request that brings their name; raises OAuth2Error."""
        given = request.payload.data
        name = given.get("request_uri")
        if name is None:
            return
        client_id = given.get("client_id", "")
        opened = self._page(name, client_id) if name.startswith(_OPENED) else self._open(name, client_id)
        if opened is None:
            raise OAuth2Error(_GONE, error="invalid_request_uri")
        word, pushed = opened
        request.payload = Parameters(list(pushed.parameters.items()))
        request.pushed_as = {"client_id": client_id, "request_uri": _OPENED + word}

    def _open(self, name: str, client_id: str) -> tuple[str, Pushed] | None:
        """The request and the word of its page, if it was pushed and nobody opened it."""
        store, now, word = self._server.store, self._server.tokens.clock(), secrets.token_urlsafe(32)
        hashed, until = digest(name.removeprefix(_URN)), now + _PAGE_LIFETIME
        found = self._server.wait_for(store.open_pushed(hashed, client_id, now, digest(word), until))
        return None if found is None else (word, found)

    def _page(self, name: str, client_id: str) -> tuple[str, Pushed] | None:
        """The same for a page that is open."""
        word, now = name.removeprefix(_OPENED), self._server.tokens.clock()
        found = self._server.wait_for(self._server.store.opened_pushed(digest(word), client_id, now))
        return None if found is None else (word, found)

    def _accepted(self, request: AuthorizationRequest) -> tuple[str, Pushed]:
        """The name of the request and what is kept under it; raises OAuth2Error."""
        server = self._server
        client = server.authenticate_client(request, METHODS, "par")
        server.binding.read(request)
        parameters = _parameters(request, client.client_id)
        asked = AuthorizationRequest("GET", list(parameters.items()), {})
        asked.pushed_as = {}
        server.get_consent_grant(asked)
        server.binding.use(request)
        word = secrets.token_urlsafe(32)
        return word, Pushed(digest(word), client.client_id, parameters, server.tokens.clock() + LIFETIME)


def _parameters(request: AuthorizationRequest, client_id: str) -> dict[str, str]:
    """The authorization request in the body, bound to the key of its proof, if it has one (RFC 9449 section 10.1)."""
    given = {name: value for name, value in request.payload.data.items() if name not in _OF_THE_CLIENT}
    if "request_uri" in given or given.setdefault("client_id", client_id) != client_id:
        raise InvalidRequestError("A pushed request names its own client and no request_uri.")
    if sum(map(len, given.values())) > _MOST_CHARACTERS:
        raise InvalidRequestError("The request is too long.")
    if request.proof is not None and given.setdefault("dpop_jkt", request.proof.thumbprint) != request.proof.thumbprint:
        raise InvalidRequestError("The proof is made with another key than dpop_jkt names.")
    return given

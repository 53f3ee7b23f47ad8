"""Log-in: to the issuer and back (authorization code with PKCE)."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.session import begin, has_ended, key_of, same
from hub.console.base.visit import Visit
from hub.core.errors import Unauthenticated


async def login(visit: Visit) -> web.Response:
    """Sends the browser to the issuer; what must be known when it comes back stays here."""
    console = visit.console
    challenge = await console.issuer.challenge()
    word, session = begin(console.clock())
    session = dataclasses.replace(
        session,
        state=challenge.state,
        verifier=challenge.verifier,
        return_to=_inside(visit.request.query.get("to", "")),
    )
    await console.sessions.put(session)
    response = visit.go(challenge.url)
    console.cookies.set(response, console.cookies.session, word, samesite="Lax")
    return response


async def callback(visit: Visit) -> web.Response:
    """The issuer sends the browser back: the code becomes tokens, the session gets a new name."""
    console, query = visit.console, visit.request.query
    before = await console.sessions.get(key_of(visit.request.cookies.get(console.cookies.session, "")))
    if before is None or has_ended(before, console.clock()) or not same(query.get("state", ""), before.state):
        raise Unauthenticated("This log-in is too old or was begun in another window. Log in again.")
    await console.sessions.delete(before.key)
    if "code" not in query:
        raise Unauthenticated("The log-in was not finished. Log in again.")
    tokens = await console.issuer.exchange(query["code"], before.verifier)
    await console.actor_of(f"Bearer {tokens.access}")
    word, session = begin(console.clock())
    await console.sessions.put(dataclasses.replace(session, access_token=tokens.access, refresh_token=tokens.refresh))
    response = visit.go(before.return_to or "/console")
    console.cookies.set(response, console.cookies.session, word, samesite="Lax")
    return response


def _inside(path: str) -> str:
    """A path of the console, or nothing: nobody is sent elsewhere after logging in."""
    return path if path.startswith("/console/") and not any(sign in path for sign in ("//", "\\", "\n", "\r")) else ""


PAGES = (
    Page("GET", "/console/login", login, login=False),
    Page("GET", "/console/callback", callback, login=False),
)

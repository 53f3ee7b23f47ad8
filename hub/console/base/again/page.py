"""Logging in once more, in the session that is open: what binds the office wants a fresh proof (RFC 9470)."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from hub.console.base.enter.page import inside
from hub.console.base.pages import Page
from hub.console.base.session import Session
from hub.console.base.visit import Visit


async def again(visit: Visit) -> web.Response:
    """Sends the browser to the issuer; the session stays, whatever becomes of it there."""
    assert visit.session is not None
    challenge = await visit.console.issuer.challenge(step_up=True)
    return_to = inside(visit.request.query.get("to", ""))

    def begun(session: Session) -> Session:
        return dataclasses.replace(
            session, state=challenge.state, verifier=challenge.verifier, return_to=return_to,
            subject=visit.actor.subject,
        )  # fmt: skip

    await visit.console.sessions.change(visit.session.key, begun)
    return visit.go(challenge.url)


PAGES = (Page("GET", "/console/again", again),)

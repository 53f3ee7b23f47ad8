"""Log-in: to the issuer and back (authorization code with PKCE)."""

from __future__ import annotations

import dataclasses
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.session import Session, begin, has_ended, key_of, same
from hub.console.base.visit import Visit, carried
from hub.core.errors import Unauthenticated
from hub.core.texts import say

_SAME: Final = say("Anda sudah masuk lagi. Periksa isinya, lalu lanjutkan dalam lima menit.")
_ANOTHER: Final = say("Sekarang Anda masuk dengan akun lain. Yang sebelumnya sudah keluar.")
_NOT: Final = say("Anda belum masuk lagi. Tidak ada yang berubah.")


async def login(visit: Visit) -> web.Response:
    """Sends the browser to the issuer; what must be known when it comes back stays here."""
    console = visit.console
    challenge = await console.issuer.challenge()
    word, session = begin(console.clock())
    session = dataclasses.replace(
        session,
        state=challenge.state,
        verifier=challenge.verifier,
        return_to=inside(visit.request.query.get("to", "")),
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
        raise refusal(
            Unauthenticated, say("Upaya masuk ini sudah terlalu lama atau dimulai di jendela lain. Silakan masuk lagi.")
        )
    if before.access_token:
        return await _once_more(visit, before)
    await console.sessions.delete(before.key)
    if "code" not in query:
        raise refusal(Unauthenticated, say("Anda belum selesai masuk. Silakan masuk lagi."))
    return await _logged_in(visit, before)


async def _logged_in(visit: Visit, before: Session) -> web.Response:
    """The code becomes tokens, which stand in a session with a new name."""
    console = visit.console
    tokens = await console.issuer.exchange(visit.request.query["code"], before.verifier)
    actor = await console.actor_of(f"Bearer {tokens.access}")
    notice = None
    if before.access_token:
        notice = _SAME if actor.subject == before.subject else _ANOTHER
    word, session = begin(console.clock())
    await console.sessions.put(
        dataclasses.replace(session, access_token=tokens.access, refresh_token=tokens.refresh, notice=notice)
    )
    response = visit.go(before.return_to or "/console")
    console.cookies.set(response, console.cookies.session, word, samesite="Lax")
    return response


async def _once_more(visit: Visit, before: Session) -> web.Response:
    """Who is logged in proved anew who she is, and what she had before ends; or she did not, and keeps it."""
    console = visit.console
    done = "code" in visit.request.query

    def settled(session: Session) -> Session:
        return dataclasses.replace(session, state="", verifier="", return_to="", notice=None if done else _NOT)

    await console.sessions.change(before.key, settled)
    if not done:
        return visit.go(before.return_to or "/console")
    response = await _logged_in(visit, before)
    await console.sessions.delete(before.key)
    for token in (before.refresh_token, before.access_token):
        if token:
            await console.issuer.revoke(token)
    return response


def inside(path: str) -> str:
    """A path of the console, with the terms that a log-in carries; or nothing: nobody is sent elsewhere after it."""
    alone, _, query = path.partition("?")
    if not alone.startswith(("/console/", "/portal/")) or any(sign in path for sign in ("//", "\\", "\n", "\r", "#")):
        return ""
    return alone + carried(dict(parse_qsl(query)))


PAGES = (
    Page("GET", "/console/login", login, login=False),
    Page("GET", "/console/callback", callback, login=False),
)

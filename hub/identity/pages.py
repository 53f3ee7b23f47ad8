"""The pages of a log-in and its refusals: plain HTML without script, under a policy of its own."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2
from aiohttp import web

from hub.core import language
from hub.core.accounts import Client, Consent, User
from hub.core.actor import ROLE_SCOPES
from hub.core.texts import Pair, say
from hub.identity.lifetimes import GRANT
from hub.identity.scope_texts import described
from hub.identity.second_factor import Enrolment

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_ENVIRONMENT: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("hub.identity"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
)
_ENVIRONMENT.globals.update({"asset": "/assets/{}".format, "training": False})
_ENVIRONMENT.globals.update(language.WORDS)
_GROUP: Final = 4
WRONG: Final = say("Nama pengguna dan kata sandi tidak cocok. Periksa lalu coba lagi.")
STALE: Final = say("Halaman ini sudah terlalu lama terbuka. Isi sekali lagi.")
WRONG_CODE: Final = say(
    "Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda, lalu isi lagi."
)
WRONG_FIRST_CODE: Final = say(
    "Kode ini tidak cocok. Pastikan jam ponsel Anda tepat, lalu isi kode yang sekarang tampil."
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of one log-in has. `word` is that of the step under way, empty on the first page."""

    query: str
    csrf: str
    client: Client | None = None
    word: str = ""
    problem: Pair | None = None
    status: int = 200


def dress(asset: Callable[[str], str], *, training: bool = False) -> None:
    """Gives the addresses of style and mark, so that they are those of the pages that follow a log-in: a browser keeps
    what it has fetched once. `training` puts the strip of those pages over a log-in too: nobody takes one for the
    other."""
    _ENVIRONMENT.globals.update({"asset": asset, "training": training})


def in_her_language(handler: Handler) -> Handler:
    """Lets a handler's pages speak the language that their reader chose."""

    async def handle(request: web.Request) -> web.StreamResponse:
        with language.speaking(request.cookies):
            return await handler(request)

    return handle


def login_page(frame: Frame) -> web.Response:
    """Asks for name and password."""
    return _of("login.html", frame)


def password_page(frame: Frame, least: int) -> web.Response:
    """Asks for a password of her own, in the place of a one-time word."""
    return _of("password.html", frame, least=least)


def code_page(frame: Frame) -> web.Response:
    """Asks for the code of the second step."""
    return _of("code.html", frame)


def enrol_page(frame: Frame, enrolment: Enrolment) -> web.Response:
    """Sets up the second step: a QR code, the same in letters, and a field for the first code."""
    # Loaded when somebody needs it: once in the life of an account.
    drawn = importlib.import_module("hub.identity.qr").svg_of(enrolment.uri, language.slashed("Kode QR"))
    letters = enrolment.letters
    groups = [letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP)]
    return _of("enrol.html", frame, drawn=drawn, groups=groups)


def codes_page(frame: Frame, codes: tuple[str, ...]) -> web.Response:
    """Tells the recovery codes, once."""
    return _of("codes.html", frame, codes=codes)


def consent_page(frame: Frame, user: User, scopes: frozenset[str], redirect_uri: str) -> web.Response:
    """Who asks, where she is sent back to, what it will see and do, what it will not, and for how long."""
    own = frozenset[str]().union(*(ROLE_SCOPES[role] for role in user.roles))
    hours = int(GRANT.total_seconds() // 3600)
    host = urlsplit(redirect_uri).netloc
    return _of(
        "consent.html", frame, user=user, scopes=described(scopes), kept=described(own - scopes), hours=hours, host=host
    )


def account_page(
    frame: Frame, user: User, consents: list[Consent], *, has_factor: bool, done: Pair | None = None
) -> web.Response:
    """What she allowed whom, to be withdrawn; and the second step, for who has none."""
    shown = [(consent, described(consent.scopes)) for consent in consents]
    return _of("account.html", frame, user=user, consents=shown, has_factor=has_factor, done=done)


def left_page() -> web.Response:
    """Says that nobody is logged in."""
    return _page("left.html", {}, 200, "'none'")


def refused_page(reason: str | Pair, status: int = 400) -> web.Response:
    """For a request that must not be sent back: nobody knows whether the address is the client's. What is for the
    client's developers is English; what somebody who logs in has to do is said in both languages."""
    return _page("refused.html", {"reason": reason}, status, "'none'")


def too_many(minutes: int) -> Pair:
    return say("Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi.", minutes=minutes)


def _of(template: str, frame: Frame, **values: Any) -> web.Response:
    named = {"client": frame.client, "query": frame.query, "csrf": frame.csrf, "word": frame.word}
    form_action = "'self'" + (_origins(frame.client) if frame.client else "")
    return _page(template, {**named, "problem": frame.problem, **values}, frame.status, form_action)


def _origins(client: Client) -> str:
    """The client's own addresses: browsers hold a form's policy against the redirect that follows it, too."""
    parts = [urlsplit(uri) for uri in client.redirect_uris]
    return "".join(sorted({f" {part.scheme}://{part.netloc}" for part in parts if part.scheme in ("http", "https")}))


def _page(template: str, values: Mapping[str, Any], status: int, form_action: str) -> web.Response:
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {form_action}"
    )
    return web.Response(
        text=_ENVIRONMENT.get_template(template).render(values),
        status=status,
        content_type="text/html",
        headers={
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
        },
    )

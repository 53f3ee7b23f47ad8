"""The log-in page and its refusals: plain HTML without script, under a policy of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2
from aiohttp import web

from hub.core.accounts import Client
from hub.identity.scope_texts import described

_ENVIRONMENT: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("hub.identity"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
)
WRONG: Final = (
    "Nama pengguna dan kata sandi tidak cocok. Periksa lalu coba lagi.",
    "User name and password do not fit. Check both and try again.",
)
STALE: Final = (
    "Halaman ini sudah terlalu lama terbuka. Isi sekali lagi.",
    "This page was open for too long. Fill it in again.",
)


def login_page(
    client: Client, scope: str, query: str, csrf: str, problem: tuple[str, str] | None = None, status: int = 200
) -> web.Response:
    """Asks for name and password, and where the client is not the office's own, for consent in the same step."""
    scopes = [] if client.trusted else described(frozenset(scope.split()))
    values = {"client": client, "scopes": scopes, "query": query, "csrf": csrf, "problem": problem}
    return _page("login.html", values, status, "'self'" + _origins(client))


def refused_page(reason: str, status: int = 400) -> web.Response:
    """For a request that must not be sent back: nobody knows whether the address is the client's."""
    return _page("refused.html", {"reason": reason}, status, "'none'")


def too_many(minutes: int) -> tuple[str, str]:
    return (
        f"Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi.",
        f"Too many attempts. Wait {minutes} minute(s), then try again.",
    )


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

"""Signing: first a look at what will be signed, then the signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, unusable, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.texts import say

_MUTATION: Final = document(__file__, "mutation.graphql")
_FIELDS: Final = {"seen": "seen"}


async def preview(visit: Visit) -> web.Response:
    """What the certificate will say."""
    return _show(visit, await load(visit))


async def sign(visit: Visit) -> web.Response:
    """Signs, once the signer has said that she looked at it."""
    number = visit.request.match_info["number"]
    if text_of(visit.form, "seen") != "yes":
        said = say("Baca isi dokumen yang akan terbit, lalu centang bahwa Anda sudah memeriksanya.")
        problems: tuple[Problem, ...] = (unusable("seen", said),)
    else:
        key, version = text_of(visit.form, "key"), version_of(visit.form)
        variables = {"key": key, "number": number, "version": version}
        _, problems = payload_of(await visit.ask(_MUTATION, variables), "signApplication")
    if problems:
        return _show(visit, await load(visit), field_errors(problems, _FIELDS), status_of(problems))
    await visit.tell(DONE["signApplication"])
    return visit.go(f"/console/applications/{number}")


def _show(visit: Visit, loaded: Loaded, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    changes = loaded.changes_since(version_of(visit.form)) if status == 409 else ()
    return visit.render(
        "clerk/sign/template.html", status=status, a=loaded.application, loaded=loaded,
        errors=errors, changes=changes, key=new_key(),
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/applications/{number}/sign", preview),
    Page("POST", "/console/applications/{number}/sign", sign),
)

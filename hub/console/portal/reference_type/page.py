"""One type: each field with what it asks for, where it is from and what it counts. It is public, and names nobody."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web
from markupsafe import Markup

from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.portal.words import COUNTS, KINDS, REACHES
from hub.core.errors import NotFound
from hub.core.texts import say

_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


async def type_page(visit: Visit) -> web.Response:
    """The type of this name."""
    found = visit.contract.reference.types.get(visit.request.match_info["name"])
    if found is None:
        raise refusal(NotFound, say("Kontrak tidak punya jenis dengan nama ini. Cari di referensi."))
    has_fields = found.kind in {"object", "interface"}
    return visit.render(
        "portal/reference_type/template.html", entry=found, has_fields=has_fields, kinds=KINDS, counts=COUNTS,
        reaches=REACHES, known=visit.contract.reference.types.keys(), in_words=_in_words,
    )  # fmt: skip


def _in_words(name: str) -> Markup:
    """A name that may be parted between its words where a column is narrow, and is copied whole."""
    return Markup("<wbr>").join(_WORDS.split(name))


PAGES = (Page("GET", "/portal/reference/{name}", type_page, login=False),)

"""The record of processing activities, as it is today; the page prints as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.console.admin import agreement_words, texts
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)


async def processing(visit: Visit) -> web.Response:
    reply = await visit.ask(_QUERY, {})
    return visit.render(
        "oversight/processing/template.html", reply=reply, today=visit.console.clock(),
        rows=[in_words(one) for one in reply.data.get("processingRecord") or ()],
    )  # fmt: skip


def in_words(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    """An activity with the words for its codes. What an agency holds is called as its category is; how the agency's
    connector calls itself, in English, stands beside it."""
    categories = [agreement_words.category(word) for word in activity["categories"]]
    name, english = activity["name"], ""
    if activity["source"].startswith("facet:"):
        name, english = categories[0][0], name
    return {
        **activity, "name": name, "english": english,
        "purposes": [texts.value_text("purposes", word) for word in activity["purposes"]],
        "categories": [indonesian for indonesian, _ in categories],
        "fields": [_field(one) for one in activity["fields"]],
    }  # fmt: skip


def _field(name: str) -> str:
    """An agreement names coordinates, an agency attributes as they are stored, a service the papers in words."""
    if "." in name:
        return agreement_words.field(name)
    first, *more = name.split("_")
    return name if " " in name else agreement_words.attribute(first + "".join(map(str.capitalize, more)))


PAGES = (Page("GET", "/console/oversight/processing", processing),)

"""Which lesson: those of her roles; and away from one."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from hub.console.base.forms import text_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.training.lesson import lessons_for
from hub.core.errors import NotFound
from hub.core.texts import say


async def choose(visit: Visit) -> web.Response:
    """The lessons of her roles."""
    _only_here(visit)
    return visit.render("training/choose/template.html", lessons=lessons_for(visit.actor.roles))


async def begin(visit: Visit) -> web.Response:
    """Begins a lesson from its first step, or leaves the one that she is in."""
    _only_here(visit)
    wanted = text_of(visit.form, "lesson")
    of_hers = {lesson.name: lesson for lesson in lessons_for(visit.actor.roles)}
    if wanted and wanted not in of_hers:
        raise refusal(NotFound, say("Pelajaran ini tidak ada untuk peran Anda. Pilih dari daftarnya."))
    if visit.session is not None:
        await visit.console.sessions.change(
            visit.session.key, lambda session: dataclasses.replace(session, lesson=wanted, lesson_done=0)
        )
    return visit.go(of_hers[wanted].begin if wanted else "/console/training")


def _only_here(visit: Visit) -> None:
    if not visit.console.office.training:
        raise refusal(
            NotFound, say("Pelajaran hanya ada di tempat latihan. Tanyakan alamatnya kepada administrator Anda.")
        )


PAGES = (
    Page("GET", "/console/training", choose),
    Page("POST", "/console/training", begin),
)

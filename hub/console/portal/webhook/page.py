"""One subscription: what it was told with which answer, its pause, its secret, a test, and a replay that is counted
before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin.texts import PURPOSES
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.portal.webhooks import words
from hub.core.calendar import WIB, local_date
from hub.core.errors import NotFound
from hub.core.texts import counted, say
from hub.core.webhook import LONGEST_REPLAY

_QUERY: Final = document(__file__)
_COUNT: Final = document(__file__, "count.graphql")
_MUTATIONS: Final = {
    "pause": "pauseWebhook",
    "resume": "resumeWebhook",
    "rotate": "rotateWebhookSecret",
    "test": "testWebhook",
    "replay": "replayWebhook",
}
_PAYLOAD: Final = "{ webhook { id } secret replayed errors { code message path } }"
_FIELDS: Final = {"from": "from", "to": "to"}
_NO_DAY: Final = say("Tulis hari sebagai tanggal, misalnya 2026-11-24.")
_ORDER: Final = say("Hari terakhir tidak boleh sebelum hari pertama.")
_LONG: Final = say("Paling lama tujuh hari sekaligus. Pilih waktu yang lebih pendek.")


async def webhook(visit: Visit) -> web.Response:
    """The subscription, with the newest of what it was told."""
    return await show(visit, _id_of(visit))


async def act(visit: Visit) -> web.Response:
    """Pauses it, has it go on, gives a new secret, or tries its address."""
    action = visit.request.match_info["action"]
    if action not in _MUTATIONS:
        raise refusal(NotFound, say("Tindakan ini tidak ada. Kembalilah ke langganannya."))
    if action == "replay":
        return await _replay(visit)
    payload, problems = await _sent(visit, action, {})
    if problems:
        return await show(visit, _id_of(visit), errors=field_errors(problems, {}), status=422)
    if payload.get("secret"):
        return await show(visit, _id_of(visit), secret=payload["secret"])
    await visit.tell(words.DONE[action])
    return visit.go(f"/portal/webhooks/{_id_of(visit)}")


async def _replay(visit: Visit) -> web.Response:
    """Says how many it would be; sends them again once that was seen."""
    values = {name: text_of(visit.form, name) for name in _FIELDS}
    span, errors = _span(values)
    if span is None:
        return await show(visit, _id_of(visit), errors=errors, values=values, status=422)
    times = dict(zip(_FIELDS, (one.isoformat() for one in span), strict=True))
    if text_of(visit.form, "go") != "send":
        reply = await visit.ask(_COUNT, {"id": _id_of(visit), **times})
        count = next((one["replayable"] for one in reply.data.get("webhooks") or ()), None)
        return await _counted(visit, values, count, reply.problems)
    payload, problems = await _sent(visit, "replay", times)
    if problems:
        return await _counted(visit, values, None, problems)
    await visit.tell(counted("{count} peristiwa dikirim ulang.", payload["replayed"]))
    return visit.go(f"/portal/webhooks/{_id_of(visit)}")


async def _counted(
    visit: Visit, values: Mapping[str, str], count: int | None, problems: Sequence[Problem]
) -> web.Response:
    errors = field_errors(problems, _FIELDS)
    status = 422 if errors else 200
    return await show(visit, _id_of(visit), errors=errors, values=values, count=count, status=status)


def _span(values: Mapping[str, str]) -> tuple[tuple[dt.datetime, dt.datetime] | None, list[FieldError]]:
    """From the beginning of the first day until the end of the last one, by the office's clock."""
    days: dict[str, dt.date] = {}
    errors = []
    for name in _FIELDS:
        try:
            days[name] = dt.date.fromisoformat(values[name])
        except ValueError:
            errors.append(FieldError(name, _NO_DAY))
    if errors:
        return None, errors
    if days["to"] < days["from"]:
        return None, [FieldError("to", _ORDER)]
    begins, ends = (dt.datetime.combine(days[name], dt.time(), WIB) for name in _FIELDS)
    ends += dt.timedelta(days=1)
    return ((begins, ends), []) if ends - begins <= LONGEST_REPLAY else (None, [FieldError("to", _LONG)])


async def _sent(visit: Visit, action: str, given: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    mutation = _MUTATIONS[action]
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {_PAYLOAD} }}"
    named = {"idempotencyKey": text_of(visit.form, "key"), "webhookId": _id_of(visit), **given}
    return payload_of(await visit.ask(query, {"input": named}), mutation)


async def show(
    visit: Visit,
    webhook_id: str,
    *,
    errors: Sequence[FieldError] = (),
    values: Mapping[str, str] | None = None,
    count: int | None = None,
    secret: str = "",
    status: int = 200,
) -> web.Response:
    """The page; `secret` is shown in this answer alone, `count` is how many a replay of `values` would be."""
    reply = await visit.ask(_QUERY, {"id": webhook_id, "after": visit.request.query.get("after") or None})
    found = next(iter(reply.data.get("webhooks") or ()), None)
    if found is None:
        raise refusal(NotFound, say("Langganan ini tidak ada di wilayah Anda. Cari dalam daftarnya."))
    today = local_date(visit.console.clock()).isoformat()
    return visit.render(
        "portal/webhook/template.html", status=status, w=found, errors=errors, count=count, secret=secret,
        values=values or {"from": today, "to": today}, key=new_key(), words=words, purposes=PURPOSES,
        stands=words.standing(found),
    )  # fmt: skip


def _id_of(visit: Visit) -> str:
    return visit.request.match_info["id"]


PAGES = (
    Page("GET", "/portal/webhooks/{id}", webhook),
    Page("POST", "/portal/webhooks/{id}/{action}", act, form_at="/portal/webhooks/{id}"),
)

"""A pair: one person, two persons, or one who was two and becomes two again. The first of the two stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.clerk.duplicate.sides import lines_of
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_MERGED: Final = document(__file__, "merged.graphql")
_MERGE: Final = document(__file__, "merge.graphql")
_DISMISS: Final = document(__file__, "dismiss.graphql")
_UNDO: Final = document(__file__, "undo.graphql")
_PAIR: Final = "/console/duplicates/{first}/{second}"
_ONE: Final = "/console/duplicates/{id}"
Shows = Callable[[Visit, Sequence[FieldError], int], Awaitable[web.Response]]
_FIELDS: Final = {"reason": "reason", "nikOnKtpEl": "nikOnKtpEl", "takeFromDuplicate": "take"}
_DONE: Final[Mapping[str, Pair]] = {
    "mergeCitizens": say("Kedua catatan sekarang satu."),
    "dismissDuplicate": say("Tercatat: dua orang yang berbeda."),
    "undoMerge": say("Keduanya terpisah lagi."),
}


async def pair(visit: Visit) -> web.Response:
    """Both beside each other."""
    return await _show(visit)


async def merge(visit: Visit) -> web.Response:
    """They are one person."""
    given = {
        "survivorId": visit.request.match_info["first"], "survivorVersion": version_of(visit.form) or 0,
        "duplicateId": visit.request.match_info["second"],
        "duplicateVersion": version_of({"version": text_of(visit.form, "otherVersion")}) or 0,
        "takeFromDuplicate": [str(name) for name in visit.form.getall("take", ())],
        "nikOnKtpEl": text_of(visit.form, "nikOnKtpEl") or None,
    }  # fmt: skip
    return await _do(visit, _MERGE, "mergeCitizens", given, _show)


async def dismiss(visit: Visit) -> web.Response:
    """They are two."""
    given = {"firstId": visit.request.match_info["first"], "secondId": visit.request.match_info["second"]}
    return await _do(visit, _DISMISS, "dismissDuplicate", given, _show)


async def merged(visit: Visit) -> web.Response:
    """One who was two."""
    return await _show_merged(visit)


async def undo(visit: Visit) -> web.Response:
    """She is two again."""
    given = {"id": visit.request.match_info["id"], "expectedVersion": version_of(visit.form) or 0}
    return await _do(visit, _UNDO, "undoMerge", given, _show_merged)


async def _do(visit: Visit, mutation: str, root: str, given: Mapping[str, Any], show: Shows) -> web.Response:
    """Does it, or shows the page again with what is wrong."""
    said = {"reason": text_of(visit.form, "reason"), "idempotencyKey": text_of(visit.form, "key")}
    _, problems = payload_of(await visit.ask(mutation, {"input": {**given, **said}}), root)
    if problems:
        return await show(visit, field_errors(problems, _FIELDS), 422)
    await visit.tell(_DONE[root])
    return visit.go("/console/duplicates")


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    first, second = visit.request.match_info["first"], visit.request.match_info["second"]
    reply = await visit.ask(_QUERY, {"id": first})
    for edge in (reply.data.get("duplicateCandidates") or {}).get("edges") or ():
        people = {one["id"]: one for one in edge["node"]["citizens"] if one}
        if {first, second} == people.keys():
            kept, other = people[first], people[second]
            return visit.render(
                "clerk/duplicate/template.html", status=status, kept=kept, other=other, reasons=edge["node"]["reasons"],
                lines=lines_of(kept, other), errors=errors, key=new_key(), taken=visit.form.getall("take", ()),
                niks=_niks(kept, other), on_card=text_of(visit.form, "nikOnKtpEl"),
                reason=text_of(visit.form, "reason"), reply=reply,
            )  # fmt: skip
    raise _none()


def _none() -> NotFound:
    return refusal(NotFound, say("Pasangan ini tidak ada di wilayah Anda. Lihat lagi daftarnya."))


async def _show_merged(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    reply = await visit.ask(_MERGED, {"id": visit.request.match_info["id"]})
    edges = (reply.data.get("duplicateCandidates") or {}).get("edges") or ()
    if not edges or not edges[0]["node"]["citizens"][0]:
        raise _none()
    return visit.render(
        "clerk/duplicate/merged.html", status=status, one=edges[0]["node"], citizen=edges[0]["node"]["citizens"][0],
        errors=errors, key=new_key(), reason=text_of(visit.form, "reason"), reply=reply,
    )  # fmt: skip


def _niks(kept: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Both, where somebody has to look at the card."""
    found = [one["nik"] for one in (kept, other) if one["nik"]]
    return found if len(found) > 1 else []


PAGES = (
    Page("GET", _PAIR, pair),
    Page("POST", f"{_PAIR}/merge", merge, form_at=_PAIR),
    Page("POST", f"{_PAIR}/dismiss", dismiss, form_at=_PAIR),
    Page("GET", _ONE, merged),
    Page("POST", f"{_ONE}/undo", undo, form_at=_ONE),
)

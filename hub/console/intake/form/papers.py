"""Papers of a form: which are asked, how each is brought, and their scans on the way to the hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from hub.console.base.forms import FieldError
from hub.console.base.uploads import upload
from hub.console.base.visit import Visit
from hub.console.intake.form import texts
from hub.console.intake.form.answers import Answers, clean
from hub.console.intake.form.shape import Paper
from hub.core.application import Channel

HAVE, INSTEAD = "have", "instead"


def asked(answers: Answers) -> list[Paper]:
    """Those that this form may need, those that it needs for sure first."""
    form = clean(answers.input())
    return sorted((one for one in answers.form.papers if one.is_asked(form)), key=lambda one: not one.is_certain())


def chosen(answers: Answers) -> dict[str, str]:
    """Kind of each paper that is brought -> the kind that was asked for."""
    brought = {}
    for paper in asked(answers):
        taken = answers.values.get(f"paper.{paper.kind}", "")
        if taken == HAVE:
            brought[paper.kind] = paper.kind
        elif taken == INSTEAD and paper.instead:
            brought[paper.instead.kind] = paper.kind
    return brought


def listed(answers: Answers) -> list[dict[str, str]]:
    """As the graph wants them: uploads by their id; what was taken on paper without one."""
    scans = {kind: answers.values.get(f"doc.{kind}", "") for kind in chosen(answers)}
    return [{"kind": kind, **({"documentId": scan} if scan else {})} for kind, scan in scans.items()]


def errors(answers: Answers) -> Iterator[FieldError]:
    """Papers of which nothing was said, and online those of which no scan has arrived."""
    brought = chosen(answers)
    for paper in asked(answers):
        if paper.is_certain() and paper.kind not in brought.values():
            yield FieldError(f"paper.{paper.kind}", texts.NO_PAPER)
    for kind, of in brought.items():
        if answers.channel == Channel.ONLINE.name and not answers.values.get(f"doc.{kind}"):
            yield FieldError(f"paper.{of}", texts.NO_SCAN)


async def take_in(visit: Visit, answers: Answers, given: MultiDictProxy[Any]) -> list[FieldError]:
    """Brings the files of a request to the hub by its own way for uploads; what cannot be taken is said."""
    files = {name: file for name, file in given.items() if isinstance(file, web.FileField) and file.filename}
    for paper in asked(answers):
        if not answers.values.get(f"paper.{paper.kind}"):  # who chose a file has said how the paper is brought
            brought = HAVE if f"file.{paper.kind}" in files else _instead(paper, files)
            answers.values[f"paper.{paper.kind}"] = brought
    wrong = []
    for kind, of in chosen(answers).items():
        if file := files.get(f"file.{kind}"):
            scan, refused = await upload(visit, kind, file)
            answers.values[f"doc.{kind}"] = scan
            wrong += [FieldError(f"paper.{of}", refused)] if refused else []
    return wrong


def _instead(paper: Paper, files: Mapping[str, web.FileField]) -> str:
    return INSTEAD if paper.instead and f"file.{paper.instead.kind}" in files else ""

"""Papers of a form: which are asked, how each is brought, and their scans on the way to the hub."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from multidict import MultiDictProxy

from hub.console.base.forms import FieldError
from hub.console.base.graph import document, payload_of
from hub.console.base.texts import Pair, error_pair
from hub.console.base.visit import Visit
from hub.console.intake.form import texts
from hub.console.intake.form.answers import Answers, clean
from hub.console.intake.form.shape import Paper
from hub.core.application import Channel
from hub.core.document import MAX_DOCUMENT_BYTES, MEDIA_TYPES
from hub.core.errors import SourceUnavailable

_UPLOAD: Final = document(__file__, "upload.graphql")
_TUS: Final = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
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
            content = file.file.read(MAX_DOCUMENT_BYTES + 1)
            scan, refused = await _upload(visit, kind, file.content_type, content)
            answers.values[f"doc.{kind}"] = scan
            wrong += [FieldError(f"paper.{of}", refused)] if refused else []
    return wrong


def _instead(paper: Paper, files: Mapping[str, web.FileField]) -> str:
    return INSTEAD if paper.instead and f"file.{paper.instead.kind}" in files else ""


async def _upload(visit: Visit, kind: str, media_type: str, content: bytes) -> tuple[str, Pair | None]:
    """The id of the document; where the hub does not take the file, why not."""
    if media_type not in MEDIA_TYPES or not 0 < len(content) <= MAX_DOCUMENT_BYTES:
        return "", texts.BAD_SCAN
    announced = {"idempotencyKey": uuid.uuid4().hex, "kind": kind, "mediaType": media_type, "size": len(content)}
    payload, problems = payload_of(await visit.ask(_UPLOAD, {"input": announced}), "createUpload")
    if problems:
        return "", error_pair(problems[0].code, problems[0].message, "")
    return (str(payload["documentId"]), None) if await _sent(visit, payload, content) else ("", texts.BAD_SCAN)


async def _sent(visit: Visit, payload: Mapping[str, Any], content: bytes) -> bool:
    assert visit.session is not None
    url = f"{visit.console.hub_url}{urlsplit(payload['url']).path}"
    headers = {**_TUS, "Authorization": f"Bearer {visit.session.access_token}"}
    try:
        async with visit.console.http.patch(url, data=content, headers=headers, timeout=_TIMEOUT) as answer:
            return answer.status == web.HTTPNoContent.status_code
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SourceUnavailable("The scan cannot be stored at the moment. Try again in a minute.") from error

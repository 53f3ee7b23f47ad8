"""A return list as data: what may be asked again, what the applicant is told to do, and what is still missing. Pure.

`what` is the kind of a paper or the path of a form field that the service's file declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.application import Application, Missing
from hub.core.missing_reason import MissingReason
from hub.core.service import Finding, Requirement, Service

_M = MissingReason
_TODO_PAPER: Final[Mapping[MissingReason, tuple[str, str]]] = {
    _M.NOT_THERE: ("Siapkan surat ini dan kirimkan.", "Find this paper and send it."),
    _M.UNREADABLE: (
        "Foto atau pindai lagi di tempat terang, seluruh halaman terlihat, lalu kirimkan.",
        "Photograph or scan it again in good light, with the whole page in view, and send it.",
    ),
    _M.INCOMPLETE: ("Kirimkan semua halamannya, juga tanda tangannya.", "Send all of its pages, with the signatures."),
    _M.EXPIRED: ("Kirimkan surat yang masih berlaku.", "Send one that is still valid."),
    _M.WRONG: ("Surat yang dikirim bukan surat ini. Kirimkan yang benar.", "Another paper was sent. Send this one."),
    _M.DIFFERS: (
        "Isinya berbeda dari data atau surat lain. Kirimkan surat yang benar.",
        "It differs from the record or another paper. Send the right one.",
    ),
    _M.OTHER: ("Baca pesan petugas, lalu kirimkan surat ini lagi.", "Read the officer's words and send it again."),
}
_TODO_FIELD: Final[Mapping[MissingReason, tuple[str, str]]] = {
    _M.NOT_THERE: ("Isi bagian ini.", "Fill this in."),
    _M.DIFFERS: (
        "Isinya berbeda dari data atau surat lain. Perbaiki, atau isi lagi bila memang benar.",
        "It differs from the record or a paper. Correct it, or fill it in again if it is right.",
    ),
    _M.OTHER: ("Baca pesan petugas, lalu isi lagi bagian ini.", "Read the officer's words and fill this in again."),
}
_CORRECT: Final = ("Perbaiki bagian ini.", "Correct this.")
_CONFIRMED_AS_IT_IS: Final = frozenset({_M.DIFFERS, _M.OTHER})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing of the list, as the applicant reads it. The substitute is what the law takes in a paper's place."""

    what: str
    code: MissingReason
    reason: str
    label_id: str
    label_en: str
    todo_id: str
    todo_en: str
    substitute: Requirement | None = None


def names_of(service: Service) -> frozenset[str]:
    """Everything that may be asked for again."""
    fields = (field.path for field in service.definition.fields)
    return frozenset(paper.kind for paper in service.requirements) | frozenset(fields)


def asked(service: Service, missing: Missing) -> Asked:
    """In words; of an older list, which named things freely, `what` is the officer's own."""
    papers = {paper.kind: paper for paper in service.requirements}
    fields = {field.path: field for field in service.definition.fields}
    named = papers.get(missing.what) or fields.get(missing.what)
    label_id, label_en = (named.label_id, named.label_en) if named else (missing.what, missing.what)
    todo = _TODO_PAPER[missing.code] if missing.what in papers else _TODO_FIELD.get(missing.code, _CORRECT)
    paper = papers.get(missing.what)
    substitute = papers.get(paper.substitute) if paper and paper.substitute else None
    return Asked(missing.what, missing.code, missing.reason, label_id, label_en, *todo, substitute)


def still_missing(
    service: Service, application: Application, form: Mapping[str, Any], brought: frozenset[str], *, corrects: bool
) -> Iterator[Finding]:
    """What was asked for and did not come. `form` is the corrected one, `brought` the kinds of the new papers;
    `corrects`: the form was sent again."""
    kinds = {paper.kind for paper in service.requirements}
    for one in (asked(service, missing) for missing in application.missing):
        if one.what in kinds:
            instead = one.substitute.kind if one.substitute else ""
            if not {one.what, instead} & brought:
                yield _finding(one, f"documents.{one.what}")
        elif one.what in names_of(service):
            before, after = _value(application.form, one.what), _value(form, one.what)
            confirmed = corrects and one.code in _CONFIRMED_AS_IT_IS
            if not after or (after == before and not confirmed):
                yield _finding(one, one.what)


def _finding(one: Asked, path: str) -> Finding:
    english = f"This was asked for and has not come yet: {one.label_en}. {one.todo_en}"
    indonesian = f"Ini diminta dan belum ada: {one.label_id}. {one.todo_id}"
    if one.substitute:
        english += f" If you do not have it: {one.substitute.label_en}."
        indonesian += f" Bila Anda tidak punya: {one.substitute.label_id}."
    return Finding(path, english, blocking=True, message_id=indonesian)


def _value(form: Any, path: str) -> Any:
    """The value at a dotted path; of a list that of each of its items."""
    if isinstance(form, list | tuple):
        return [found for item in form if (found := _value(item, path))]
    name, _, rest = path.partition(".")
    value = form.get(name) if isinstance(form, Mapping) else None
    return _value(value, rest) if rest else value

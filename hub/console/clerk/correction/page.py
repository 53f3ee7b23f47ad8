"""Putting a person's data right: what is typed is looked at first, with all that it draws after it, and then stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from hub.console.base.areas import FIND, Areas, Sought, settle
from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.access_texts import attribute_text
from hub.core.errors import NotFound
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_PREVIEW: Final = document(__file__, "preview.graphql")
_MUTATION: Final = document(__file__, "mutation.graphql")
_TEMPLATE: Final = "clerk/correction/template.html"
_HERE: Final = "/console/citizens/{id}/correct"
_TEXTS: Final = ("fullName", "birthPlace", "birthDate", "birthDeedNumber")
_CODES: Final = ("sex", "bloodType", "religion", "maritalStatus", "education", "occupation", "citizenship")
_PARTS: Final[dict[str, Pair]] = {
    "address.line": say("Alamat: jalan dan nomor"),
    "address.rt": say("RT"),
    "address.rw": ("RW", "RW"),
    "address.postalCode": say("Kode pos"),
    "address.regionCode": say("Desa/kelurahan"),
    "mother.fullName": say("Nama ibu"),
    "mother.nik": say("NIK ibu"),
    "father.fullName": say("Nama ayah"),
    "father.nik": say("NIK ayah"),
}
"""Parts of an address or a parent, each a field of its own; what is not changed of it stays."""
_REGION: Final = "address.regionCode"
_AREAS: Final = {_REGION: Sought("VILLAGE")}
_ALL: Final = (*_TEXTS, *_PARTS, *_CODES)
_FIELDS: Final = {name: name for name in (*_TEXTS, *_CODES, "reason")} | {"kind": "paper", "number": "number"}
PAPERS: Final[dict[str, Pair]] = {
    "BIRTH_DEED": say("Akta kelahiran"),
    "KTP_EL": say("KTP-el"),
    "FAMILY_CARD": say("Kartu Keluarga"),
    "MARRIAGE_DEED": say("Buku nikah atau akta perkawinan"),
    "DIVORCE_DEED": say("Akta perceraian"),
    "DEATH_DEED": say("Akta kematian"),
    "COURT_ORDER": say("Penetapan pengadilan"),
    "DIPLOMA": say("Ijazah"),
    "PASSPORT": say("Paspor"),
    "SIAK": say("Data SIAK"),
    "STATEMENT": say("Surat pernyataan"),
    "OTHER": say("Surat lain"),
}
KINDS: Final[dict[str, Pair]] = {
    "PAPER": say("Surat dan kartu yang perlu diganti"),
    "RELATIVES": say("Keluarga"),
    "CHILD": say("Anak pada Kartu Keluarga lain"),
    "APPLICATION": say("Permohonan yang sedang berjalan"),
    "AGENCY": say("Yang akan diberi tahu"),
}
_NOTHING: Final = FieldError("fullName", say("Belum ada yang diubah."))
_NO_PAPER: Final = FieldError("paper", say("Pilih surat yang menjadi dasar."))
_NO_REASON: Final = FieldError("reason", say("Tulis alasannya dalam satu kalimat."))
_DONE: Final = say("Perbaikan tersimpan.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of one person: what was loaded of her, what was typed, and regions looked up for it."""

    visit: Visit
    found: Mapping[str, Any]
    typed: Mapping[str, str]
    areas: Areas

    @property
    def changed(self) -> Mapping[str, Any]:
        """What was typed and does not stand there already; an emptied field clears it, one that was not sent stays."""
        changed: dict[str, Any] = {}
        for name, text in self.typed.items():
            if text != _held(self.found["node"], name):
                value, (whole, _, part) = text or None, name.partition(".")
                changed |= {whole: {**changed.get(whole, {}), part: value} if part else value}
        return changed


async def form(visit: Visit) -> web.Response:
    """What stands there now, to be typed over."""
    return _show(await _sheet(visit))


async def correct(visit: Visit) -> web.Response:
    """First shows what follows; only what was looked at is stored."""
    sheet = await _sheet(visit)
    if text_of(visit.form, "go").startswith(FIND):
        return _show(sheet, tuple(sheet.areas.errors), status=422 if sheet.areas.errors else 200)
    errors = (*_unusable(visit, sheet.changed), *sheet.areas.errors)
    if errors:
        return _show(sheet, errors, status=422)
    return await (_store if text_of(visit.form, "step") == "store" else _look)(sheet)


async def _sheet(visit: Visit) -> Sheet:
    """Raises NotFound."""
    found = await _load(visit)
    typed = {name: text_of(visit.form, name) for name in _ALL if name in visit.form}
    region = {_REGION: typed.get(_REGION, _held(found["node"], _REGION))}
    areas = await settle(visit, region, _AREAS)
    return Sheet(visit, found, {**typed, **region} if typed else {}, areas)


async def _look(sheet: Sheet) -> web.Response:
    visit = sheet.visit
    asked = {"id": _id(visit), "sourceKind": text_of(visit.form, "paper"), "attributes": sheet.changed}
    reply = await visit.ask(_PREVIEW, {"input": asked})
    seen = reply.data.get("correctionPreview")
    if seen is None:
        return _show(sheet, _errors(reply.problems), status=422)
    blocking = [one for one in seen["findings"] if one["blocking"]]
    if blocking:
        return _show(sheet, tuple(map(_at_its_field, blocking)), status=422)
    return _show(sheet, seen=seen)


async def _store(sheet: Sheet) -> web.Response:
    visit = sheet.visit
    given = {
        "id": _id(visit),
        "expectedVersion": version_of(visit.form),
        "attributes": sheet.changed,
        "reason": text_of(visit.form, "reason"),
        "source": {"kind": text_of(visit.form, "paper"), "number": text_of(visit.form, "number") or None},
        "idempotencyKey": text_of(visit.form, "key"),
    }
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": given}), "correctCitizen")
    if payload.get("version") is None:
        return _show(sheet, _errors(problems), status=422)
    await visit.tell(_DONE)
    return visit.go(f"/console/citizens/{_id(visit)}")


def _id(visit: Visit) -> str:
    return visit.request.match_info["id"]


async def _load(visit: Visit) -> Mapping[str, Any]:
    reply = await visit.ask(_QUERY, {"id": _id(visit)})
    if "version" not in (reply.data.get("node") or {}):
        raise refusal(NotFound, say("Tidak ada warga dengan id ini, atau ia di luar wilayah Anda."))
    return reply.data


def _held(person: Mapping[str, Any], name: str) -> str:
    """What the record has at a name, or at a part of it; empty where it has nothing."""
    value: Any = person
    for step in name.split("."):
        value = (value or {}).get(step)
    return str(value or "")


def _unusable(visit: Visit, changed: Mapping[str, Any]) -> tuple[FieldError, ...]:
    wrong = (
        (_NOTHING, not changed),
        (_NO_PAPER, text_of(visit.form, "paper") not in PAPERS),
        (_NO_REASON, not text_of(visit.form, "reason")),
    )
    return tuple(error for error, is_wrong in wrong if is_wrong)


def _at_its_field(finding: Mapping[str, Any]) -> FieldError:
    text = finding["messageId"] or finding["message"], finding["message"]
    return FieldError(_field_of(finding["path"]), text)


def _errors(problems: Sequence[Problem]) -> tuple[FieldError, ...]:
    """The hub's errors beside the fields of this form."""
    texts = (field_errors([one], _FIELDS)[0].text for one in problems)
    return tuple(FieldError(_field_of(one.path), text) for one, text in zip(problems, texts, strict=True))


def _field_of(path: str) -> str:
    """The id of the field of a path in the input: parts of an address or a parent have two words."""
    two = ".".join(path.split(".")[-2:])
    return two if two in _PARTS else _FIELDS.get(path.rpartition(".")[2], "")


def _show(
    sheet: Sheet, errors: tuple[FieldError, ...] = (), *, seen: Mapping[str, Any] | None = None, status: int = 200
) -> web.Response:
    visit, found = sheet.visit, sheet.found
    person = found["node"]
    values = {name: sheet.typed.get(name, _held(person, name)) for name in _ALL}
    words = {name: {entry["value"]: entry["label"] for entry in found[name] or ()} for name in _CODES}
    return visit.render(
        _TEMPLATE, status=status, errors=errors, p=person, values=values, words=words, texts=_TEXTS, parts=_PARTS,
        seen=seen, areas=sheet.areas, sought=_AREAS, papers=PAPERS, kinds=KINDS, called=attribute_text,
        key=new_key(),
        reason=text_of(visit.form, "reason"), paper=text_of(visit.form, "paper"), number=text_of(visit.form, "number"),
    )  # fmt: skip


PAGES = (Page("GET", _HERE, form), Page("POST", _HERE, correct))

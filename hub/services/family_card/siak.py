"""The transcription into SIAK: the card first, then each person with what changes, and what must come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.attributes import camel
from hub.core.citizen import Address, Citizen
from hub.core.forms.persons import known
from hub.core.service import Facts, ReadBack, RecordChange, SiakField
from hub.core.siak import differences, transcription
from hub.services.family_card.effects import attributes_of, drafted, number_of
from hub.services.family_card.form import NEW_NUMBER, wish

GIVES: Final = frozenset({"family_card_number"})
"""What an officer captures: a new number where the head is another one, else the same, as SIAK shows it."""
_NONE: Final = "-"
_ONLY_IN_SIAK: Final = {"immigrationDocument": "DOK_IMIGRASI", "signature": "TANDA TANGAN"}
_NEW_SPECIMEN: Final = "REKAM ULANG"


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel: `data_keluarga`, then `biodata_wni` of each person, numbered as in the form."""
    form, result = application.form, application.siak_result
    after = drafted(form, facts, result.family_card_number if result else None)
    people = {change.after.nik: change.after for change in after.changes}
    lines = [SiakField(label, value or _NONE) for label, value in _card(form, after.about)]
    for at, (nik, changed) in enumerate(attributes_of(form).items(), start=1):
        person = people.get(nik) or known(facts, nik)
        fields = (*transcription(person, changed), *_beside(form, nik))
        lines += [SiakField(f"{at}. {field.label}", field.value) for field in fields]
    return tuple(lines)


def _card(form: Mapping[str, Any], head: Citizen | None) -> Iterator[tuple[str, str | None]]:
    asked = wish(form)
    reason = asked.loss or asked.cause
    yield "JENIS PERMOHONAN", f"{asked.cause.code} {asked.cause.label_id}"
    if asked.loss:
        yield "ALASAN", f"{reason.code} {reason.label_id}"
    yield ("NO_KK LAMA" if asked.cause in NEW_NUMBER else "NO_KK"), form["familyCardNumber"]
    yield "NAMA_KEP", (head.full_name or "").upper() if head else None
    yield "NIK_KK", head.nik if head else None
    yield from _home(head.address if head else None)
    yield "TELP", form["reporter"].get("phone")


def _home(home: Address | None) -> Iterator[tuple[str, str | None]]:
    yield "ALAMAT", (home.line or "").upper() if home else None
    yield "NO_RT", home.rt if home else None
    yield "NO_RW", home.rw if home else None
    yield "KODE_POS", home.postal_code if home else None


def _beside(form: Mapping[str, Any], nik: str) -> Iterator[SiakField]:
    """Elements that the hub does not hold."""
    for person in wish(form).persons:
        if person["nik"] == nik:
            for name, label in _ONLY_IN_SIAK.items():
                if person.get(name):
                    yield SiakField(label, _NEW_SPECIMEN if person[name] is True else person[name].upper())


def siak_reads(application: Application) -> tuple[str, ...]:
    """Everybody of whom something changes, and the head."""
    return tuple(attributes_of(application.form))


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:
    """Attributes (as the graph names them) in which the register differs for anybody, and the card's number."""
    form, number = application.form, number_of(application)
    if (number == form["familyCardNumber"]) is (wish(form).cause in NEW_NUMBER):
        return ReadBack(("familyCard",))
    after = {change.after.nik: change for change in drafted(form, facts, number).changes}
    found: dict[str, bool] = {}
    for nik, changed in attributes_of(form).items():
        change = after.get(nik) or RecordChange(known(facts, nik), known(facts, nik))
        found |= _compared(change, register.get(nik), changed)
    return ReadBack(tuple(found), settled=not any(found.values()))


def _compared(change: RecordChange, shown: Citizen | None, changed: tuple[str, ...]) -> dict[str, bool]:
    """The attributes that differ, and whether each may come yet: the register shows it as it was."""
    if shown is None:
        return {"nik": True}
    before, differing = change.before, differences(change.after, shown, changed) or ()
    return {_in_the_graph(name): before is not None and not differences(before, shown, (name,)) for name in differing}


def _in_the_graph(name: str) -> str:
    return "familyCard" if name == "family_card_number" else camel(name)

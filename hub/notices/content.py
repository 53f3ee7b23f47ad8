"""What a notice says, from the application as it is when the notice is sent. Pure."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel.dates import format_date, format_datetime

from hub.core.application import Action, ActionKind, Application
from hub.core.calendar import WIB, local_date
from hub.core.codes_cards import SessionPlace, SessionSlot
from hub.core.contact import e164, mail_address
from hub.core.notices import APPOINTMENT, REMINDER, TEMPLATES, Medium
from hub.core.refusal import SENTENCES, RefusalReason
from hub.core.service import Service
from hub.notices.sending import Outgoing
from hub.notices.texts import Texts, Values

_NUMBERS: Final = re.compile(r"[0-9][0-9 .-]{4,}[0-9]")
"""Runs of digits such as a NIK, a family card's number or a phone number."""
_BOOKING: Final = frozenset({ActionKind.SUBMIT, ActionKind.RESUBMIT})
_BETWEEN: Final = "\n\n--\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who tells: the tenant, its region, the office's name and the page on which an application is followed."""

    tenant: str
    region: str
    name: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a notice is about: `seq` is the step of the application that it tells of, `id` the notice's own.

    `due` is until when the office has to answer, as the clock stood after that step; None where it did not run.
    With `by_clock`, the template, it tells of no step, but of what the clock has brought. `expected` is when the
    appointment begins of which it reminds.
    """

    id: uuid.UUID
    seq: int
    at: dt.datetime
    application: Application
    service: Service
    due: dt.datetime | None = None
    by_clock: str | None = None
    expected: dt.datetime | None = None

    @property
    def action(self) -> Action:
        return self.application.actions[self.seq - 1]

    @property
    def language(self) -> str:
        """That which was chosen when it was handed in; Indonesian where nobody chose."""
        return str(self.application.actions[0].data.get("notice_language", "ID")).lower()

    @property
    def session(self) -> Mapping[str, Any] | None:
        """The appointment that this step made or changed, or that is reminded of; None where there is none."""
        tells = self.action.kind in _BOOKING if self.by_clock is None else self.by_clock == REMINDER
        return self.application.form.get("session") if tells else None

    @property
    def template(self) -> str:
        if self.by_clock is not None:
            return self.by_clock
        return APPOINTMENT if self.session else TEMPLATES[self.action.kind]


def addresses_of(form: Mapping[str, Any]) -> dict[Medium, str]:
    """Where whoever handed in can be told, by medium, as she typed it; what cannot be used is left out."""
    reporter = form.get("reporter") or {}
    phone, mail = e164(reporter.get("phone") or ""), mail_address(reporter.get("email") or "")
    found = {Medium.SMS: phone, Medium.WHATSAPP: phone, Medium.MAIL: mail}
    return {medium: address for medium, address in found.items() if address is not None}


def message(told: Told, office: Office, texts: Mapping[str, Texts], medium: Medium, to: str) -> Outgoing:
    """The message for one address, in the language that was chosen with it. A mail has the other one below it; a phone
    has no room for two."""
    subject, text, chosen = "", "", told.language
    if medium is Medium.MAIL:
        order = sorted(texts, key=lambda language: language != chosen)
        mails = [texts[language].mail(values_of(told, office, language)) for language in order]
        subject, text = mails[0].subject, _BETWEEN.join(mail.body for mail in mails)
    else:
        text = texts[chosen].message(medium, values_of(told, office, chosen))
    return Outgoing(
        id=told.id, at=told.at, to=to, subject=subject, text=text, template=told.template, language=chosen
    )  # fmt: skip


def values_of(told: Told, office: Office, language: str) -> Values:
    """The values of a notice's template in a language."""
    service = told.service
    return Values(
        template=told.template,
        service_name=service.name,
        number=told.application.header.tracking_number,
        service=service.title_en if language == "en" else service.title_id,
        link=office.link,
        office=office.name,
        fields=dict(_fields(told, language)),
    )


def without_numbers(reason: str) -> str:
    """An officer's reason without numbers of persons, cards and phones."""
    return _NUMBERS.sub("...", reason)


def _fields(told: Told, language: str) -> Iterator[tuple[str, str]]:
    action, service = told.action, told.service
    if told.session:
        yield "when", _when(told.session, language)
        yield "place", _label(SessionPlace[told.session["place"]], language)
    if told.expected is not None:
        yield "when", _at(told.expected, language)
        yield "place", _label(SessionPlace.OFFICE, language)
        return
    if told.by_clock is not None:
        yield "bring", ", ".join(_brought(told, language))
        return
    if action.kind is ActionKind.RETURN:
        missing = action.data["missing"]
        labels = {r.kind: r.label_en if language == "en" else r.label_id for r in service.requirements}
        yield "count", str(len(missing))
        # An officer's own words may tell of somebody; a paper's name does not.
        yield "todo", labels.get(missing[0]["what"], "")
    if action.kind in {ActionKind.DELAY, ActionKind.REFUSE}:
        yield "reason", without_numbers(str(action.data.get("reason") or ""))
    if action.kind is ActionKind.REFUSE:
        yield "ground", SENTENCES[RefusalReason(action.data.get("code") or "OTHER")][language == "en"]
    if action.kind in {ActionKind.ACCEPT, ActionKind.RESUME} and told.due is not None:
        yield "due", format_date(local_date(told.due), "d MMMM y", locale=language)


def _brought(told: Told, language: str) -> Iterator[str]:
    """The papers that an application such as this one needs: the originals are looked at."""
    form = told.application.form
    for paper in told.service.requirements:
        if paper.required or (paper.when is not None and paper.when.holds(form)):
            yield paper.label_en if language == "en" else paper.label_id


def _when(session: Mapping[str, Any], language: str) -> str:
    day = format_date(dt.date.fromisoformat(session["date"]), "EEEE, d MMMM y", locale=language)
    return f"{day}, {_label(SessionSlot[session['slot']], language)}"


def _at(begins: dt.datetime, language: str) -> str:
    """As "Rabu, 2 Desember 2026, 09.30"."""
    office = begins.astimezone(WIB)
    clock = "HH.mm 'WIB'" if language == "id" else "HH:mm 'WIB'"
    return format_datetime(office.replace(tzinfo=None), f"EEEE, d MMMM y, {clock}", locale=language)


def _label(code: SessionPlace | SessionSlot, language: str) -> str:
    return code.label_en if language == "en" else code.label_id.capitalize()

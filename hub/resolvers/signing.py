"""The head of office signs: the record changes and the certificate exists, in one transaction."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Collection, Mapping
from typing import Any, Final, Self

from hub.core.application import ActionKind, Application
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.document import Certificate, RegisterEntry, VerificationStatus
from hub.core.errors import Conflict, HubError
from hub.core.identifiers import new_id
from hub.core.newcomer import entered_already
from hub.core.service import CertificateData, Effects, Facts, PlanKind, RecordChange
from hub.resolvers import moves
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.workflow import Step, Work, papers_of, take_step
from hub.telemetry import logger

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DOCUMENT_KIND: Final = "certificate"
_log = logger(__name__)


async def sign(info: HubInfo, given: Step) -> ApplicationOutcome:
    offered = await moves.awaited(info.context, given.tracking_number)

    async def issue(work: Work, application: Application) -> Mapping[str, Any]:
        await moves.receive(work, application, offered)
        return await _issue(work, application)

    return await take_step(info.context, "signApplication", ActionKind.SIGN, given, issue)


async def _issue(work: Work, application: Application) -> Mapping[str, Any]:
    """Changes the record, makes and stores the certificates; the action names all of it.

    Without its main paper, and one that the law has before it, an application is not signed. Another one that cannot be
    made is named as unmade, and holds nothing up: it is a step of the bundle that somebody has to look at. So is one
    that the bundle has and no text came for.
    """
    service = work.service_of(application)
    # Before anything is read of them: two twins who are signed for at once are both on the card that comes last.
    named = await work.citizens(service, application.form)
    await work.write.hold_family_cards(service.cards_of(application.form, named))
    facts = await work.facts(service, application.form, papers_of(application))
    main, *others = service.certificates(application, facts)
    person = await _change_record(work, application, facts)
    registers = await _Registers.opened(work, {data.register for data in (main, *others)})
    first = await _paper(work, application, main, person, registers)
    made, unmade = [first.code], []
    for data in others:
        try:
            made.append((await _paper(work, application, data, person, registers)).code)
        except HubError as error:
            if data.needed:
                raise
            _log.warning("A further paper could not be made.", extra={"kind": data.kind, "code": error.code.value})
            unmade.append(data.kind)
    promised = {step.key for step in service.plan(application.form, facts) if step.kind is PlanKind.CERTIFICATE}
    unmade += sorted(promised - {data.kind for data in (main, *others)})
    return {
        "certificate_code": first.code,
        "certificate_codes": made,
        "unmade": unmade,
        "document_id": str(first.document_id),
        "person_id": str(person.id),
    }


async def _change_record(work: Work, application: Application, facts: Facts) -> Citizen:
    """Applies the effects; the first person they name is the one the certificate is about."""
    effects = work.service_of(application).effects(application, facts, new_id())
    if not effects.changes and effects.about is None:
        raise Conflict("This application is about nobody in the record, so there is nothing to sign.")
    for card in effects.cards:
        await work.write.put_family_card(card)
    changed = [await work.write.apply(await _known(work, one), application.header.id) for one in effects.changes]
    await moves.depart(work, effects.departures)
    if work.service_of(application).burials_of(application.form):
        await work.write.burials.registered(changed[0].id, application.header.id, work.now)
    work.touched.update(person.id for person in changed)
    return changed[0] if changed else _whom(effects)


def _whom(effects: Effects) -> Citizen:
    """The person of an application that changes nobody."""
    assert effects.about is not None
    return effects.about


async def _known(work: Work, change: RecordChange) -> RecordChange:
    """Somebody may have asked for the child by the NIK that SIAK gave, before this was signed: then she is changed."""
    newcomer = change.after
    if change.before is not None or newcomer.nik is None:
        return change
    held = (await work.write.citizens([newcomer.nik])).get(newcomer.nik)
    return change if held is None else entered_already(held, newcomer)


@dataclasses.dataclass(frozen=True, slots=True)
class _Registers:
    """The registers that this transaction enters papers into, and the last number of each.

    They are locked when everything else that may have to be waited for is done: what is signed at the same moment waits
    here, for as long as the papers take to be drawn.
    """

    tenant: str
    year: int
    last: dict[str, int]

    @classmethod
    async def opened(cls, work: Work, names: Collection[str]) -> Self:
        year = local_date(work.now).year
        return cls(work.context.hub.tenant, year, await work.write.open_registers(names, year))

    def following(self, name: str) -> RegisterEntry:
        return RegisterEntry(self.tenant, name, self.year, self.last[name] + 1)

    def entered(self, entry: RegisterEntry) -> None:
        self.last[entry.register] = entry.number


async def _paper(
    work: Work, application: Application, data: CertificateData, person: Citizen, registers: _Registers
) -> Certificate:
    """Made before the transaction commits. Raises HubError before anything of it is written."""
    hub, actor, code = work.context.hub, work.context.actor, new_code()
    entry = registers.following(data.register)
    name = None if person.sealed else person.full_name
    pdf = await hub.maker.make(dataclasses.replace(data, entry=entry), code, actor.display_name, work.now, name)
    stored = await hub.uploads.deposit(
        actor, _DOCUMENT_KIND, pdf, application.submitted_by, application.header.client_id
    )
    await work.write.insert_document(dataclasses.replace(stored, application_id=application.header.id))
    certificate = Certificate(
        tenant=application.header.tenant,
        id=new_id(),
        code=code,
        service=application.header.service,
        title=data.title,
        deed_number=data.deed_number,
        application_id=application.header.id,
        person_id=person.id,
        document_id=stored.id,
        status=VerificationStatus.ACTIVE,
        issued_at=work.now,
        signed_by=actor.display_name,
        series=data.kind if data.about else f"{application.header.service}.{data.kind}",
        about=data.about or str(person.id),
        replaces=data.replaces,
        entry=entry,
    )
    await work.write.insert_certificate(certificate)
    registers.entered(entry)
    return certificate


def new_code() -> str:
    """A verification code such as `7K3M-Q9TD-XW4P-2HRB`: about 2^79 of them, so none is found by trying."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)

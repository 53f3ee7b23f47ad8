"""The head of office signs: the record changes and the certificate exists, in one transaction."""

from __future__ import annotations

import dataclasses
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import ActionKind, Application
from hub.core.citizen import Citizen
from hub.core.document import Certificate, Document, VerificationStatus
from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.core.newcomer import entered_already
from hub.core.service import CertificateData, Facts, RecordChange
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.workflow import Step, Work, take_step

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DOCUMENT_KIND: Final = "certificate"


async def sign(info: HubInfo, given: Step) -> ApplicationOutcome:
    return await take_step(info.context, "signApplication", ActionKind.SIGN, given, _issue)


async def _issue(work: Work, application: Application) -> Mapping[str, Any]:
    """Changes the record, makes and stores the certificate; the action names all three."""
    service = work.service_of(application)
    kinds = frozenset(paper["kind"] for paper in application.documents)
    facts = await work.facts(service, application.form, kinds)
    person = await _change_record(work, application, facts)
    code = new_code()
    document = await _paper(work, application, service.certificate(application, facts), code, person)
    return {"certificate_code": code, "document_id": str(document.id), "person_id": str(person.id)}


async def _change_record(work: Work, application: Application, facts: Facts) -> Citizen:
    """Applies the effects; the first person they name is the one the certificate is about."""
    changes = work.service_of(application).effects(application, facts, new_id())
    if not changes:
        raise Conflict("This application changes nothing in the record, so there is nothing to sign.")
    changed = [await work.write.apply(await _known(work, change), application.header.id) for change in changes]
    return changed[0]


async def _known(work: Work, change: RecordChange) -> RecordChange:
    """Somebody may have asked for the child by the NIK that SIAK gave, before this was signed: then she is changed."""
    newcomer = change.after
    if change.before is not None or newcomer.nik is None:
        return change
    held = (await work.write.citizens([newcomer.nik])).get(newcomer.nik)
    return change if held is None else entered_already(held, newcomer)


async def _paper(work: Work, application: Application, data: CertificateData, code: str, person: Citizen) -> Document:
    """Made before the transaction commits: a certificate that cannot be made leaves the application unsigned."""
    hub, actor = work.context.hub, work.context.actor
    pdf = await hub.maker.make(data, code, actor.display_name, work.now)
    stored = await hub.uploads.deposit(
        actor, _DOCUMENT_KIND, pdf, application.submitted_by, application.header.client_id
    )
    document = dataclasses.replace(stored, application_id=application.header.id)
    await work.write.insert_document(document)
    await work.write.insert_certificate(_certificate(work, application, data, code, person.id, document.id))
    return document


def _certificate(
    work: Work, application: Application, data: CertificateData, code: str, person_id: uuid.UUID, document_id: uuid.UUID
) -> Certificate:
    return Certificate(
        tenant=application.header.tenant,
        id=new_id(),
        code=code,
        service=application.header.service,
        title=data.title,
        deed_number=data.deed_number,
        application_id=application.header.id,
        person_id=person_id,
        document_id=document_id,
        status=VerificationStatus.ACTIVE,
        issued_at=work.now,
        signed_by=work.context.actor.display_name,
    )


def new_code() -> str:
    """A verification code such as `7K3M-Q9TD-XW4P-2HRB`: about 2^79 of them, so none is found by trying."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)

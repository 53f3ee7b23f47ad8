"""Birth certificate (akta kelahiran): form F-2.01, the child in the record, the excerpt of the deed."""

from __future__ import annotations

from typing import Final

from hub.core.service import Service
from hub.services.birth_certificate.certificate import certificate
from hub.services.birth_certificate.effects import effects, niks_of, region_of
from hub.services.birth_certificate.manifest import MANIFEST
from hub.services.birth_certificate.next_step import next_step
from hub.services.birth_certificate.rules import check
from hub.services.birth_certificate.siak import compare_siak, siak_fields
from hub.services.birth_certificate.types import BirthCertificateInput, to_form

SERVICE: Final = Service(
    name=MANIFEST.name,
    prefix=MANIFEST.prefix,
    title_id=MANIFEST.title_id,
    title_en=MANIFEST.title_en,
    description_id=MANIFEST.description_id,
    description_en=MANIFEST.description_en,
    legal_basis=MANIFEST.legal_basis,
    fee=MANIFEST.fee,
    max_hours=MANIFEST.max_hours,
    requirements=MANIFEST.requirements,
    input_member=MANIFEST.input_member,
    input_type=BirthCertificateInput,
    to_form=to_form,
    niks_of=niks_of,
    region_of=region_of,
    check=check,
    siak_fields=siak_fields,
    compare_siak=compare_siak,
    effects=effects,
    certificate=certificate,
    next_step=next_step,
)

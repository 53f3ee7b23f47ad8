"""Death certificate (akta kematian): form F-2.01, the family in the record, the excerpt of the deed."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub.core.forms.next_step import next_step
from hub.core.forms.stored import to_form
from hub.core.service import Service
from hub.services import input_type_of
from hub.services.death_certificate import certificate, effects, family, plan, rules, siak
from hub.services.death_certificate.manifest import MANIFEST, SAY

SERVICE: Final = Service(
    **MANIFEST.described(),
    input_type=input_type_of(__name__, "DeathCertificateInput"),
    to_form=to_form,
    niks_of=effects.niks_of,
    region_of=effects.region_of,
    check=rules.check,
    siak_fields=siak.siak_fields,
    siak_gives=siak.GIVES,
    siak_reads=siak.siak_reads,
    compare_siak=siak.compare_siak,
    effects=effects.effects,
    certificates=certificate.certificates,
    next_step=partial(next_step, SAY),
    siak_may_give=siak.MAY_GIVE,
    cards_of=family.cards_of,
    plan=plan.plan,
    burials_of=effects.burials_of,
)

"""Family card (Kartu Keluarga): form F-1.02, who stands on which card, the printed card."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub.core.forms.next_step import next_step
from hub.core.service import Service
from hub.services import input_type_of
from hub.services.family_card import certificate, effects, form, plan, rules, siak, suggest
from hub.services.family_card.manifest import MANIFEST, SAY

SERVICE: Final = Service(
    **MANIFEST.described(),
    input_type=input_type_of(__name__, "FamilyCardInput"),
    to_form=form.to_form,
    niks_of=effects.niks_of,
    cards_of=effects.cards_of,
    region_of=effects.region_of,
    check=rules.check,
    siak_fields=siak.siak_fields,
    siak_gives=siak.GIVES,
    siak_reads=siak.siak_reads,
    compare_siak=siak.compare_siak,
    effects=effects.effects,
    certificates=certificate.certificates,
    plan=plan.plan,
    next_step=partial(next_step, SAY),
    reprints=suggest.reprints,
)

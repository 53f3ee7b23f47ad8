"""Move to another district (pindah keluar): form F-1.03, the letter of removal (SKPWNI), the offered record."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub.core.forms.moves import movers_of, places_of
from hub.core.forms.next_step import next_step
from hub.core.forms.stored import to_form
from hub.core.service import Service
from hub.services import input_type_of
from hub.services.move_out import certificate, effects, plan, rules, siak
from hub.services.move_out.manifest import MANIFEST, SAY

SERVICE: Final = Service(
    **MANIFEST.described(),
    input_type=input_type_of(__name__, "MoveOutInput"),
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
    subjects_of=movers_of,
    cards_of=effects.cards_of,
    plan=plan.plan,
    letter_of=siak.letter_of,
    letter_lasts=rules.LETTER_LASTS_DAYS,
    siak_may_give=siak.MAY_GIVE,
    places_of=places_of,
)

"""Occupation change: form F-1.06, the changed record, a statement about it."""

from __future__ import annotations

from functools import partial
from typing import Final

from examples.service.occupation_change import certificate, effects, rules, siak
from examples.service.occupation_change.manifest import MANIFEST, SAY
from hub.core.forms.next_step import next_step
from hub.core.forms.stored import to_form
from hub.core.service import Service
from hub.services import input_type_of

SERVICE: Final = Service(
    **MANIFEST.described(),
    input_type=input_type_of(__name__, "OccupationChangeInput"),
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
)

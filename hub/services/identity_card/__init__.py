"""Identity card (KTP-el): form F-1.02, a session to record biometrics, the note to fetch the card."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub.core.forms import printed_card
from hub.core.forms.next_step import next_step
from hub.core.forms.stored import to_form
from hub.core.service import Service
from hub.services import input_type_of
from hub.services.identity_card import card, rules, suggest
from hub.services.identity_card.manifest import MANIFEST, SAY

SERVICE: Final = Service(
    **MANIFEST.described(),
    input_type=input_type_of(__name__, "IdentityCardInput"),
    to_form=to_form,
    niks_of=printed_card.niks_of,
    region_of=printed_card.region_of,
    check=rules.check,
    siak_fields=card.siak_fields,
    siak_gives=card.GIVES,
    siak_reads=printed_card.siak_reads,
    compare_siak=printed_card.compare_siak,
    effects=printed_card.effects,
    certificates=card.certificates,
    plan=card.plan,
    session_of=card.session_of,
    next_step=partial(next_step, SAY),
    reprints=suggest.reprints,
    suggest=suggest.suggest,
)

"""The papers: the card that is asked for, and every other card that somebody leaves, as it is then."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hub.core.application import Application
from hub.core.citizen import FamilyCard
from hub.core.codes_cards import FamilyCardCause
from hub.core.forms.family_card_paper import family_card_paper, members_after
from hub.core.service import CertificateData, Effects, Facts
from hub.services.family_card.effects import effects
from hub.services.family_card.form import wish


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The new card first. Raises Conflict as long as SIAK's number or somebody's record is missing."""
    after = effects(application, facts, application.header.id)
    (card,) = after.cards
    everybody = [person for members in facts.families.values() for person in members]
    members = members_after(everybody, after.changes, card.number)
    paper = family_card_paper(card, members, application.header.tracking_number)
    if wish(application.form).cause is FamilyCardCause.CHANGE_OF_HEAD:
        paper = dataclasses.replace(paper, replaces=(application.form["familyCardNumber"],))
    return (paper, *_left(application, facts, after, card.number))


def _left(application: Application, facts: Facts, after: Effects, number: str) -> Iterator[CertificateData]:
    stood_on = {change.before.family_card_number for change in after.changes if change.before}
    for old, before in facts.families.items():
        members = members_after(before, after.changes, old)
        if old == number or old not in stood_on or not members:
            continue
        head = members[0]
        card = FamilyCard(tenant=head.tenant, number=old, head_nik=head.nik, address=head.address)
        yield family_card_paper(card, members, application.header.tracking_number)

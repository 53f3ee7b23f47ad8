"""Family cards and who stands on them."""

from __future__ import annotations

from strawberry import Parent

from hub.core.citizen import Citizen, FamilyCard, FamilyMember
from hub.core.held import Link
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.values import FamilyCardNumber


async def family_card(info: HubInfo, number: FamilyCardNumber) -> FamilyCard | None:
    """The receipt names the members: the card tells of them even where none is selected."""
    card = await info.context.loaders.family_cards.load(number)
    if card is not None:
        info.context.saw(await info.context.loaders.family_members.load(number))
    return card


async def card_of(parent: Parent[Citizen], info: HubInfo) -> FamilyCard | None:
    number = parent.family_card_number
    return await info.context.loaders.family_cards.load(number) if number else None


async def head(parent: Parent[FamilyCard], info: HubInfo) -> Citizen | None:
    found = await info.context.loaders.citizens.load(parent.head_nik) if parent.head_nik else None
    info.context.saw_kin(Link.HEAD, [found] if found else [])
    return found


async def members(parent: Parent[FamilyCard], info: HubInfo) -> list[FamilyMember]:
    found = await info.context.loaders.family_members.load(parent.number)
    info.context.saw_kin(Link.MEMBERS, found)
    return [FamilyMember(person.family_relationship, person) for person in found]


async def own_family(context: Context) -> frozenset[str]:
    """NIKs of the actor and of everybody on the actor's family card, for the rule that nobody handles own files.

    Asked of the record without the actor's own sight: the rule holds for family in other districts too.
    """
    return await family_of(context, context.actor.nik)


async def family_of(context: Context, nik: str | None) -> frozenset[str]:
    """The same of somebody of the office; nobody where her NIK is not known."""
    loaders = context.loaders
    if nik is None:
        return frozenset()
    own = await loaders.recorded.load(nik)
    family = await loaders.recorded_families.load(own.family_card_number) if own and own.family_card_number else ()
    return frozenset({nik, *(person.nik for person in family if person.nik)})

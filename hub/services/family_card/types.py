"""The application as a client writes it: form F-1.02 (Permendagri 109/2019) for a family card, as GraphQL input."""

from __future__ import annotations

import datetime as dt

import strawberry

import hub.schema.enums  # noqa: F401  makes the code lists enums of the graph
from hub.core.codes import Citizenship, EducationLevel, FamilyRelationship, MaritalStatus, Sex
from hub.core.codes_cards import CardLoss


@strawberry.input(description="Somebody who shall stand on the card, beside its head.")
class FamilyCardMemberInput:
    nik: str = strawberry.field(description="NIK, 16 digits.")
    relationship: FamilyRelationship = strawberry.field(description="Relation to the head of that card.")


@strawberry.input(description="A new family, after a marriage for example: it leaves the cards on which it stands.")
class NewFamilyInput:
    head_nik: str = strawberry.field(description="NIK of the head of the new family, 16 digits.")
    members: list[FamilyCardMemberInput] = strawberry.field(default_factory=list)
    marital_status: MaritalStatus | None = strawberry.field(
        default=None, description="What head and husband or wife are now recorded as, where a marriage is the reason."
    )


@strawberry.input(description="Another head of the same family: everybody goes to a card with a new number.")
class ChangeOfHeadInput:
    head_nik: str = strawberry.field(description="NIK of the new head, 16 digits.")
    members: list[FamilyCardMemberInput] = strawberry.field(
        default_factory=list, description="Everybody else who stands on the card, each in relation to the new head."
    )


@strawberry.input(description="Some of a family get a card of their own at the same address (108/2019 art. 10(4)).")
class SplitFamilyCardInput:
    head_nik: str = strawberry.field(description="NIK of the head of the new card: 17 years old or ever married.")
    members: list[FamilyCardMemberInput] = strawberry.field(
        default_factory=list, description="Who goes with her or him; everybody else stays on the old card."
    )


@strawberry.input(description="A parent as the card shall name her or him.")
class NamedParentInput:
    full_name: str
    nik: str | None = None


@strawberry.input(description="What changes of one person (form F-1.06). Leave out what stays.")
class ChangedElementsInput:
    nik: str = strawberry.field(description="NIK, 16 digits; it never changes.")
    full_name: str | None = None
    sex: Sex | None = None
    birth_place: str | None = None
    birth_date: dt.date | None = None
    religion: str | None = strawberry.field(default=None, description="Code of list `Religion`.")
    education: EducationLevel | None = None
    occupation: str | None = strawberry.field(default=None, description="Code of list `Occupation`.")
    marital_status: MaritalStatus | None = None
    relationship: FamilyRelationship | None = None
    citizenship: Citizenship | None = None
    immigration_document: str | None = strawberry.field(
        default=None, description="Passport or residence permit; typed into SIAK, not kept by the hub."
    )
    father: NamedParentInput | None = None
    mother: NamedParentInput | None = None
    signature: bool = strawberry.field(default=False, description="A new specimen is taken at the office.")


@strawberry.input(description="The same place written otherwise. Who goes to live elsewhere applies for a move.")
class RewrittenAddressInput:
    line: str | None = None
    rt: str | None = None
    rw: str | None = None
    postal_code: str | None = None


@strawberry.input(description="Elements of the card change: the 13 of Permendagri 108/2019 art. 15(1), or its address.")
class ChangeOfElementsInput:
    head_nik: str = strawberry.field(description="NIK of the head, as the card shows it.")
    persons: list[ChangedElementsInput] = strawberry.field(default_factory=list)
    address: RewrittenAddressInput | None = None


@strawberry.input(description="The card was lost or damaged: it is printed again with the same number.")
class ReprintFamilyCardInput:
    head_nik: str = strawberry.field(description="NIK of the head, as the card shows it.")
    reason: CardLoss


@strawberry.input(one_of=True, description="Why the card is issued. Exactly one member is set.")
class FamilyCardCauseInput:
    new_family: NewFamilyInput | None = strawberry.UNSET
    change_of_head: ChangeOfHeadInput | None = strawberry.UNSET
    split: SplitFamilyCardInput | None = strawberry.UNSET
    change_of_elements: ChangeOfElementsInput | None = strawberry.UNSET
    reprint: ReprintFamilyCardInput | None = strawberry.UNSET


@strawberry.input(description="Who applies. A phone number or an e-mail address is needed for the notices.")
class FamilyCardReporterInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="Application for a family card (form F-1.02; with F-1.06 where elements change).")
class FamilyCardInput:
    family_card_number: str = strawberry.field(
        description="The card as it is now, 16 digits; for a new family that of its head."
    )
    cause: FamilyCardCauseInput
    reporter: FamilyCardReporterInput

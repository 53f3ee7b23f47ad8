"""Registers composed households: names, numbers, addresses, attributes, and what other agencies know."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Final

from hub.core.citizen import Address, Citizen, FamilyCard, ParentRef
from hub.core.codes import Citizenship, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.identifiers import nik_warnings
from hub.sandbox.district import attributes
from hub.sandbox.district.agencies import COMPLETE_AGES, Economy, Known, economy, facets
from hub.sandbox.district.calendar import REFERENCE_DAY, birth_date
from hub.sandbox.district.draft import Draft, Mark
from hub.sandbox.district.names import Community, clan_of, person_name
from hub.sandbox.district.numbers import Numbers, patient_number
from hub.sandbox.district.old_dates import precision_of
from hub.sandbox.district.person import Household, Person
from hub.sandbox.district.places import Places
from hub.sandbox.district.vaccines import immunisations

TENANT: Final = "1901"
_EPOCH_MS: Final = 1_780_000_000_000
_ODD_NIK_SHARE: Final = 0.004
_SEALED_SHARE: Final = 0.0006
_COPIED_WITHIN_MINUTES: Final = 12 * 60
_MARRIED_IN: Final = frozenset({FamilyRelationship.WIFE, FamilyRelationship.PARENT_IN_LAW})


@dataclass(frozen=True, slots=True)
class Setting:
    """What a household has in common. `complete`: members of the right age have something at every agency."""

    address: Address
    religion: str
    community: Community
    clan: str | None
    in_record: bool
    complete: bool


class Registry:
    """Turns drafts into persons, one household after the other; the order decides numbers and ids."""

    def __init__(self, rng: random.Random, places: Places, copied_at: dt.datetime) -> None:
        self._rng = rng
        self._places = places
        self._copied_at = copied_at
        self._numbers = Numbers()
        self._index = 0

    def setting(
        self, *, in_record: bool, complete: bool, address: Address | None = None, malay: bool = False
    ) -> Setting:
        """Draws religion, community and, when none is given, an address at home."""
        rng = self._rng
        religion = attributes.RELIGIONS.pick(rng)
        community = attributes.community(rng, religion)
        if malay:
            religion, community = "1", Community.MALAY
        clan = clan_of(rng, community)
        return Setting(address or self._places.at_home(rng), religion, community, clan, in_record, complete)

    def register(self, drafts: list[Draft], setting: Setting) -> Household:
        """The drafts as a household; those who do not live there come after the members."""
        shared: dict[Sex, ParentRef | None] = {}
        for draft in drafts:
            self._name(draft, setting, shared)
        for draft in drafts:
            self._number(draft, setting)
        card = self._card(drafts[0], setting)
        home = economy(self._rng, complete=setting.complete)
        persons = tuple(self._person(draft, setting, card.number, home) for draft in drafts)
        return Household(card, persons, setting.in_record)

    def _name(self, draft: Draft, setting: Setting, shared: dict[Sex, ParentRef | None]) -> None:
        """Names a draft and the parents who live elsewhere; brothers and sisters share theirs."""
        if not draft.full_name:
            clan = None if draft.relationship in _MARRIED_IN else setting.clan
            draft.full_name = person_name(self._rng, setting.community, draft.sex, draft.birth_date, clan)
        parents = shared if draft.relationship is FamilyRelationship.CHILD else {}
        for sex in Sex:
            if sex not in parents:
                parents[sex] = self._outside_parent(draft, setting, sex)
        draft.outside_mother = draft.outside_mother or parents[Sex.FEMALE]
        draft.outside_father = draft.outside_father or parents[Sex.MALE]

    def _outside_parent(self, draft: Draft, setting: Setting, sex: Sex) -> ParentRef | None:
        """A parent who is no member: a name alone, and for the old sometimes not even that."""
        if draft.age > 60 and self._rng.random() < 0.25:
            return None
        born = dt.date(max(draft.birth_date.year - 27, 1890), 6, 1)
        clan = setting.clan if sex is Sex.MALE else None
        return ParentRef(person_name(self._rng, setting.community, sex, born, clan), None)

    def _number(self, draft: Draft, setting: Setting) -> None:
        area = attributes.nik_area(self._rng, setting.address.region_code[:8])
        if draft.mark is Mark.LEADING_NINE:
            area = attributes.PAPUA_AREA
        born, sex = draft.birth_date, draft.sex
        if draft.mark is Mark.ODD_NIK or (draft.mark is None and self._rng.random() < _ODD_NIK_SHARE):
            born, sex = self._misread(draft)
        draft.nik = self._numbers.nik(area, born, sex)
        while draft.mark is Mark.LEADING_NINE and int(float(draft.nik)) == int(draft.nik):
            # An even number passes 2^53 unharmed; the sample has to be one that a float changes.
            draft.nik = self._numbers.nik(area, born, sex)

    def _misread(self, draft: Draft) -> tuple[dt.date, Sex]:
        """Birth date and sex as a clerk of long ago typed them; the number stays valid when the record is corrected."""
        if self._rng.random() < 0.35:
            return draft.birth_date, Sex.MALE if draft.sex is Sex.FEMALE else Sex.FEMALE
        return birth_date(self._rng, draft.age + self._rng.choice((1, 2, 10))), draft.sex

    def _card(self, head: Draft, setting: Setting) -> FamilyCard:
        issued = REFERENCE_DAY - dt.timedelta(days=self._rng.randrange(5200))
        area = setting.address.region_code.replace(".", "")[:6]
        number = self._numbers.family_card(area, issued)
        return FamilyCard(tenant=TENANT, number=number, head_nik=head.nik, address=setting.address, issued_on=issued)

    def _person(self, draft: Draft, setting: Setting, card: str, home: Economy) -> Person:
        self._index += 1
        complete = setting.complete and draft.lives_here and draft.mark is None and draft.age in COMPLETE_AGES
        citizen = self._citizen(draft, setting, card)
        district = setting.address.district or ""
        living = draft.vital is VitalStatus.ALIVE
        known = Known(self._index, draft.full_name, draft.birth_date, draft.age, citizen.occupation or "", complete)
        return Person(
            citizen=citizen,
            in_record=setting.in_record,
            facets=facets(self._rng, known, home) if living else {},
            immunisations=immunisations(self._rng, draft.birth_date, draft.age, district, complete=complete)
            if living
            else (),
            patient_number=patient_number(self._index),
            mark=draft.mark or (Mark.DECEASED if draft.vital is VitalStatus.DECEASED else None),
        )

    def _citizen(self, draft: Draft, setting: Setting, card: str) -> Citizen:
        rng, precision = self._rng, precision_of(draft.birth_date)
        moved = draft.vital is VitalStatus.MOVED
        return Citizen(
            tenant=TENANT,
            id=self._id(),
            nik=draft.nik,
            full_name=draft.full_name,
            sex=draft.sex,
            birth_date=draft.birth_date,
            birth_date_precision=precision,
            birth_place=attributes.birth_place(rng),
            blood_type=attributes.blood_type(rng),
            religion=setting.religion,
            marital_status=draft.marital,
            education=attributes.education(rng, draft.age),
            occupation=attributes.occupation(rng, draft),
            citizenship=Citizenship.INDONESIAN,
            vital_status=draft.vital,
            birth_deed_number=attributes.birth_deed_number(rng, draft.birth_date),
            address=self._places.elsewhere(rng) if moved else setting.address,
            mother=_parent(draft.mother, draft.outside_mother),
            father=_parent(draft.father, draft.outside_father),
            family_card_number=card if draft.lives_here else None,
            family_relationship=draft.relationship,
            sealed=draft.mark is Mark.SEALED or (draft.mark is None and rng.random() < _SEALED_SHARE),
            as_of=self._copied_at - dt.timedelta(minutes=rng.randrange(_COPIED_WITHIN_MINUTES))
            if setting.in_record
            else None,
            warnings=nik_warnings(draft.nik, draft.birth_date, draft.sex, precision),
        )

    def _id(self) -> uuid.UUID:
        """A UUID of version 7 that follows from seed and order alone."""
        bits = self._rng.getrandbits(74)
        value = (_EPOCH_MS + self._index) << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (2**62 - 1)
        return uuid.UUID(int=value)


def _parent(member: Draft | None, outside: ParentRef | None) -> ParentRef | None:
    return ParentRef(member.full_name, member.nik or None) if member else outside


def duplicate_of(draft: Draft, full_name: str) -> Draft:
    """The same human registered a second time, alone on a card: another number, another spelling."""
    return Draft(
        sex=draft.sex,
        birth_date=draft.birth_date,
        relationship=FamilyRelationship.HEAD,
        marital=MaritalStatus.NEVER_MARRIED,
        outside_mother=draft.outside_mother,
        outside_father=draft.outside_father,
        full_name=full_name,
        mark=Mark.DUPLICATE,
    )

"""Questions to Cedar: who asks, for what, about which thing. Hashable, so that answers can be kept."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

from hub.access.agreements import region_of
from hub.core.actor import Actor
from hub.core.application import Application
from hub.core.attributes import Category
from hub.core.citizen import Citizen
from hub.core.desks import desk_of, holders_of, stood_in
from hub.core.purpose import Purpose
from hub.core.regions import ancestors

_DIGITS_OF_A_NIK: Final = 16
BE_ASSIGNED: Final = "be_assigned"
"""Asked of an officer to whom a case would be given, as if she stood there herself."""
Entity: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policies are told of an agreement."""

    purposes: frozenset[Purpose]
    categories: frozenset[Category]

    def record(self, known: Collection[str]) -> dict[str, Any]:
        """`known` are the categories that the policies' schema has; others belong to agencies that are not connected
        any more."""
        return {
            "purposes": [_reference("Purpose", purpose.value) for purpose in sorted(self.purposes)],
            "categories": [
                _reference("Category", category.value) for category in sorted(self.categories) if category in known
            ],
        }


@dataclass(frozen=True, slots=True)
class Principal:
    """The actor as the policies see her; `family` are the NIKs of her family card and her own. `stepped_up`: she proved
    who she is with a second factor, a moment ago. `absent`: she is recorded as away today, where that was asked.
    `agreement` is that of a client that acts for itself."""

    kind: str
    subject: str
    client: str
    tenant: str
    roles: frozenset[str]
    region: str = ""
    nik: str | None = None
    family: frozenset[str] = frozenset()
    agency: str = ""
    stepped_up: bool = False
    agreement: Terms | None = None
    absent: bool = False

    @classmethod
    def of(cls, actor: Actor, family: frozenset[str] = frozenset(), *, absent: bool = False) -> Self:
        """As she asks, not stepped up: see `hub.access.step_up`."""
        own = frozenset({actor.nik}) if actor.nik else frozenset()
        return cls(
            kind=actor.kind.value,
            subject=actor.subject,
            client=actor.client_id,
            tenant=actor.tenant,
            roles=frozenset(role.value for role in actor.roles),
            region=region_of(actor),
            nik=actor.nik,
            family=family | own,
            agency=actor.agency,
            agreement=Terms(actor.agreement.purposes, actor.agreement.categories) if actor.agreement else None,
            absent=absent,
        )

    def anybody(self) -> Self:
        """Whoever is like her: for questions in which it does not matter who she is (`hub.access.individuals`)."""
        return dataclasses.replace(self, subject="", client="")

    def entity(self, categories: Collection[str]) -> Entity:
        attributes: dict[str, Any] = {
            "kind": _reference("Kind", self.kind),
            "subject": self.subject,
            "client": self.client,
            "tenant": self.tenant,
            "family": sorted(self.family),
            "steppedUp": self.stepped_up,
            "absent": self.absent,
            **({"agency": self.agency} if self.agency else {}),
            **({"agreement": self.agreement.record(categories)} if self.agreement else {}),
            **_optional(self.region, self.nik),
        }
        parents = [{"type": "Role", "id": role} for role in sorted(self.roles)]
        return {"uid": {"type": "Actor", "id": self.subject}, "attrs": attributes, "parents": parents}


@dataclass(frozen=True, slots=True)
class CategoryOfData:
    """A category of personal data, whoever the person is; it lies in no region."""

    category: Category
    region: str = ""

    def entity(self) -> Entity:
        return {"uid": {"type": "Category", "id": self.category.value}, "attrs": {}, "parents": []}


@dataclass(frozen=True, slots=True)
class PartOfRecord:
    """A facet, reduced to what decides who may write it: the agency that owns it. It lies in no region."""

    facet: str
    agency: str
    region: str = ""

    def entity(self) -> Entity:
        return {"uid": {"type": "Facet", "id": self.facet}, "attrs": {"agency": self.agency}, "parents": []}


@dataclass(frozen=True, slots=True)
class AttributeOfData:
    """One field that shows personal data, by its coordinate (`Citizen.fullName`); it lies in no region."""

    coordinate: str
    category: Category
    protected: bool = False
    region: str = ""

    def entity(self) -> Entity:
        parents = [{"type": "Category", "id": self.category.value}]
        attributes = {"at": _reference("Coordinate", self.coordinate), "protected": self.protected}
        return {"uid": {"type": "Attribute", "id": self.coordinate}, "attrs": attributes, "parents": parents}


@dataclass(frozen=True, slots=True)
class OfficeCounter:
    """What an application is handed in to, before it exists."""

    tenant: str
    region: str = ""

    def entity(self) -> Entity:
        return {"uid": {"type": "Office", "id": self.tenant}, "attrs": {"tenant": self.tenant}, "parents": []}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the record, reduced to what decides whether the row may be seen, and who may change it.

    `moved` says that she stands in another district's record; `niks` are her own and those of her parents;
    `entered_by` the subjects who brought up what is decided about her. `opened`: an emergency opens her to the actor.
    """

    tenant: str
    region: str
    nik: str | None
    sealed: bool
    moved: bool = False
    niks: frozenset[str] = frozenset()
    entered_by: frozenset[str] = frozenset()
    opened: bool = False

    @classmethod
    def of(cls, citizen: Citizen, entered_by: frozenset[str] = frozenset()) -> Self:
        parents = (parent.nik for parent in (citizen.mother, citizen.father) if parent)
        niks = frozenset(nik for nik in (citizen.nik, *parents) if nik)
        return cls(
            citizen.tenant,
            citizen.region_code,
            citizen.nik,
            citizen.sealed,
            citizen.moved_to is not None,
            niks,
            entered_by,
        )

    def entity(self) -> Entity:
        attributes = {
            "tenant": self.tenant,
            "sealed": self.sealed,
            "moved": self.moved,
            "niks": sorted(self.niks),
            "enteredBy": sorted(self.entered_by),
            "opened": self.opened,
            **_optional(self.region, self.nik),
        }
        return {"uid": {"type": "Person", "id": "it"}, "attrs": attributes, "parents": []}


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """An application, reduced to what decides who may work on it. `niks`: everybody whom the file names.

    `sealed`: one of them is. `desk`: the role whose turn it is, empty for none; `holders`: who works on it there;
    `stood_in`: who verified it in another's place."""

    tenant: str
    region: str
    client: str
    submitted_by: str
    entered_by: frozenset[str]
    niks: frozenset[str]
    sealed: bool = False
    desk: str = ""
    holders: frozenset[str] = frozenset()
    stood_in: frozenset[str] = frozenset()

    @classmethod
    def of(cls, application: Application) -> Self:
        header, desk = application.header, desk_of(application)
        return cls(
            header.tenant,
            header.region_code,
            header.client_id,
            application.submitted_by,
            application.entered_by,
            _niks_named(application),
            header.sealed,
            desk.value if desk else "",
            holders_of(application),
            stood_in(application),
        )

    def entity(self) -> Entity:
        attributes = {
            "tenant": self.tenant,
            "client": self.client,
            "submittedBy": self.submitted_by,
            "enteredBy": sorted(self.entered_by),
            "niks": sorted(self.niks),
            "sealed": self.sealed,
            "holders": sorted(self.holders),
            "stoodIn": sorted(self.stood_in),
            **({"desk": _reference("Role", self.desk)} if self.desk else {}),
            **_optional(self.region, None),
        }
        return {"uid": {"type": "Application", "id": "it"}, "attrs": attributes, "parents": []}


@dataclass(frozen=True, slots=True)
class AccountFile:
    """An account or a registration, reduced to what decides who may change it, and who may approve that.

    `niks` belong to its owner; `brought_up_by` are the subjects who proposed what is decided now, with their NIKs."""

    tenant: str
    subject: str
    region: str
    niks: frozenset[str] = frozenset()
    brought_up_by: frozenset[str] = frozenset()
    brought_up_by_niks: frozenset[str] = frozenset()

    def entity(self) -> Entity:
        attributes = {
            "tenant": self.tenant,
            "subject": self.subject,
            "niks": sorted(self.niks),
            "broughtUpBy": sorted(self.brought_up_by),
            "broughtUpByNiks": sorted(self.brought_up_by_niks),
            **_optional(self.region, None),
        }
        return {"uid": {"type": "Account", "id": "it"}, "attrs": attributes, "parents": []}


Resource: TypeAlias = (
    CategoryOfData | AttributeOfData | PartOfRecord | OfficeCounter | PersonRow | ApplicationFile | AccountFile
)


@dataclass(frozen=True, slots=True)
class Question:
    """May this principal do this to that, for this purpose? `action` is the name in the policies' schema."""

    principal: Principal
    action: str
    resource: Resource
    purpose: Purpose

    def request(self) -> dict[str, Any]:
        """The question as Cedar takes it."""
        return {
            "principal": {"type": "Actor", "id": self.principal.subject},
            "action": {"type": "Action", "id": self.action},
            "resource": self.resource.entity()["uid"],
            "context": json.dumps({"purpose": _reference("Purpose", self.purpose.value)}),
        }

    def entities(self, categories: Collection[str]) -> str:
        """The things the question speaks of, as Cedar's JSON. Regions above the resource's are its ancestors;
        `categories` are those that the schema has."""
        things = [self.principal.entity(categories), *_regions(self.resource.region)]
        if not isinstance(self.resource, CategoryOfData):
            things.append(self.resource.entity())
        return json.dumps(things)


def _reference(kind: str, name: str) -> dict[str, dict[str, str]]:
    return {"__entity": {"type": kind, "id": name}}


def _optional(region: str, nik: str | None) -> dict[str, Any]:
    """Attributes that are left out where nothing is known: a policy has to ask whether they are there."""
    known = {"region": _reference("Region", region)} if region else {}
    return {**known, "nik": nik} if nik else known


def _regions(code: str) -> list[Entity]:
    """The region and every region above it, each inside the next."""
    chain = ancestors(code) if code else ()
    references = [{"type": "Region", "id": region} for region in chain]
    return [{"uid": uid, "attrs": {}, "parents": references[at : at + 1]} for at, uid in enumerate(references, 1)]


def _niks_named(application: Application) -> frozenset[str]:
    """Every 16-digit number in the form, whose filing is it, and the NIK that SIAK gave.

    Services name their fields differently; taking all numbers of that length can only refuse more, never less.
    """
    named = set(_long_numbers(application.form))
    if application.siak_result and application.siak_result.nik:
        named.add(application.siak_result.nik)
    if application.on_behalf_of:
        named.add(application.on_behalf_of)
    return frozenset(named)


def _long_numbers(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if len(value) == _DIGITS_OF_A_NIK and value.isdigit() else []
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for item in value for number in _long_numbers(item)]
    return []

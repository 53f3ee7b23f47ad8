from __future__ import annotations

import strawberry

from hub.core import citizen as core
from hub.core.attributes import Category
from hub.core.held import Column, Embedded, Freshness, Link, Linked, Listing, Origin, Paged, Unheld
from hub.resolvers import accesses as r_accesses
from hub.resolvers import applications as r_applications
from hub.resolvers import citizens as r_citizens
from hub.resolvers import discrepancies as r_discrepancies
from hub.resolvers import facets as r_facets
from hub.resolvers import family as r_family
from hub.resolvers import history as r_history
from hub.resolvers import objections as r_objections
from hub.resolvers import provenance as r_provenance
from hub.resolvers import suggestions as r_suggestions
from hub.schema.access import Access
from hub.schema.address import Address
from hub.schema.application import Application
from hub.schema.attributes import with_attributes
from hub.schema.connection import Connection
from hub.schema.declare import field
from hub.schema.discrepancy import Discrepancy
from hub.schema.family_card import FamilyCard
from hub.schema.history_entry import HistoryEntry
from hub.schema.inputs.access_filter import AccessFilter
from hub.schema.moved import Moved
from hub.schema.node import Node
from hub.schema.objection import Objection
from hub.schema.parent_ref import ParentRef
from hub.schema.provenance import Provenance
from hub.schema.scalars import NIK
from hub.schema.source import Source
from hub.schema.stands_for import StandsFor
from hub.schema.suggestion import Suggestion

_SCOPE, _CATEGORY = "citizen:read", Category.POPULATION


@strawberry.federation.type(keys=["id", "nik"], description="One person of the shared record.")
@with_attributes(
    core.Citizen,
    _SCOPE,
    types_of={core.Address: Address, core.ParentRef: ParentRef},
    named={"nik": NIK},
    held={
        "address": Embedded(Origin.ADDRESS),
        "mother": Embedded(Origin.MOTHER),
        "father": Embedded(Origin.FATHER),
    },
)
class Citizen(StandsFor, Node):
    stands_for = core.Citizen

    id: strawberry.ID = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r_citizens.citizen_id, held=Column("id"), in_past=True
    )
    version: int | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        description="Version of the record; each change adds one.",
        held=Column("version"),
    )
    sealed: bool | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        description="Whether the record is sealed; only those whom a policy names ever see one that is.",
        held=Column("sealed"),
    )
    moved: Moved | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        description="Where somebody went who moved to another district; nothing else of her is here.",
        held=Embedded(Origin.MOVED),
    )
    warnings: list[str] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        description="What a reviewer should look at, such as a NIK that disagrees.",
        held=Column("warnings"),
    )
    family_card: FamilyCard | None = field(
        scope="family:read",
        category=Category.FAMILY,
        resolver=r_family.card_of,
        held=Linked(Link.FAMILY_CARD, Origin.FAMILY_CARD),
    )
    applications: Connection[Application] | None = field(
        scope="application:read",
        category=Category.APPLICATION,
        resolver=r_applications.of_person,
        held=Unheld("policies decide on each application by what its form names"),
    )
    accesses: Connection[Access] | None = field(
        scope="access:read",
        category=Category.ACCESS,
        resolver=r_accesses.accesses,
        arguments={"chosen": ("filter", AccessFilter | None)},
        description="Who read this person's data, the newest first: of each reading her own part alone.",
        held=Unheld("each receipt is told by what it says of this person, and to this reader"),
    )
    suggestions: list[Suggestion] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_suggestions.suggestions,
        description="What the office could do for her that nobody asked for yet, with the reason. "
        "Empty for who may not read applications: whether there is one already is not known then.",
        held=Unheld("services compute them from her attributes and her applications"),
    )
    history: Connection[HistoryEntry] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_history.history,
        description="Events of the record, the newest first.",
        held=Paged(Listing.HISTORY, Origin.EVENT),
        in_past=True,
    )
    provenance: Provenance | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_provenance.provenance,
        description="Where an attribute or a facet that this reader may read has its value from.",
        held=Unheld("whether the attribute may be read is decided by its name"),
        in_past=True,
    )
    provenances: list[Provenance] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_provenance.provenances,
        description="The same of each attribute and facet that this reader may read.",
        held=Unheld("whether each attribute may be read is decided by its name"),
        in_past=True,
    )
    discrepancies: Connection[Discrepancy] | None = field(
        scope=("citizen:contest", "discrepancy:decide"),
        category=_CATEGORY,
        resolver=r_discrepancies.of_person,
        description="Where an agency or the person herself differs from the record, the newest first.",
        held=Paged(Listing.DISCREPANCIES, Origin.DISCREPANCY),
    )
    objections: Connection[Objection] | None = field(
        scope=("objection:raise", "objection:decide"),
        category=Category.RIGHTS,
        resolver=r_objections.of_person,
        description="What she objects to in the use of her data, the newest first.",
        held=Unheld("whether one is late is known when it is asked for"),
    )
    sources: list[Source] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_facets.sources,
        description="Freshness of the record and of each facet that this operation selects.",
        held=Freshness(),
        in_past=True,
    )

"""What the record in memory holds."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from hub.core.absence import Absence
from hub.core.application import Application
from hub.core.burial import Burial
from hub.core.citizen import Citizen, FamilyCard
from hub.core.delivery import Delivery
from hub.core.discrepancy import Discrepancy
from hub.core.document import Certificate, Document
from hub.core.evidence import Cause, SourceKind
from hub.core.facet import FacetCopy
from hub.core.objection import Objection
from hub.core.receipt import Receipt


@dataclasses.dataclass
class Tables:
    """What a transaction may change."""

    applications: dict[uuid.UUID, Application] = dataclasses.field(default_factory=dict)
    concerned: dict[uuid.UUID, set[uuid.UUID]] = dataclasses.field(default_factory=dict)
    documents: dict[uuid.UUID, Document] = dataclasses.field(default_factory=dict)
    certificates: dict[str, Certificate] = dataclasses.field(default_factory=dict)
    receipts: list[Receipt] = dataclasses.field(default_factory=list)
    jobs: list[tuple[str, Mapping[str, Any]]] = dataclasses.field(default_factory=list)
    replies: dict[tuple[str, str, str], tuple[bytes, Mapping[str, Any]]] = dataclasses.field(default_factory=dict)
    citizens: dict[uuid.UUID, Citizen] = dataclasses.field(default_factory=dict)
    nik_sources: dict[uuid.UUID, SourceKind] = dataclasses.field(default_factory=dict)
    causes: list[Cause | None] = dataclasses.field(default_factory=list)
    discrepancies: dict[uuid.UUID, Discrepancy] = dataclasses.field(default_factory=dict)
    objections: dict[uuid.UUID, Objection] = dataclasses.field(default_factory=dict)
    burials: dict[uuid.UUID, Burial] = dataclasses.field(default_factory=dict)
    absences: dict[uuid.UUID, Absence] = dataclasses.field(default_factory=dict)
    copies: dict[tuple[str, uuid.UUID], FacetCopy[Any]] = dataclasses.field(default_factory=dict)
    deliveries: dict[uuid.UUID, Delivery] = dataclasses.field(default_factory=dict)
    cards: dict[str, FamilyCard] = dataclasses.field(default_factory=dict)

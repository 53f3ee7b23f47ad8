from __future__ import annotations

import strawberry

from hub.core.duplicates import DuplicateState
from hub.schema.inputs.correct_citizen import VERSION
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK

_REASON = "Why, in one or two sentences; it stands in the history."


@strawberry.input(description="Which pairs; open ones unless a state is named.")
class DuplicateFilter:
    state: DuplicateState | None = None
    nik: NIK | None = strawberry.field(default=None, description="Pairs of this person.")
    id: strawberry.ID | None = strawberry.field(default=None, description="The same by her id.")
    region_code: str | None = strawberry.field(default=None, description="One of the two lives there.")


@strawberry.input(description="Two persons who are one, each named by NIK or by id. The survivor keeps her id.")
class MergeCitizensInput(Keyed):
    survivor_nik: NIK | None
    survivor_id: strawberry.ID | None
    survivor_version: int = strawberry.field(description=VERSION)
    duplicate_nik: NIK | None
    duplicate_id: strawberry.ID | None
    duplicate_version: int = strawberry.field(description=VERSION)
    take_from_duplicate: list[str] | None = strawberry.field(
        description="Attributes of which the duplicate's value is the right one, such as `fullName`. "
        "What the survivor lacks she gets anyway."
    )
    nik_on_ktp_el: NIK | None = strawberry.field(
        description="Of two NIKs the one on the KTP-el, which prevails (PP 40/2019 art. 33). "
        "Not needed where the record has one of them from a KTP-el already."
    )
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="The latest merge into a person is taken back. Name her by NIK or by id.")
class UndoMergeInput(Keyed):
    nik: NIK | None
    id: strawberry.ID | None
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="An open pair who are two persons after all, each named by NIK or by id.")
class DismissDuplicateInput(Keyed):
    first_nik: NIK | None
    first_id: strawberry.ID | None
    second_nik: NIK | None
    second_id: strawberry.ID | None
    reason: str = strawberry.field(description=_REASON)

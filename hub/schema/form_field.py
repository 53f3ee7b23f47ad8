from __future__ import annotations

import strawberry

from hub.core.definition import AnswerKind
from hub.core.regions import RegionLevel
from hub.resolvers import definitions
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A field of a service's form, and what of it the record knows already.")
class FormField:
    path: str = field(
        scope=INHERITED,
        resolver=definitions.field_path,
        description="Dotted, below the service's input; items of a list by its name.",
    )
    label: str = field(scope=INHERITED, resolver=definitions.field_label)
    required: bool = field(scope=INHERITED, resolver=definitions.field_required)
    person: str | None = field(
        scope=INHERITED, resolver=definitions.field_person, description="This NIK names a person of the form, as this."
    )
    shows: list[str] = field(
        scope=INHERITED, resolver=definitions.field_shows, description="Her attributes that nobody is asked for."
    )
    prefilled_from: str | None = field(
        scope=INHERITED,
        resolver=definitions.field_prefilled_from,
        description="`person.attribute` that fills this field in.",
    )
    prefill: str | None = field(
        scope=INHERITED,
        description=(
            "The operation that reads of this person what the form takes from the record, each with its source and "
            "date: run it with her NIK as `$nik` and your own token."
        ),
    )
    kind: AnswerKind = field(scope=INHERITED, resolver=definitions.answer_kind)
    region: RegionLevel | None = field(
        scope=INHERITED,
        resolver=definitions.field_region,
        description="Of what level the region is whose code it takes; `regions` finds it by name.",
    )
    codes: str | None = field(
        scope=INHERITED, resolver=definitions.answer_codes, description="Of a CODE: the name of its closed list."
    )
    needed: bool = field(
        scope=INHERITED,
        resolver=definitions.answer_needed,
        description="Whether there has to be an answer where the row or the part that it belongs to is there at all.",
    )
    rows: str | None = field(
        scope=INHERITED, resolver=definitions.answer_rows, description="Path of the list that it is a column of."
    )
    choice: str | None = field(
        scope=INHERITED,
        resolver=definitions.answer_choice,
        description="Path of the alternative in which it stands; a form takes exactly one of those beside each other.",
    )

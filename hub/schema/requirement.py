from __future__ import annotations

import strawberry

from hub.core.definition import PaperForm
from hub.resolvers import catalogue, definitions
from hub.schema.declare import PUBLIC, field
from hub.schema.requirement_condition import RequirementCondition


@strawberry.type(description="One paper that a service asks for.")
class Requirement:
    kind: str = field(scope=PUBLIC, description="Kind of document, as an upload names it.")
    label: str = field(scope=PUBLIC, resolver=catalogue.requirement_label)
    required: bool = field(scope=PUBLIC)
    substitute: str | None = field(scope=PUBLIC, description="Kind that is accepted in its place.")
    substitute_witnesses: int | None = field(
        scope=PUBLIC, resolver=definitions.substitute_witnesses, description="How many witnesses sign that too."
    )
    form_number: str | None = field(
        scope=PUBLIC, resolver=definitions.form_number, description="Of an official form, such as `F-2.03`."
    )
    condition: str | None = field(
        scope=PUBLIC, resolver=definitions.condition, description="When it is needed; null where it always is."
    )
    when: RequirementCondition | None = field(
        scope=PUBLIC, description="The same for a program, where the form alone tells."
    )
    in_form: PaperForm = field(
        scope=PUBLIC, resolver=definitions.paper_form, description="In which form it is handed in on a channel."
    )
    how_to: str = field(scope=PUBLIC, resolver=definitions.how_to, description="The same as a sentence.")

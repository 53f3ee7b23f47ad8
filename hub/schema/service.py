from __future__ import annotations

import strawberry

from hub.resolvers import catalogue, definitions, promises, refused, settings
from hub.schema.declare import PUBLIC, field
from hub.schema.form_field import FormField
from hub.schema.office_setting import ServiceSetting
from hub.schema.refusal import ServiceRefusal
from hub.schema.requirement import Requirement
from hub.schema.service_bundle import ServiceBundle
from hub.schema.service_law import ServiceLaw
from hub.schema.service_output import ServiceOutput
from hub.schema.service_step import ServiceStep
from hub.schema.time_limit import TimeLimit


@strawberry.type(description="A public service that can be applied for.")
class Service:
    name: str = field(scope=PUBLIC)
    title: str = field(scope=PUBLIC, resolver=catalogue.service_title)
    description: str = field(scope=PUBLIC, resolver=catalogue.service_description)
    legal_basis: str = field(scope=PUBLIC)
    fee: str = field(scope=PUBLIC)
    max_hours: int = field(scope=PUBLIC, description="Hours from complete papers to the answer, by law.")
    promised_hours: int = field(
        scope=PUBLIC, resolver=settings.promised_hours, description="What this office promises: as many, or fewer."
    )
    setting: ServiceSetting = field(scope=PUBLIC, resolver=settings.of_service)
    time_limit: str = field(
        scope=PUBLIC, resolver=promises.limit, description="What is promised in words, as it is counted."
    )
    requirements: list[Requirement] = field(scope=PUBLIC, resolver=catalogue.requirements)
    laws: list[ServiceLaw] = field(scope=PUBLIC, resolver=definitions.laws)
    form_fields: list[FormField] = field(scope=PUBLIC, resolver=definitions.form_fields)
    steps: list[ServiceStep] = field(scope=PUBLIC, resolver=definitions.service_steps)
    time_limits: list[TimeLimit] = field(scope=PUBLIC, resolver=definitions.time_limits)
    outputs: list[ServiceOutput] = field(scope=PUBLIC, resolver=definitions.outputs)
    bundle: ServiceBundle | None = field(scope=PUBLIC, resolver=definitions.service_bundle)
    effects: list[str] = field(
        scope=PUBLIC, resolver=definitions.effects, description="What changes in the record, in words."
    )
    refusals: list[ServiceRefusal] = field(
        scope=PUBLIC, resolver=refused.refusals, description="For what it may be refused."
    )
    siak_gives: list[str] = field(
        scope=PUBLIC,
        resolver=definitions.siak_gives,
        description="Fields of `SiakResult` that an officer has to capture.",
    )
    siak_may_give: list[str] = field(
        scope=PUBLIC, resolver=definitions.siak_may_give, description="Those that SIAK gives only sometimes."
    )

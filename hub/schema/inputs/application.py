"""Inputs whose members are the discovered services: made for each schema, not written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import strawberry

from hub.core.application import Channel, MandateType
from hub.core.service import Service
from hub.resolvers.idempotency import LATER
from hub.resolvers.values import Language
from hub.schema.inputs.document_ref import DocumentRefInput
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.step import StepInput

_PREFILLED: Final = (
    "Paths of the form's fields that you filled in from the record and the applicant did not have to type. Those that "
    "are what the record holds are counted as such, the others as typed; nothing is refused for it."
)
_NOTICE_LANGUAGE: Final = "In which language whoever handed in is told of each step, by the contact in the form."


@dataclass(frozen=True, slots=True)
class ApplicationInputs:
    """The inputs of `submitApplication` and `resubmitApplication`."""

    submit: type
    resubmit: type


def application_inputs(services: Iterable[Service]) -> ApplicationInputs:
    """ApplicationInput is @oneOf with one member for each service."""
    members = {service.input_member: service.input_type() | None for service in services}
    application = strawberry.input(
        _class("ApplicationInput", (), members),
        one_of=True,
        description="The form of one service. Exactly one member is set.",
    )
    return ApplicationInputs(_submit(application), _resubmit(application))


def _submit(application: type) -> type:
    annotations: dict[str, Any] = {
        "on_behalf_of": str | None,
        "mandate": MandateType | None,
        "channel": Channel,
        "documents": list[DocumentRefInput],
        "prefilled": list[str],
        "notice_language": Language,
        "application": application,
    }
    preset = {
        "channel": Channel.ONLINE,
        "prefilled": strawberry.field(default_factory=list, description=_PREFILLED),
        "notice_language": strawberry.field(
            default=Language.ID, description=_NOTICE_LANGUAGE, metadata={LATER: Language.ID}
        ),
    }
    cls = _class("SubmitApplicationInput", (Keyed,), annotations, preset)
    return strawberry.input(cls, description="An application, with its papers.")


def _resubmit(application: type) -> type:
    annotations: dict[str, Any] = {
        "documents": list[DocumentRefInput] | None,
        "application": application | None,
    }
    cls = _class("ResubmitApplicationInput", (StepInput,), annotations)
    return strawberry.input(cls, description="What was missing; `application` only where the form is corrected.")


def _class(
    name: str, bases: tuple[type, ...], annotations: dict[str, Any], defaults: dict[str, Any] | None = None
) -> type:
    return type(name, bases, {"__annotations__": annotations, "__module__": __name__, **(defaults or {})})

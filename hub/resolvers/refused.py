"""Why an application was refused, and for what a service may be."""

from __future__ import annotations

from strawberry import Parent

from hub.core.application import Application
from hub.core.refusal import RIGHT_TO_OBJECT, SENTENCES, RefusalReason, refusal_of
from hub.core.service import Service
from hub.resolvers.values import Language, text


def refusal(parent: Parent[Application]) -> RefusalReason | None:
    return refusal_of(parent)


def refusals(parent: Parent[Service]) -> list[RefusalReason]:
    return list(parent.definition.refusals)


def code(parent: Parent[RefusalReason]) -> RefusalReason:
    return parent


def sentence(parent: Parent[RefusalReason], language: Language | None = Language.ID) -> str:
    return text(language, *SENTENCES[parent])


def right_to_object(parent: Parent[RefusalReason], language: Language | None = Language.ID) -> str:  # noqa: ARG001  each resolver is given its parent
    return text(language, *RIGHT_TO_OBJECT)

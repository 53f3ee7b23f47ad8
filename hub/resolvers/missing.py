"""What an applicant has to bring, in her words: what it is, what to do, and what the law takes in its place."""

from __future__ import annotations

from strawberry import Parent

from hub.core.application import Application
from hub.core.return_list import Asked, asked
from hub.resolvers.context import HubInfo
from hub.resolvers.values import Language, text


def missing(parent: Parent[Application], info: HubInfo) -> list[Asked]:
    service = info.context.hub.services[parent.header.service]
    return [asked(service, one) for one in parent.missing]


def label(parent: Parent[Asked], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def todo(parent: Parent[Asked], language: Language | None = Language.ID) -> str:
    return text(language, parent.todo_id, parent.todo_en)


def substitute(parent: Parent[Asked]) -> str | None:
    return parent.substitute.kind if parent.substitute else None


def substitute_label(parent: Parent[Asked], language: Language | None = Language.ID) -> str | None:
    other = parent.substitute
    return text(language, other.label_id, other.label_en) if other else None

"""What anybody may know: services, code lists; and which agencies are behind the hub."""

from __future__ import annotations

from strawberry import Parent

from hub.core.agency_ports import AgencyState, AgencyStatus
from hub.core.codes import CodeEntry, code_list
from hub.core.service import Requirement, Service
from hub.resolvers.context import HubInfo
from hub.resolvers.values import Language, text


def services(info: HubInfo) -> list[Service]:
    return list(info.context.hub.services.values())


def service_title(parent: Parent[Service], language: Language | None = Language.ID) -> str:
    return text(language, parent.title_id, parent.title_en)


def service_description(parent: Parent[Service], language: Language | None = Language.ID) -> str:
    return text(language, parent.description_id, parent.description_en)


def requirements(parent: Parent[Service]) -> list[Requirement]:
    return list(parent.requirements)


def requirement_label(parent: Parent[Requirement], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def codes(info: HubInfo, name: str) -> list[CodeEntry] | None:
    found = code_list(name) or info.context.hub.code_lists.get(name)
    return list(found) if found is not None else None


def code_label(parent: Parent[CodeEntry], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def agencies(info: HubInfo) -> list[AgencyStatus]:
    return list(info.context.hub.agencies)


def agency_state(parent: Parent[AgencyStatus], info: HubInfo) -> AgencyState | None:
    watch = info.context.hub.watches.get(parent.name)
    return watch.state if watch is not None else None


def agency_title(parent: Parent[AgencyStatus], language: Language | None = Language.ID) -> str:
    return text(language, parent.title_id, parent.title_en)

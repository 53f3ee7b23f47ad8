"""What SIAK issued, captured by a clerk; the worker then reads it back from the population agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from hub.core.application import ActionKind, Application
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.steps import said
from hub.resolvers.values import NIK, FamilyCardNumber
from hub.resolvers.workflow import Step, Work, take_step

_JOB: Final = "confirm_siak"


class SiakEntry(Step, Protocol):
    nik: NIK
    deed_number: str
    family_card_number: FamilyCardNumber | None


async def record_siak_result(info: HubInfo, given: SiakEntry) -> ApplicationOutcome:
    async def entry(_work: Work, _application: Application) -> Mapping[str, Any]:
        return {
            "nik": given.nik,
            "deed_number": said(given.deed_number, "deedNumber"),
            "family_card_number": given.family_card_number,
        }

    return await take_step(info.context, "recordSiakResult", ActionKind.RECORD_SIAK, given, entry, _confirm)


async def _confirm(work: Work, application: Application) -> None:
    header = application.header
    await work.write.enqueue(_JOB, {"tenant": header.tenant, "tracking_number": header.tracking_number})

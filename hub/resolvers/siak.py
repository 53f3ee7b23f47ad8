"""What SIAK issued, captured by a clerk; the worker then reads it back from the population agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from hub.core.application import ActionKind, Application
from hub.core.attributes import camel
from hub.core.errors import BadInput
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import ApplicationOutcome
from hub.resolvers.steps import said
from hub.resolvers.values import NIK, FamilyCardNumber
from hub.resolvers.workflow import Step, Work, take_step

_JOB: Final = "confirm_siak"


class SiakEntry(Step, Protocol):
    nik: NIK | None
    deed_number: str | None
    family_card_number: FamilyCardNumber | None
    letter_number: str | None


async def record_siak_result(info: HubInfo, given: SiakEntry) -> ApplicationOutcome:
    async def entry(work: Work, application: Application) -> Mapping[str, Any]:
        captured = {
            "nik": given.nik,
            "deed_number": _number(given.deed_number, "deedNumber"),
            "family_card_number": given.family_card_number,
            "letter_number": _number(given.letter_number, "letterNumber"),
        }
        for name in sorted(work.service_of(application).siak_gives):
            if captured[name] is None:
                raise BadInput("SIAK gives this number here. Type it exactly as SIAK shows it.", path=camel(name))
        return captured

    return await take_step(info.context, "recordSiakResult", ActionKind.RECORD_SIAK, given, entry, _confirm)


def _number(value: str | None, path: str) -> str | None:
    return None if value is None else said(value, path)


async def _confirm(work: Work, application: Application) -> None:
    header = application.header
    await work.write.enqueue(_JOB, {"tenant": header.tenant, "tracking_number": header.tracking_number})

"""An office whose administrators set something of its services and counters."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any, Final

from hub.core.actor import Actor, Role
from hub.core.calendar import local_date
from hub.identity.words import OneTimeWords
from hub.resolvers.context import Administration
from hub.store import PgAccounts, PgOfficeSettings
from tests.counter.conftest import CounterOffice
from tests.engine.administration import KEY
from tests.engine.test_mutations import payload
from tests.fakes.accounts import FakeKeys
from tests.fakes.actors import NOBODY, staff
from tests.fakes.people_of_bangka import TENANT

ADMINISTRATOR, OTHER = staff(Role.ADMINISTRATOR), staff(Role.ADMINISTRATOR, "other")
HEAD = staff(Role.HEAD_OF_OFFICE)
BIRTH: Final = "birthCertificate"
CLOSURE: Final = {
    "whyId": "Gedung kantor diperbaiki.", "whyEn": "The building is being repaired.",
    "insteadId": "Datanglah ke kantor Kecamatan Belinyu.", "insteadEn": "Go to the office of Kecamatan Belinyu.",
}  # fmt: skip
COUNTER_INPUT: Final = {
    "idempotencyKey": "k", "reason": "Ya.", "expectedVersion": 0, "places": 4, "openPlaces": 2, "mostWaiting": 9,
}  # fmt: skip
_DONE: Final = "proposal { id state differences { name after differs } } errors { code path message }"
SET: Final = {
    "changeService": f"""mutation ($input: ChangeServiceInput!) {{
        changeService(input: $input) {{ service {{ setting {{ version }} }} {_DONE} }} }}""",
    "changeCounters": f"mutation ($input: ChangeCountersInput!) {{ changeCounters(input: $input) {{ {_DONE} }} }}",
    "approveAccountProposal": f"""mutation ($input: ApproveAccountProposalInput!) {{
        approveAccountProposal(input: $input) {{ {_DONE} }} }}""",
}
PUBLIC: Final = """
query ($language: Language) {
  services {
    name maxHours promisedHours timeLimit(language: $language)
    setting { open closedFrom closedUntil why(language: $language) instead(language: $language) version numbers }
  }
}
"""
HISTORY: Final = """
query ($service: String) {
  accountChanges(service: $service) {
    edges { node { subjectKind service version actor reason approvedBy differences { name before after } } }
  }
}
"""


@dataclasses.dataclass
class Setting:
    """An office whose administrators set something."""

    office: CounterOffice

    async def do(self, mutation: str, by: Actor = ADMINISTRATOR, **given: Any) -> dict[str, Any]:
        full = {"idempotencyKey": uuid.uuid4().hex, "reason": "Untuk pengujian.", **given}
        return payload(await self.office.ask(SET[mutation], {"input": full}, by))

    async def service(self, version: int = 0, **given: Any) -> dict[str, Any]:
        return await self.do("changeService", service=BIRTH, expectedVersion=version, **given)

    async def approved(self, made: dict[str, Any], by: Actor = HEAD) -> None:
        assert (made["errors"], made["proposal"]["state"]) == ([], "OPEN")
        assert (await self.do("approveAccountProposal", by, proposalId=made["proposal"]["id"]))["errors"] == []

    async def close(self, first: dt.date, last: dt.date | None = None, version: int = 0) -> None:
        days = {"first": first.isoformat(), "last": last.isoformat() if last else None}
        await self.approved(await self.service(version, closure={**CLOSURE, **days}))

    async def counters(self, version: int = 0, **given: Any) -> dict[str, Any]:
        full = {"places": 4, "openPlaces": 2, "mostWaiting": 150, **given}
        return await self.do("changeCounters", expectedVersion=version, **full)

    async def shown(self, language: str = "ID") -> dict[str, Any]:
        """What everybody is told of the service."""
        answer = await self.office.ask(PUBLIC, {"language": language}, NOBODY)
        found: dict[str, Any] = next(one for one in answer.payload["data"]["services"] if one["name"] == BIRTH)
        return found

    async def history(self, service: str) -> list[dict[str, Any]]:
        answer = await self.office.ask(HISTORY, {"service": service}, HEAD)
        return [edge["node"] for edge in answer.payload["data"]["accountChanges"]["edges"]]

    @property
    def today(self) -> dt.date:
        return local_date(self.office.clock())


def setting_of(office: CounterOffice) -> Setting:
    """The same office, with who administers it."""
    administration = Administration(PgAccounts(office.db, office.clock), OneTimeWords(KEY), FakeKeys())
    settings = PgOfficeSettings(office.db, TENANT, "19.01")
    office.hub = dataclasses.replace(office.hub, settings=settings, administration=administration)
    office.engine = type(office.engine)(office.schema, office.hub)
    return Setting(office)

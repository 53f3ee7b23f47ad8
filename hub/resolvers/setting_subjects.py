"""What the office sets of its services and counters, as two kinds of what administrators keep."""

from __future__ import annotations

from typing import Any, Final

from hub.access.entities import AccountFile
from hub.core.administration import AccountAction, ChangeKind, SubjectKind
from hub.core.calendar import local_date
from hub.core.errors import NotFound
from hub.core.four_eyes import counters_need_two, service_needs_two
from hub.core.office_setting import COUNTERS, CounterSetting, ServiceSetting, check_counters, check_service
from hub.resolvers.account_subjects import Subjects, Written
from hub.resolvers.account_work import Desk


class ServiceSettings(Subjects[ServiceSetting]):
    """One service: its folder says what the law gives, this what the office makes of it."""

    kind = SubjectKind.SERVICE
    action = AccountAction.ADMINISTER_SERVICE
    name = "service"
    word = "service"
    path = "service"
    always = True

    def key_in(self, given: Any) -> str:
        return str(given.service)

    def key_of(self, subject: ServiceSetting) -> str:
        return subject.service

    def blank(self, tenant: str, key: str) -> ServiceSetting:
        return ServiceSetting(tenant, key, "")

    def file_of(self, subject: ServiceSetting) -> AccountFile:
        return AccountFile(subject.tenant, subject.service, subject.region)

    def needs_two(self, before: ServiceSetting, after: ServiceSetting) -> bool:
        return service_needs_two(before, after)

    async def find(self, desk: Desk, key: str) -> ServiceSetting | None:
        hub = desk.context.hub
        if key not in hub.services:
            return None
        return await desk.accounts.service_setting(ServiceSetting(hub.tenant, key, hub.region))

    async def check(self, desk: Desk, _kind: ChangeKind, _before: ServiceSetting, after: ServiceSetting) -> None:
        hub = desk.context.hub
        service = hub.services.get(after.service)
        if service is None:
            raise NotFound("This hub has no such service any more.", path=self.path)
        check_service(after, service, hub.promises.hours, local_date(desk.now))

    async def write(self, desk: Desk, written: Written[ServiceSetting]) -> None:
        await desk.accounts.write_setting(written.after, written.change)


class CounterSettings(Subjects[CounterSetting]):
    """The counters of the office: there is one setting of them."""

    kind = SubjectKind.COUNTER
    action = AccountAction.ADMINISTER_SERVICE
    name = "counters"
    word = "counter"
    path = ""
    always = True

    def key_in(self, _given: Any) -> str:
        return COUNTERS

    def key_of(self, _subject: CounterSetting) -> str:
        return COUNTERS

    def blank(self, tenant: str, _key: str) -> CounterSetting:
        return CounterSetting(tenant, "")

    def file_of(self, subject: CounterSetting) -> AccountFile:
        return AccountFile(subject.tenant, COUNTERS, subject.region)

    def needs_two(self, before: CounterSetting, after: CounterSetting) -> bool:
        return counters_need_two(before, after)

    async def find(self, desk: Desk, _key: str) -> CounterSetting | None:
        hub = desk.context.hub
        return await desk.accounts.counter_setting(CounterSetting(hub.tenant, hub.region))

    async def check(self, _desk: Desk, _kind: ChangeKind, _before: CounterSetting, after: CounterSetting) -> None:
        check_counters(after)

    async def write(self, desk: Desk, written: Written[CounterSetting]) -> None:
        await desk.accounts.write_setting(written.after, written.change)


SERVICES: Final = ServiceSettings()
COUNTER: Final = CounterSettings()

"""Queues and pages of applications on a real database."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from hub.core.application import ActionKind, Application, ApplicationState
from hub.core.errors import BadInput
from hub.core.ports import ApplicationFilter, Page
from hub.store import Database, PgApplications, PgWrites, cursors
from hub.store.bulk import copy_citizens
from tests.store.samples import NOW, TENANT, action, clock, header, person, request, submission

ID = uuid.UUID(int=1)


async def submitted(db: Database, day: int, region: str = "19.01.01.1001", **given: object) -> uuid.UUID:
    """An application of that day; `state` moves it on by a claim, `person_id` names whom it is about."""
    head = header(region, NOW + dt.timedelta(days=day))
    async with PgWrites(db, clock).begin(request(str(head.id))) as work:
        concerned = given.get("person_id")
        people = [concerned] if isinstance(concerned, uuid.UUID) else []
        application = await work.insert_application(head, submission(str(given.get("by", "user-1"))), people)
        if given.get("claimed"):
            await work.append(application, action(2, ActionKind.CLAIM))
        await work.reply({})
    return head.id


def ids(page: Page[Application]) -> list[uuid.UUID]:
    return [item.header.id for item in page.items]


async def test_each_term_narrows(db: Database) -> None:
    parent = person()
    await copy_citizens(db, [parent])
    one = await submitted(db, 1)
    two = await submitted(db, 2, "19.01.03.2003", by="user-2")
    three = await submitted(db, 3, claimed=True, person_id=parent.id)
    applications = PgApplications(db)

    async def found(**terms: object) -> list[uuid.UUID]:
        return ids(await applications.page(TENANT, ApplicationFilter(**terms), 10, None))  # type: ignore[arg-type]  # terms vary by line

    assert await found() == [three, two, one]
    assert await found(oldest_first=True) == [one, two, three]
    assert await found(states=(ApplicationState.SUBMITTED,)) == [two, one]
    assert await found(states=(ApplicationState.IN_REVIEW, ApplicationState.SUBMITTED)) == [three, two, one]
    assert await found(region="19.01.01") == [three, one]
    assert await found(region="19.01") == [three, two, one]
    assert await found(region="19.0_") == []
    assert await found(region="") == []
    assert await found(submitted_by="user-2") == [two]
    assert await found(client_id="frontend", service="birth-certificate") == [three, two, one]
    assert await found(client_id="another") == []
    assert await found(person_id=parent.id) == [three]
    assert await found(person_id=parent.id, states=(ApplicationState.SUBMITTED,)) == []
    with pytest.raises(BadInput):
        await found(service="\0")


@pytest.mark.parametrize("oldest_first", [False, True])
async def test_pages_are_complete_and_in_order(db: Database, oldest_first: bool) -> None:
    stored = [await submitted(db, day // 3) for day in range(7)]
    applications, wanted = PgApplications(db), ApplicationFilter(oldest_first=oldest_first)
    seen, after = [], None
    while True:
        page = await applications.page(TENANT, wanted, 3, after)
        seen += ids(page)
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert seen == (stored if oldest_first else stored[::-1])


@pytest.mark.parametrize(
    "cursor",
    ["x", cursors.encode("queue", NOW, ID), cursors.encode("applications", "2026", ID)]
    + [cursors.encode("applications", f"{year}-01-01T00:00:00+00:00", ID) for year in ("0001", "9999")]
    + [cursors.encode("applications", NOW)],
)
async def test_a_cursor_of_another_list_is_bad_input(db: Database, cursor: str) -> None:
    with pytest.raises(BadInput):
        await PgApplications(db).page(TENANT, ApplicationFilter(), 3, cursor)


async def test_by_id_and_tracking_number(db: Database) -> None:
    one = await submitted(db, 1, claimed=True)
    applications = PgApplications(db)
    found = await applications.by_ids(TENANT, [one, uuid.uuid4()])
    assert list(found) == [one]
    assert (found[one].state, found[one].assignee, found[one].version) == (ApplicationState.IN_REVIEW, "user-1", 2)
    assert await applications.by_tracking_number(TENANT, found[one].header.tracking_number) == found[one]
    assert await applications.by_tracking_number("1902", found[one].header.tracking_number) is None
    assert await applications.by_tracking_number(TENANT, "AL-2222-2222") is None

"""With many people no operation reads a whole table: what it reads does not grow with the district.

The database counts what it reads, so a statement need not be named here to be watched; and each statement that was
prepared is explained as the database plans it when it does not look at the values. A root field that nobody asks fails
the test (a new one needs a line in `tests.store.queries` or `operations`), and so does a table of the record that has
no rows.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pytest

from hub.store import Database
from tests.fakes.world import schema
from tests.store.operations import everything
from tests.store.test_schema import TABLES, TOOLS
from tests.store.watched import fill, generic_plan, sequential, watching

SOME: Final = 20_000
DISTRICT: Final = 1_200_000
MODES: Final = ("auto", "force_generic_plan")
# Tables of which no operation here reads or writes, or which have as many rows as there are agencies or clerks.
SMALL: Final = {
    # Requests of clients: a hundred wait at most, and each is forgotten after ninety days.
    "client_request",
    # As many as clients have documents, and one for each day that one is used or something deprecated is.
    *("registered_document", "registered_document_use", "document_register", "deprecated_use"),
    *("region", "agency_budget", "client_agency", "console_session", "delivery_target", "register_walk"),
    *("pull", "pull_run", "facet_file", "facet_file_refusal"),
    *("identity_user", "oauth_client", "signing_key", "login_failure"),
    *("authorization_code", "refresh_token", "revoked_token", "used_assertion", "used_proof", "pushed_request"),
    *("log_in", "second_factor", "recovery_code", "consent", "consent_record", "account_half"),
    *("access_watch", "access_habit", "breach", "breach_notice", "notice_stop"),
    # Four rows a day, read from a day on; and one for each first KTP-el, read by its application or its session.
    *("session_slot", "session_booking"),
    # As many as there are officers who are away.
    "absence",
    # As many as there are services, and one for the counters.
    "office_setting",
    # Numbers of a counter, of this day alone.
    *("ticket", "ticket_day", "appointment", "appointment_slot"),
    # As many as there are registers and years.
    "certificate_register",
    # Sixteen parts of each month, service and channel.
    "once_only_month",
    # As many as there are things to count of a service in a month, two thousand steps of the median among them.
    "promise_month",
    # As many as there are days, kecamatan and services; answers are kept as sums, and few write words.
    *("office_sum", "office_month", "satisfaction_waiting", "satisfaction_sum", "satisfaction_words"),
    # As many as there are senders, messages of a week, and subscriptions, each of them bounded.
    *("spdci_sender", "spdci_message", "spdci_subscription"),
    # As many as somebody declared; they hold no rows.
    "govstack_registry",
    # As many as there are agreements, and one of each for every day.
    *("agreement", "agreement_quota"),
    # One row for 256 receipts, one for the log, one for each witness.
    *("receipt_subtree", "receipt_log", "receipt_witness"),
    *("record_import", "record_import_piece", "record_import_refusal", "record_import_region"),
}


async def what_is_wrong(url: str, people: int) -> list[str]:
    """Asks for everything twice: as the database plans it for the values, and as it plans it for any."""
    await fill(url, people)
    wrong = []
    for page, mode in enumerate(MODES):
        await _plan_by(url, mode)
        async with watching(url) as watched:
            tables = {row["relname"] for row in await watched.office.database.fetch(TABLES, TOOLS)}
            assert tables - watched.large - SMALL == set(), "fill it in benchmarks.multitude_work"
            await everything(watched, people, page)
            assert roots() - watched.asked == set(), "ask it in tests.store.queries or operations"
            wrong += [f"{mode}: {one}" for one in [*watched.wrong, *await watched.read_whole_by_plan()]]
    return wrong


async def _plan_by(url: str, mode: str) -> None:
    """Connections that are made from now on plan in this way."""
    database = await Database.open(url, max_size=1)
    await database.execute(f"alter database {urlsplit(url).path.lstrip('/')} set plan_cache_mode = {mode}")
    await database.close()


def roots() -> set[str]:
    """The root fields of the graph."""
    graph = schema().graph
    assert graph.query_type is not None
    assert graph.mutation_type is not None
    assert graph.subscription_type is not None
    return {*graph.query_type.fields, *graph.mutation_type.fields, *graph.subscription_type.fields}


@pytest.mark.timeout(600)
async def test_no_operation_reads_a_whole_table(module_database: str) -> None:
    assert await what_is_wrong(module_database, SOME) == []


async def test_a_statement_without_an_index_is_seen(module_database: str) -> None:
    """Planted: one that reads a table, and one that reads all that an index has of the tenant."""
    async with watching(module_database) as watched:
        database = watched.office.database
        await watched.do("by occupation", database.fetch("select 1 from person where occupation = $1", "x"))
        await watched.do("count", database.fetch("select count(nik) from person where tenant = $1 and nik > '0'", "1"))
        slower = database.fetch("select count(nik) from person where tenant = '1901' and nik > '0'")
        await watched.do("count", slower)
        assert any(line.startswith("by occupation: all of person") for line in watched.wrong)
        assert any(line.startswith("count: ") for line in watched.wrong)
        (planned,) = await watched.read_whole_by_plan()
        assert planned.startswith("by occupation: all of person by plan")


async def test_a_plan_that_is_good_for_one_value_only_is_seen(module_database: str) -> None:
    """The database knows how few a given page has, and of any page it does not."""
    async with watching(module_database) as watched:
        database = watched.office.database
        page = (
            "select * from person p left join register_check c on c.person_id = p.id and c.tenant = p.tenant limit {}"
        )
        assert "register_check" not in set(sequential(await generic_plan(database, page.format(1))))
        assert "register_check" in set(sequential(await generic_plan(database, page.format("$1"))))


@pytest.mark.long
async def test_no_operation_reads_a_whole_table_of_a_large_district(database: str) -> None:
    assert await what_is_wrong(database, DISTRICT) == []

"""What somebody allowed and took back stays for proof, while it holds for as long as she wants."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from hub.cli.oversight import shown_consents
from hub.core.accounts import GivenConsent
from hub.identity.scope_texts import text_version
from hub.store import PgIdentity
from hub.web.settings import Settings
from tests.fakes.people_of_bangka import TENANT
from tests.oversight.district import CLERK_ID, NEAR, District

SCOPES = frozenset({"citizen:read"})


async def test_consent_and_its_withdrawal_are_kept(district: District) -> None:
    store, now = PgIdentity(district.database, TENANT), district.clock()
    given = GivenConsent("portal", SCOPES, now, text_version(SCOPES))
    await store.give_consent(CLERK_ID, given, None)
    await store.withdraw_consent(CLERK_ID, "portal", now + dt.timedelta(hours=1))
    entries = await store.consent_record(CLERK_ID)
    assert [(one.kind, one.scopes) for one in entries] == [
        ("GIVEN", ("citizen:read",)),
        ("WITHDRAWN", ("citizen:read",)),
    ]
    assert entries[0].text_version == given.text_version
    assert await store.consents(CLERK_ID) == []


async def test_whoever_prints_them_leaves_a_receipt_with_the_hubs_mark(
    district: District, database: str, tmp_path: Path
) -> None:
    given = GivenConsent("portal", SCOPES, district.clock(), text_version(SCOPES))
    await PgIdentity(district.database, TENANT).give_consent(CLERK_ID, given, None)
    settings = Settings(database_url=SecretStr(database), tenant=TENANT, region="19.01", state_dir=tmp_path)
    (entry,) = await shown_consents(settings, CLERK_ID)
    assert entry.client_id == "portal"
    (read,) = await district.database.fetch(
        "select r.operation, r.mark from receipt r"
        " cross join lateral persons_in(r.subjects) s(person_id)"
        " where s.person_id = $1 and r.actor = 'operator'", NEAR.id,
    )  # fmt: skip
    assert read["operation"] == "hub oversight consents"
    assert read["mark"] is not None, "the log would call it forged"


async def test_the_record_only_grows(district: District) -> None:
    store = PgIdentity(district.database, TENANT)
    await store.give_consent(CLERK_ID, GivenConsent("portal", SCOPES, district.clock(), "a"), None)
    connection = await asyncpg.connect(district.url)
    try:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute("delete from consent_record")
    finally:
        await connection.close()


def test_other_words_are_another_version() -> None:
    assert text_version(SCOPES) != text_version(SCOPES | {"family:read"})
    assert text_version(SCOPES) == text_version(frozenset(SCOPES))

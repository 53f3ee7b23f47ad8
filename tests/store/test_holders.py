"""Who goes on with a case: the column says what the actions say, also of what was handed in before there was one."""

from __future__ import annotations

import re
from typing import Any, Final

from hub.core.application import ActionKind as A
from hub.core.desks import kept_by
from hub.store import Database, PgApplications, PgWrites
from hub.store.migrate import MIGRATIONS
from tests.store.samples import TENANT, action, clock, header, request, submission

_SAID: Final[dict[A, dict[str, Any]]] = {
    A.TAKE_OVER: {"reason": "Sakit.", "from": "one", "from_name": "Petugas Contoh"},
    A.DELAY: {"reason": "SIAK mati."},
    A.ASSIGN: {"reason": "Cuti.", "to": "four", "to_name": "Petugas Lain"},
    A.RESUME: {"reason": "SIAK hidup."},
    A.RETURN: {"missing": [{"what": "photo", "reason": "Buram."}]},
    A.RECORD_SIAK: {"nik": "1901014507909001"},
    A.CONFIRM_SIAK: {"status": "CONFIRMED"},
}
_HISTORIES: Final = (
    (),
    ((A.CLAIM, "one"),),
    ((A.CLAIM, "one"), (A.TAKE_OVER, "two")),
    ((A.CLAIM, "one"), (A.ACCEPT, "one")),
    ((A.CLAIM, "one"), (A.ACCEPT, "one"), (A.TAKE_OVER, "three"), (A.VERIFY, "three")),
    ((A.CLAIM, "one"), (A.ACCEPT, "one"), (A.DELAY, "one"), (A.TAKE_OVER, "two")),
    (
        (A.CLAIM, "one"),
        (A.ACCEPT, "one"),
        (A.DELAY, "one"),
        (A.RESUME, "one"),
        (A.TAKE_OVER, "three"),
        (A.VERIFY, "three"),
    ),
    ((A.CLAIM, "one"), (A.ACCEPT, "one"), (A.VERIFY, "three"), (A.TAKE_OVER, "two"), (A.RECORD_SIAK, "two")),
    ((A.CLAIM, "one"), (A.ACCEPT, "one"), (A.VERIFY, "three"), (A.RECORD_SIAK, "one"), (A.CONFIRM_SIAK, "hub")),
    ((A.CLAIM, "one"), (A.RETURN, "one")),
    ((A.CLAIM, "one"), (A.RETURN, "one"), (A.RESUBMIT, "frontend")),
    ((A.CLAIM, "one"), (A.RETURN, "one"), (A.RESUBMIT, "frontend"), (A.CLAIM, "two")),
)


async def test_the_column_is_the_fold_and_the_migration_finds_the_same(db: Database) -> None:
    numbers = [await _lived(db, history) for history in _HISTORIES]
    applications = PgApplications(db)
    said = {}
    for number in numbers:
        found = await applications.by_tracking_number(TENANT, number)
        assert found is not None
        said[number] = kept_by(found)[0]
    assert [said[number] for number in numbers] == [
        None, "one", "two", None, "one", "two", "one", "two", None, None, None, "two",
    ]  # fmt: skip
    assert await _stored(db) == (said, {"ONLINE"})
    await db.execute("update application set holder = null, holder_name = null, channel = null")
    for statement in re.findall(r"^update application .*?;$", _before_ending(), re.DOTALL | re.MULTILINE):
        await db.execute(statement)
    assert await _stored(db) == (said, {"ONLINE"})


async def test_what_was_given_is_in_the_column_at_both_desks(db: Database) -> None:
    claimed, complete = (A.CLAIM, "one"), ((A.CLAIM, "one"), (A.ACCEPT, "one"))
    given = (A.ASSIGN, "head")
    histories = (
        (given,), (claimed, given), (*complete, given), (*complete, given, (A.VERIFY, "four")),
        (*complete, given, (A.TAKE_OVER, "three")), (*complete, given, (A.DELAY, "one")),
        (*complete, (A.VERIFY, "three"), given),
    )  # fmt: skip
    numbers = [await _lived(db, history) for history in histories]
    stored, _ = await _stored(db)
    assert [stored[number] for number in numbers] == ["four", "four", "four", "one", None, "one", "four"]


async def _lived(db: Database, history: tuple[tuple[A, str], ...]) -> str:
    head = header()
    async with PgWrites(db, clock).begin(request(str(head.id))) as work:
        application = await work.insert_application(head, submission(), [])
        for seq, (kind, actor) in enumerate(history, 2):
            application = await work.append(application, action(seq, kind, _SAID.get(kind), actor))
        await work.reply({})
    return head.tracking_number


async def _stored(db: Database) -> tuple[dict[str, str | None], set[str]]:
    rows = await db.fetch("select tracking_number, holder, channel from application")
    return {row["tracking_number"]: row["holder"] for row in rows}, {row["channel"] for row in rows}


def _before_ending() -> str:
    text = (MIGRATIONS / "0075_queue.sql").read_text(encoding="utf-8")
    return text.partition("-- migrate:down")[0]

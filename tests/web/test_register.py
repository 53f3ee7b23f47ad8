"""Documents that a client registers while the hub runs: its own, known at once, and alone where it is bound to them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping

import pytest

from hub.core.administration import By
from hub.core.errors import Conflict
from hub.core.trusted import MOST_DOCUMENTS, CheckedDocument, CheckedOperation, Key, RegisterState, id_of
from hub.engine import Engine, Register, Shares, Traffic
from hub.engine.uses import Uses, counting
from hub.store import Database, PgTrusted, PgTrustedWork
from hub.store.failures import RecordUnavailable
from tests.fakes.actors import READER, agency
from tests.fakes.people_of_bangka import NOW, TENANT, person
from tests.fakes.world import schema, world
from tests.web.rig import TRANSPORTS, rig

NIK = "1901014505959001"
LOOK = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }\n"
PLAIN = "query Plain { services { name } }\n"
VARIABLES = {"nik": NIK}
ANSWER = {"data": {"citizen": {"fullName": "Siti"}}}


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    """The store, open on a fresh database."""
    opened = await Database.open(database)
    yield opened
    await opened.close()


BY = By("operator", "operator of the hub", "command-line")
TODAY = dt.date(2026, 11, 26)
OPERATION = CheckedOperation("Look", "query", "E", 1, 2, "allowed")
OTHER = agency("citizen:read", client_id="other")
MINE = READER.client_id


class Moving:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def later(self) -> None:
        self.now += 0.8


async def registered(db: Database, texts: Collection[str], client: str = MINE) -> int:
    async with db.transaction() as connection:
        documents = [CheckedDocument(text, (OPERATION,)) for text in texts]
        return await PgTrustedWork(connection, TENANT).register(client, documents, BY, NOW)


async def retired(db: Database, text: str) -> bool:
    async with db.transaction() as connection:
        return await PgTrustedWork(connection, TENANT).retire(MINE, id_of(text), NOW)


async def bound(db: Database, client: str, *, is_bound: bool) -> bool:
    async with db.transaction() as connection:
        return await PgTrustedWork(connection, TENANT).bind(client, bound=is_bound)


async def test_a_document_is_known_and_forgotten_within_a_second_over_every_transport(db: Database) -> None:
    uses, moving = Uses(), Moving()
    register = Register(PgTrusted(db, TENANT), uses, clock=moving)
    async with rig(world([person("Siti", nik=NIK)]), register=register, batch=2) as hub:
        mine, others = await hub.bearer(), await hub.bearer(OTHER)
        by_id = {"documentId": id_of(LOOK), "variables": VARIABLES}
        by_apollo = {"extensions": {"persistedQuery": {"sha256Hash": id_of(LOOK)[7:]}}, "variables": VARIABLES}
        assert (await hub.post(by_id, mine)).codes == ["OPERATION_NOT_REGISTERED"]
        assert await registered(db, [LOOK, PLAIN]) == 2
        moving.later()
        for ask in TRANSPORTS.values():
            for named in (by_id, by_apollo, {**by_apollo, "query": LOOK}):
                assert (await ask(hub, named, mine)).payload == ANSWER
            # A document of a client is that client's; nobody else learns whether there is one.
            refused, nowhere = await ask(hub, by_id, others), await ask(hub, {"documentId": id_of("{ x }")}, others)
            assert refused.codes == ["OPERATION_NOT_REGISTERED"]
            assert refused.payload == nowhere.payload
            assert (await ask(hub, by_id, None)).codes == ["OPERATION_NOT_REGISTERED"]
        told = await hub.get(mine, documentId=id_of(PLAIN))
        assert told.payload["data"]["services"]
        assert (await hub.get(others, documentId=id_of(PLAIN))).codes == ["OPERATION_NOT_REGISTERED"]

        await uses.write(PgTrusted(db, TENANT), TODAY)
        listed = {one.id: (one.uses, one.last_used_on) for one in await PgTrusted(db, TENANT).listed(MINE, TODAY)}
        assert listed == {id_of(LOOK): (3 * len(TRANSPORTS), TODAY), id_of(PLAIN): (1, TODAY)}

        assert await retired(db, LOOK)
        moving.later()
        for ask in TRANSPORTS.values():
            assert (await ask(hub, by_id, mine)).codes == ["OPERATION_NOT_REGISTERED"]


async def test_a_client_may_be_bound_to_its_documents_over_every_transport(db: Database) -> None:
    moving, uses, w = Moving(), Uses(), world([person("Siti", nik=NIK)])
    w.engine = Engine(schema(), w.hub, uses=uses)
    register = Register(PgTrusted(db, TENANT), uses, clock=moving)
    async with rig(w, register=register) as hub:
        mine, others = await hub.bearer(), await hub.bearer(OTHER)
        await registered(db, [LOOK])
        free = {"query": LOOK.strip(), "variables": VARIABLES}
        transports = [ask for name, ask in TRANSPORTS.items() if name != "batch"]
        for ask in transports:
            assert (await ask(hub, free, mine)).payload == ANSWER
        assert await bound(db, MINE, is_bound=True)
        assert not await bound(db, MINE, is_bound=True)
        moving.later()
        for ask in transports:
            refused = await ask(hub, free, mine)
            assert refused.codes == ["OPERATION_NOT_REGISTERED"]
            assert "This client is bound" in refused.payload["errors"][0]["message"]
            assert "This hub" not in refused.payload["errors"][0]["message"]
            assert (await ask(hub, {"query": LOOK, "variables": VARIABLES}, mine)).payload == ANSWER
            assert (await ask(hub, {"documentId": id_of(LOOK), "variables": VARIABLES}, mine)).payload == ANSWER
            assert (await ask(hub, free, others)).payload == ANSWER
            assert (await ask(hub, {"query": PLAIN}, None)).payload["data"]["services"]
        await uses.write(PgTrusted(db, TENANT), TODAY)
        (given,) = await PgTrusted(db, TENANT).errors(MINE, TODAY)
        assert (given.code, given.today) == ("OPERATION_NOT_REGISTERED", len(transports))
        assert await PgTrusted(db, TENANT).errors("other", TODAY) == []
        assert (await hub.get(mine, query="{ services { name } }")).codes == ["OPERATION_NOT_REGISTERED"]
        assert await bound(db, MINE, is_bound=False)
        moving.later()
        assert (await hub.post(free, mine)).payload == ANSWER


async def test_registering_twice_is_one_registration_and_a_client_has_so_many(db: Database) -> None:
    assert (await registered(db, [LOOK]), await registered(db, [LOOK, PLAIN])) == (1, 1)
    assert (await retired(db, LOOK), await retired(db, LOOK), await registered(db, [LOOK])) == (True, False, 1)
    rows = PgTrusted(db, TENANT)
    first = {one.id: one for one in await rows.listed(MINE, TODAY)}[id_of(LOOK)]
    assert (first.text, first.operations, first.registered_by, first.retired_at) == (
        LOOK, (OPERATION,), "operator of the hub", None,
    )  # fmt: skip
    await db.execute(
        "insert into registered_document (tenant, client_id, id, body, operations, registered_at, registered_by,"
        " registered_by_name) select $1, $2, 'sha256:' || lpad(number::text, 64, '0'), '{ x }', '[]', $3, 'o', 'o'"
        " from generate_series(1, $4) as number",
        TENANT, MINE, NOW, MOST_DOCUMENTS - 2,
    )  # fmt: skip
    with pytest.raises(Conflict, match="2001 registered documents; 2000 are the most"):
        await registered(db, ["query One { __typename }"])
    assert len(await rows.listed(None, TODAY)) == MOST_DOCUMENTS


class Rows:
    """Stands for the database: texts by key, read slowly, or not at all."""

    def __init__(self, texts: Mapping[tuple[str, str], str]) -> None:
        self.texts, self.version, self.asked, self.fails = dict(texts), 1, 0, False
        self.bound = frozenset[str]()
        self.counted: list[tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]] = []
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def state(self) -> RegisterState:
        return RegisterState(self.version, self.bound)

    async def text(self, client_id: str, document_id: str) -> str | None:
        self.asked += 1
        found = self.texts.get((client_id, document_id))
        if self.meanwhile is not None:
            await self.meanwhile()
        return found

    async def count(
        self, _day: dt.date, documents: Mapping[Key, int], deprecated: Mapping[Key, int], _errors: Mapping[Key, int]
    ) -> None:
        if self.fails:
            raise RecordUnavailable("The record does not answer.")
        self.counted.append((dict(documents), dict(deprecated)))

    async def forget(self, day: dt.date) -> None: ...


async def test_who_names_one_unknown_document_after_another_is_told_to_wait_before_the_database_is_asked() -> None:
    rows, w = Rows({(MINE, id_of(LOOK)): LOOK}), world([person("Siti", nik=NIK)])
    traffic = Traffic(Shares(rate=1, burst=8), lambda: 0.0)
    slow = dataclasses.replace(w, engine=Engine(schema(), w.hub, traffic=traffic))
    async with rig(slow, register=Register(rows, Uses(), clock=Moving())) as hub:
        mine, others = await hub.bearer(), await hub.bearer(OTHER)
        known = {"documentId": id_of(LOOK), "variables": VARIABLES}
        # Read once, which counts; after that a document costs what it is.
        assert [(await hub.post(known, mine)).payload for _ in range(2)] == [ANSWER, ANSWER]
        told = [await hub.post({"documentId": id_of(str(number))}, mine) for number in range(20)]
        assert [one.codes for one in told] == [["OPERATION_NOT_REGISTERED"]] * 4 + [["RATE_LIMITED"]] * 16
        assert (rows.asked, told[-1].headers["Retry-After"]) == (5, "1")
        assert (await hub.post({"documentId": id_of("0")}, mine)).codes == ["OPERATION_NOT_REGISTERED"], "it is known"
        assert (await hub.post({"documentId": id_of("0")}, others)).codes == ["OPERATION_NOT_REGISTERED"]
        rows.bound = frozenset({"other"})
    async with rig(slow, register=Register(rows, Uses(), clock=Moving())) as hub:
        others, before = await hub.bearer(OTHER), rows.asked
        told = [await hub.post({"query": f"{{ _{number}: __typename }}"}, others) for number in range(20)]
        assert [one.codes for one in told] == [["OPERATION_NOT_REGISTERED"]] * 7 + [["RATE_LIMITED"]] * 13
        assert rows.asked == before + 7


async def test_what_is_known_is_bounded_and_asked_once() -> None:
    rows, moving = Rows({("c", str(number)): "x" * 1_000 for number in range(100)}), Moving()
    register = Register(rows, Uses(), clock=moving, most_bytes=10_000)
    for _ in range(3):
        assert await register.text("c", "1") == "x" * 1_000
        assert await register.text("c", "no") is None
        moving.later()
    assert rows.asked == 2
    for number in range(100):
        await register.text("c", str(number))
    assert register.bytes_held <= 10_000
    assert await register.text("", "1") is None
    # What nobody registered takes no room from what somebody did, and is forgotten itself.
    asked = rows.asked
    for number in range(5_000):
        await register.text("c", f"unknown {number}")
    assert await register.text("c", "99") == "x" * 1_000
    assert rows.asked == asked + 5_000
    assert (register.holds("c", "unknown 4999"), register.holds("c", "unknown 1")) == (True, False)
    rows.version += 1
    moving.later()
    assert await register.text("c", "unknown 4999") is None
    assert rows.asked == asked + 5_001


async def test_what_was_read_before_a_change_is_not_kept_after_it() -> None:
    rows, moving = Rows({("c", "1"): "text"}), Moving()
    register = Register(rows, Uses(), clock=moving)

    async def retired_meanwhile() -> None:
        """And another request asks for the version, before the text that was read is there."""
        rows.texts.clear()
        rows.version += 1
        moving.later()
        assert not await register.is_bound("c")

    await register.text("c", "other")
    rows.meanwhile = retired_meanwhile
    assert await register.text("c", "1") == "text"
    rows.meanwhile = None
    assert await register.text("c", "1") is None


async def test_uses_are_written_together_and_wait_while_nobody_takes_them() -> None:
    rows = Rows({})
    async with counting(rows, lambda: NOW, every=3_600) as uses:
        for _ in range(1_000):
            uses.document("c", "1")
        uses.deprecated("c", ["Citizen.old", "Citizen.older"])
        rows.fails = True
        with pytest.raises(RecordUnavailable):
            await uses.write(rows, TODAY)
        rows.fails = False
    assert rows.counted == [({("c", "1"): 1_000}, {("c", "Citizen.old"): 1, ("c", "Citizen.older"): 1})]

"""Any order of steps, retries and crashes on one application and its persons keeps the record's promises.

The office is real but for the register: engine, policies, PostgreSQL. A crash ends a mutation before any of its calls
to the transaction, or after the commit and before the answer; whoever was not answered sends the same again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from hub.core.actor import Actor
from hub.core.application import Application
from hub.core.citizen import Citizen, FamilyCard
from hub.core.identifiers import new_id
from hub.engine import Engine, GraphQLRequest
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.jobs import TryAgain
from hub.worker.confirm import ConfirmSiak
from tests.engine.application_model import ALLOWED, NEXT, STAFF, STEPS, Model
from tests.engine.interleaving import CRASHES, Brittle, Crash, Waiting, chosen, opened, sent, told
from tests.engine.test_mutations import SUBMIT, step
from tests.engine.test_on_postgres import FRONTEND, MOTHER_NIK, Office, mother
from tests.fakes.actors import agency, logged_in
from tests.fakes.people_of_bangka import CARD, TENANT, address

LICENSING = agency("licence:write", "citizen:read", client_id="licensing", owns="licensing")
RECORD: Final = """
mutation ($input: RecordLicenceInput!) {
  recordLicence(input: $input) { recorded { version changed } errors { code path message } }
}
"""
CHAIN: Final = """
    select e.version, e.before - 'licences' as before, lag(e.after) over (order by e.version) - 'licences' as was
    from record_event e where e.tenant = $1 and e.person_id = $2 order by e.version
"""
RECEIPTS: Final = """
    select count(*) from receipt r cross join lateral persons_in(r.subjects) s(person_id)
    where r.tenant = $1 and s.person_id = $2 and r.fields = '{Mutation.recordLicence}'
"""
CERTIFICATES: Final = """
    select count(*) from certificate c join application a on a.tenant = c.tenant and a.id = c.application_id
    where c.tenant = $1 and a.tracking_number = $2
"""


@dataclasses.dataclass(frozen=True)
class Told:
    """A mutation that was acknowledged, and the payload."""

    document: str
    given: Mapping[str, Any]
    actor: Actor
    payload: Mapping[str, Any]


class Counter:
    """The office with one application, of a mother of its own."""

    serials = itertools.count(9101)

    def __init__(self, office: Office, database: Database) -> None:
        self.office, self.database = office, database
        self.brittle = Brittle(office.hub.writes)
        self.hub = dataclasses.replace(office.hub, writes=self.brittle)
        self.engine = Engine(office.schema, self.hub)
        self.mother: Citizen = dataclasses.replace(mother(), id=new_id())
        self.child_nik = ""
        self.number = ""
        self.told: list[Told] = []

    async def open(self) -> None:
        """A mother with her card, and the application for her child."""
        serial = next(self.serials)
        nik, card = f"{MOTHER_NIK[:12]}{serial}", f"{CARD[:12]}{serial}"
        self.mother = dataclasses.replace(self.mother, nik=nik, family_card_number=card)
        await copy_family_cards(
            self.database, [FamilyCard(tenant=TENANT, number=card, head_nik=nik, address=address())]
        )
        await copy_citizens(self.database, [self.mother])
        given = await self.office.form()
        form = given["application"]["birthCertificate"]
        born = dt.date.fromisoformat(form["child"]["birthDate"])
        self.child_nik = f"190101{born.day + 40:02}{born:%m%y}{serial}"
        form |= {"motherNik": nik, "familyCardNumber": card, "reporter": {**form["reporter"], "nik": nik}}
        made = await self.send(SUBMIT, given, FRONTEND, None)
        assert made is not None
        assert made["errors"] == [], made
        self.number = made["application"]["trackingNumber"]

    async def send(
        self, document: str, given: Mapping[str, Any], actor: Actor, ends_at: int | None
    ) -> Mapping[str, Any] | None:
        """The payload of a mutation, sent again after a crash; None when policy refuses it."""
        found = await sent(lambda: self.once(document, given, actor), self.brittle, ends_at)
        if found is not None and not found["errors"]:
            self.told.append(Told(document, given, actor, found))
        return found

    async def once(
        self, document: str, given: Mapping[str, Any], actor: Actor
    ) -> tuple[list[str], Mapping[str, Any] | None]:
        who = logged_in(actor, dt.datetime.now(dt.UTC))
        return told(await self.engine.run(GraphQLRequest(document, {"input": given}), who))

    async def read_back(self, ends_at: int | None) -> None:
        """What the worker does; it runs its job again after a crash."""
        hub = self.hub
        job = ConfirmSiak(
            hub.tenant, hub.region, hub.applications, self.brittle, hub.population, hub.services, hub.clock, hub.people
        )
        self.brittle.ends_at = ends_at
        for _ in range(2):
            with suppress(Crash, TryAgain):
                await job({"tenant": TENANT, "tracking_number": self.number})
        self.brittle.ends_at = None

    def register_child(self) -> None:
        born = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=9)
        self.office.register.known[self.child_nik] = dataclasses.replace(
            self.mother, id=uuid.uuid4(), nik=self.child_nik, full_name="ANAK CONTOH", birth_date=born,
            birth_place="SUNGAILIAT", birth_deed_number=f"1901-LU-24112026-{self.child_nik[-4:]}",
        )  # fmt: skip

    async def application(self) -> Application:
        found = await self.hub.applications.by_tracking_number(TENANT, self.number)
        assert found is not None
        return found

    async def count(self, statement: str, *values: object) -> int:
        found: int = await self.database.fetchval(statement, TENANT, *values)
        return found


class Machine(Waiting):
    """Whoever does whatever, in any order."""

    # Set by the test.
    office: Office

    @initialize(hands=st.lists(st.booleans(), max_size=5))
    def opens(self, hands: list[bool]) -> None:
        """An application that has gone some steps of the chain already."""
        self.model = Model()
        self.counter = Counter(self.office, self.database)
        self.wait(self.counter.open())
        self.licences = 0
        for both in hands:
            if self.model.state != "PROCESSING":
                self.the_right_one_goes_on(None, both)

    def step(self, name: str, who: str, ends_at: int | None, **given: Any) -> Mapping[str, Any] | None:
        full = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": self.counter.number, **given}
        return self.wait(self.counter.send(step(name), full, STAFF[who], ends_at))

    @rule(name=st.sampled_from(sorted(STEPS)), who=st.sampled_from(sorted(STAFF)), ends_at=CRASHES)
    def somebody_tries(self, name: str, who: str, ends_at: int | None) -> None:
        may = self.model.may(name, who)
        made = self.step(name, who, ends_at, **STEPS[name])
        assert (made is not None and not made["errors"]) == may, (name, who, self.model, made)
        if may:
            self.model.done(name, who)

    @rule(ends_at=CRASHES, both=st.booleans())
    def the_right_one_goes_on(self, ends_at: int | None, both: bool) -> None:
        """The next step of the chain, so that many an application comes to its end; one has the rights of two."""
        name, who = NEXT.get(self.model.state, ("claimApplication", "operator"))
        self.somebody_tries(name, "both" if both and "both" in ALLOWED[name][1] else who, ends_at)

    @precondition(lambda self: self.model.state == "NEEDS_CORRECTION")
    @rule(ends_at=CRASHES)
    def the_applicant_brings_what_was_missing(self, ends_at: int | None) -> None:
        paper = self.wait(self.counter.office.paper("marriage_certificate"))
        made = self.step("resubmitApplication", "applicant", ends_at, documents=[paper])
        assert made is not None
        assert made["errors"] == []
        self.model.state, self.model.version, self.model.assignee = "RESUBMITTED", self.model.version + 1, ""

    @rule()
    def somebody_looked_at_an_older_version(self) -> None:
        name, who = NEXT.get(self.model.state, ("claimApplication", "operator"))
        if self.model.may(name, who):
            made = self.step(name, who, None, expectedVersion=self.model.version - 1, **STEPS[name])
            assert made is not None
            assert [error["code"] for error in made["errors"]] == ["CONFLICT"]

    @precondition(lambda self: self.model.state == "PROCESSING" and self.model.siak != "CONFIRMED")
    @rule(ends_at=CRASHES, known=st.booleans(), worker_ends_at=CRASHES)
    def siak_has_given_numbers(self, ends_at: int | None, known: bool, worker_ends_at: int | None) -> None:
        counter = self.counter
        deed = f"1901-LU-24112026-{counter.child_nik[-4:]}"
        made = self.step("recordSiakResult", "operator", ends_at, nik=counter.child_nik, deedNumber=deed)
        assert made is not None
        if self.model.at_work not in ("", "operator"):
            assert [error["code"] for error in made["errors"]] == ["CONFLICT"]
            return
        assert made["errors"] == []
        self.model.version += 1
        self.model.siak, self.model.at_work = "PENDING", "operator"
        if known:
            counter.register_child()
            self.wait(counter.read_back(worker_ends_at))
            self.model.siak, self.model.version, self.model.at_work = "CONFIRMED", self.model.version + 1, ""

    @rule(ends_at=CRASHES)
    def an_agency_writes_of_the_mother(self, ends_at: int | None) -> None:
        self.licences += 1
        item = {
            "nib": f"{self.licences:013d}",
            "name": "DATA CONTOH",
            "kbli": "47111",
            "kbliYear": 2020,
            "status": "ACTIVE",
        }
        given = {"idempotencyKey": uuid.uuid4().hex, "nik": self.counter.mother.nik, "licences": [item]}
        made = self.wait(self.counter.send(RECORD, given, LICENSING, ends_at))
        assert made is not None
        assert made["errors"] == []
        assert made["recorded"] == {"version": 1 + self.licences, "changed": True}, made

    @precondition(lambda self: self.counter.told)
    @rule(data=st.data(), other=st.booleans())
    def somebody_sends_again(self, data: st.DataObject, other: bool) -> None:
        """The same gets the first answer; another body under the same key is refused."""
        told = data.draw(st.sampled_from(self.counter.told))
        given = {**told.given, "expectedVersion": 77} if other and "trackingNumber" in told.given else told.given
        codes, found = self.wait(self.counter.once(told.document, given, told.actor))
        assert codes == []
        assert found is not None
        if given is told.given:
            assert found == told.payload
        else:
            assert [error["code"] for error in found["errors"]] == ["IDEMPOTENCY_MISMATCH"]

    @invariant()
    def the_application_is_where_it_must_be(self) -> None:
        if not hasattr(self, "counter"):
            return
        now = self.wait(self.counter.application())
        assert (now.state.name, now.version, now.siak_status.name) == (
            self.model.state, self.model.version, self.model.siak,
        )  # fmt: skip
        assert [action.seq for action in now.actions] == list(range(1, now.version + 1))
        row = self.wait(self.database.fetchrow("select state, version from application where id = $1", now.header.id))
        assert row is not None
        assert (row["state"], row["version"]) == (self.model.state, self.model.version)

    @invariant()
    def the_child_exists_once_it_is_signed_and_only_once(self) -> None:
        if not hasattr(self, "counter"):
            return
        signed = int(self.model.state in ("ISSUED", "HANDED_OVER"))
        count, nik = self.counter.count, self.counter.child_nik
        assert self.wait(count("select count(*) from person where tenant = $1 and nik = $2", nik)) == signed
        assert self.wait(count(CERTIFICATES, self.counter.number)) == signed

    def teardown(self) -> None:
        if not hasattr(self, "counter"):
            return
        events = self.wait(self.database.fetch(CHAIN, TENANT, self.counter.mother.id))
        assert [event["version"] for event in events] == list(range(1, self.licences + 2))
        for event in events:
            if event["was"] is not None:
                assert event["before"] == event["was"]
        receipts = self.wait(self.counter.count(RECEIPTS, self.counter.mother.id))
        assert receipts == self.licences


@pytest.fixture
def machine(database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[type[Machine]]:
    # Each crash is an error of the hub's and would be told with all that led to it.
    caplog.set_level("CRITICAL", "hub.engine.shape")
    with opened(database, 1) as (loop, store):

        class Here(Machine):
            pass

        Here.loop, Here.database, Here.office = loop, store, Office(store, database, tmp_path)
        yield Here


def test_any_interleaving_keeps_the_promises(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=chosen(6, 25, (Phase.generate,)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_interleavings_keep_the_promises(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=chosen(150, 50))

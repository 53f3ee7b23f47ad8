"""Any order of what clerks of two districts do to a few persons keeps the record's promises.

Engines, policies and PostgreSQL are real. A crash ends a mutation before any of its calls to the transaction, or after
the commit and before the answer; whoever was not answered sends the same again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import itertools
import json
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.core import actor as actors
from hub.core.actor import Actor, Role
from hub.core.calendar import now
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.identifiers import global_id, new_id
from hub.sandbox import extract
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.duplicate_scan import PgDuplicateScan
from hub.store.imports import PgImports
from hub.worker.importing import Importing
from tests.engine.record_district import ROOTS, VILLAGES, District, clerk, document_of, licensing, prepared
from tests.engine.record_model import HERE, OTHER, THERE, Contest, Model, Row
from tests.engine.test_interleavings import CRASHES

T = TypeVar("T")
WAYS: Final = ((HERE, "C"), (THERE, "E"), (HERE, "E"), (THERE, "C"))
LETTERS: Final = "abdegiklmn"
NAMES: Final = "ABCD"
"""The persons; D has no NIK yet."""
ROWS: Final = "select * from person where id = any($1)"
OPEN: Final = "select tenant, person_id from discrepancy where state = 'OPEN' and person_id = any($1)"
STALE: Final = """
    select count(*) from duplicate_candidate c join person p on p.tenant = c.tenant and p.id in (c.low_id, c.high_id)
    where c.state = 'OPEN' and (p.moved_to is not null or p.merged_into is not null)
"""
LOOK: Final = """
query Look($card: FamilyCardNumber!, $all: [NIK!]!) {{
  {niks} {ids}
  citizens(niks: $all) {{ id }}
  searchCitizens(search: {{name: "{word}"}}, first: 50) {{ edges {{ node {{ id }} }} }}
  familyCard(number: $card) {{ members {{ citizen {{ id }} }} }}
}}
"""
THEN: Final = "query Then($n: NIK!, $t: DateTime!) { citizen(nik: $n, asOf: $t) { id birthPlace version } }"
EVENTS: Final = """
    select tenant, version, kind, at, before, after from record_event where person_id = $1 order by version
"""
UNTOLD: Final = """
    select count(*) from record_event e where e.version > 1 and (
        select count(*) from delivery d where d.tenant = e.tenant and d.person_id = e.person_id
        and d.version = e.version and d.kind = 'citizen.' || e.kind) <> 1
"""
TWICE: Final = """
    select nik from person where nik is not null and moved_to is null and merged_into is null
    group by nik having count(*) > 1
"""
MISDIRECTED: Final = """
    select p.nik from person p left join nik_directory d on d.nik = p.nik
    where p.nik is not null and p.moved_to is null and p.merged_into is null and d.tenant is distinct from p.tenant
"""
ACKNOWLEDGED: Final = "select count(*) from receipt where fields[1] like 'Mutation.%'"


def home_in(tenant: str) -> Address:
    return Address("Jl. Contoh 1", "001", "002", None, None, None, None, "33211", VILLAGES[tenant])


OPERATOR, VERIFIER, KABID, KADIS = Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE


@dataclasses.dataclass(frozen=True)
class Told:
    """A mutation that was acknowledged, and its payload."""

    tenant: str
    mutation: str
    given: Mapping[str, Any]
    actor: Actor
    payload: Mapping[str, Any]


class Machine(RuleBasedStateMachine):
    """Whoever does whatever, in any order."""

    # Set by the test: the loop, the database and a folder.
    loop: asyncio.AbstractEventLoop
    database: Database
    folder: Path
    examples: Iterator[int]

    @initialize()
    def opens(self) -> None:
        example = next(self.examples)
        self.card = f"190101010115{9001 + example}"
        self.word = "".join(LETTERS[int(digit)] for digit in f"{example:04}") + "asih"
        born = f"{1 + example % 28:02}{1 + example // 28 % 12:02}85"
        self.niks = [f"190101{born}{serial}" for serial in range(9001, 9006)]
        self.persons = {name: self.person(name, at) for at, name in enumerate(NAMES)}
        self.ids = {name: one.id for name, one in self.persons.items()}
        self.letters = {global_id("Citizen", key): name for name, key in self.ids.items()}
        self.model = Model({n: Row(p.nik, p.birth_place, self.card) for n, p in self.persons.items()})
        self.districts = {tenant: District(self.database, tenant) for tenant in (HERE, THERE)}
        self.looks = itertools.cycle(WAYS)
        self.told: list[Told] = []
        self.offers: dict[str, str] = {}
        self.found: dict[int, str] = {}
        self.serial = 0
        self.acknowledged = self.wait(self.database.fetchval(ACKNOWLEDGED))
        self.refusal: Mapping[str, Any] | None = None
        self.wait(self.enter())

    def person(self, name: str, at: int) -> Citizen:
        nik = None if name == "D" else self.niks[at]
        return Citizen(
            tenant=HERE, id=new_id(), nik=nik, full_name=f"{self.word} {name}", birth_date=dt.date(1985, 1, 15),
            birth_place="Awal", address=home_in(HERE), family_card_number=self.card, as_of=now() - dt.timedelta(days=9),
        )  # fmt: skip

    async def enter(self) -> None:
        head = self.persons["A"]
        await copy_family_cards(
            self.database, [FamilyCard(tenant=HERE, number=self.card, head_nik=head.nik, address=head.address)]
        )
        await copy_citizens(self.database, list(self.persons.values()))

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    # ---- sending ---------------------------------------------------------------------------------------------------

    def send(
        self, tenant: str, mutation: str, actor: Actor, ends_at: int | None, **given: Any
    ) -> Mapping[str, Any] | None:
        """The payload of a mutation, sent again after a crash; None where it was refused."""
        full = {"idempotencyKey": uuid.uuid4().hex, **given}
        brittle = self.districts[tenant].brittle
        brittle.ends_at = ends_at
        codes, found = self.once(tenant, mutation, full, actor)
        if codes == ["INTERNAL"] and ends_at is not None:
            codes, found = self.once(tenant, mutation, full, actor)
        brittle.ends_at = None
        assert codes in ([], ["FORBIDDEN"]), (mutation, codes)
        if found is None or found["errors"]:
            assert {error["code"] for error in (found or {"errors": []})["errors"]} <= {
                "NOT_FOUND", "CONFLICT", "BAD_INPUT"
            }  # fmt: skip
            self.refusal = found
            return None
        self.acknowledged += 1
        self.told.append(Told(tenant, mutation, full, actor, found))
        return found

    def once(
        self, tenant: str, mutation: str, given: Mapping[str, Any], actor: Actor
    ) -> tuple[list[str], Mapping[str, Any] | None]:
        answer = self.wait(self.districts[tenant].ask(document_of(mutation), {"input": given}, actor))
        codes = [error["extensions"]["code"] for error in answer.payload.get("errors", [])]
        (found,) = answer.payload["data"].values()
        return codes, found

    def gid(self, name: str) -> str:
        return global_id("Citizen", self.ids[name])

    def version(self, tenant: str, name: str) -> int:
        """Of whom the id leads to, as a clerk reads it."""
        led = self.model.led(tenant, name)
        return self.model.versions[led] if led else 1

    def paper(self, kind: str) -> dict[str, Any]:
        return {"reason": "Surat.", "source": {"kind": kind}}

    # ---- what is done ----------------------------------------------------------------------------------------------

    tenants = st.sampled_from((HERE, HERE, THERE))
    names = st.sampled_from(NAMES)

    @rule(tenant=tenants, name=names, ends_at=CRASHES)
    def somebody_is_corrected(self, tenant: str, name: str, ends_at: int | None) -> None:
        self.serial += 1
        place = f"Tempat {self.serial}"
        made = self.send(
            tenant, "correctCitizen", clerk(tenant, OPERATOR), ends_at, id=self.gid(name),
            expectedVersion=self.version(tenant, name), attributes={"birthPlace": place}, **self.paper("BIRTH_DEED"),
        )  # fmt: skip
        whom = self.model.open_for(tenant, self.model.led(tenant, name))
        assert (made is not None) == (whom is not None), (name, made)
        if whom:
            self.model.write(tenant, whom, place=place)

    @rule(tenant=tenants, name=names, at=st.integers(0, 4), paper=st.sampled_from(("SIAK", "KTP_EL")), ends_at=CRASHES)
    def somebody_gets_a_nik(self, tenant: str, name: str, at: int, paper: str, ends_at: int | None) -> None:
        nik = self.niks[at]
        made = self.send(
            tenant, "assignNik", clerk(tenant, OPERATOR), ends_at, id=self.gid(name), nik=nik,
            expectedVersion=self.version(tenant, name), **self.paper(paper),
        )  # fmt: skip
        whom = self.model.open_for(tenant, self.model.led(tenant, name))
        may = whom is not None and self.model.may_take(tenant, whom, nik, paper)
        assert (made is not None) == may, (name, nik, paper, made, self.refusal)
        if whom and may:
            self.model.take(tenant, whom, nik, paper)

    @rule(tenant=tenants, pair=st.permutations(NAMES), hers=st.booleans(), chosen=st.booleans(), ends_at=CRASHES)
    def two_are_one(self, tenant: str, pair: list[str], hers: bool, chosen: bool, ends_at: int | None) -> None:
        model, (one, other) = self.model, pair[:2]
        whom = [model.open_for(tenant, model.led(tenant, name)) for name in (one, other)]
        rows = [model.rows[tenant][name] if name else None for name in whom]
        niks = [row.nik for row in rows if row and row.nik]
        on_card = niks[-1 if hers else 0] if niks else None
        made = self.send(
            tenant, "mergeCitizens", clerk(tenant, VERIFIER), ends_at, survivorId=self.gid(one),
            duplicateId=self.gid(other), survivorVersion=self.version(tenant, one),
            duplicateVersion=self.version(tenant, other), nikOnKtpEl=on_card, reason="Satu orang.",
            takeFromDuplicate=["birthPlace"] if chosen else None,
        )  # fmt: skip
        survivor, duplicate = whom
        may = bool(survivor and duplicate and survivor != duplicate and duplicate not in model.offered)
        assert (made is not None) == may, (pair, made, self.refusal if not made else None)
        if may and survivor and duplicate:
            model.merge(tenant, survivor, duplicate, on_card, chosen)

    @rule(tenant=tenants, name=names, ends_at=CRASHES)
    def they_are_two_after_all(self, tenant: str, name: str, ends_at: int | None) -> None:
        model = self.model
        made = self.send(
            tenant, "undoMerge", clerk(tenant, KABID), ends_at, id=self.gid(name),
            expectedVersion=self.version(tenant, name), reason="Dua orang.",
        )  # fmt: skip
        whom = model.open_for(tenant, model.led(tenant, name))
        merge = model.standing(tenant, whom) if whom else None
        survivor = model.undone(merge) if merge else None
        assert (made is not None) == (survivor is not None), (name, made, merge, self.refusal if not made else None)
        if merge and survivor:
            model.undo(merge, survivor)

    @rule(tenant=tenants, name=names, ends_at=CRASHES)
    def a_record_is_sealed_or_opened(self, tenant: str, name: str, ends_at: int | None) -> None:
        model = self.model
        whom = model.current(tenant, model.led(tenant, name))
        is_sealed = whom in model.sealed
        mutation, more = ("unsealCitizen", {}) if is_sealed else ("sealCitizen", {"legalBasis": "Putusan contoh"})
        made = self.send(
            tenant, mutation, clerk(tenant, KADIS), ends_at, id=self.gid(name), reason="Perlindungan.", **more
        )
        assert (made is not None) == (whom is not None), (name, made)
        if whom:
            model.sealed ^= {whom}
            model.write(tenant, whom)

    @rule(tenant=tenants, name=names, ends_at=CRASHES)
    def somebody_is_offered(self, tenant: str, name: str, ends_at: int | None) -> None:
        model = self.model
        made = self.send(
            tenant, "handOverCitizen", clerk(tenant, KADIS), ends_at, people=[{"id": self.gid(name)}],
            toRegionCode=ROOTS[OTHER[tenant]], letterNumber=f"SKPWNI/{new_id().hex[:20]}", reason="Pekerjaan",
        )  # fmt: skip
        whom = model.current(tenant, model.led(tenant, name))
        may = whom is not None and whom not in model.offered
        assert (made is not None) == may, (name, made)
        if whom and made and may:
            model.offered.add(whom)
            self.offers[whom] = made["handOver"]["id"]

    @precondition(lambda self: self.model.offered)
    @rule(data=st.data(), cancels=st.sampled_from((False, False, False, True)), ends_at=CRASHES)
    def an_offer_ends(self, data: st.DataObject, cancels: bool, ends_at: int | None) -> None:
        name = data.draw(st.sampled_from(sorted(self.model.offered)))
        key, origin = self.offers.pop(name), self.model.home(name)
        if cancels:
            made = self.send(
                origin, "cancelHandOver", clerk(origin, KADIS), ends_at, handOver=key, reason="Batal pindah"
            )
            assert made is not None
            self.model.offered.discard(name)
            return
        target = OTHER[origin]
        made = self.send(
            target, "receiveCitizen", clerk(target, KADIS), ends_at, handOver=key,
            address={"regionCode": VILLAGES[target]},
        )  # fmt: skip
        assert made is not None, self.refusal
        self.model.receive(name)

    @rule(tenant=tenants, at=st.integers(0, 4), ends_at=CRASHES)
    def somebody_contests(self, tenant: str, at: int, ends_at: int | None) -> None:
        self.serial += 1
        nik, claim, model = self.niks[at], f"Kata {self.serial}", self.model
        made = self.send(
            tenant, "contestAttribute", clerk(tenant, OPERATOR), ends_at, nik=nik, attribute="birthPlace", claim=claim
        )
        whom = model.open_for(tenant, model.by_nik(tenant, nik))
        standing = any(c.is_open and (c.tenant, c.whose) == (tenant, whom) for c in model.contests)
        may = whom is not None and not standing
        assert (made is not None) == may, (nik, made)
        if whom and made and may:
            model.write(tenant, whom)
            model.contests.append(Contest(tenant, whom, claim, self.serial))
            self.found[self.serial] = made["discrepancy"]["id"]

    @precondition(lambda self: self.model.contests)
    @rule(data=st.data(), right=st.booleans(), ends_at=CRASHES)
    def a_contest_is_decided(self, data: st.DataObject, right: bool, ends_at: int | None) -> None:
        model, contest = self.model, data.draw(st.sampled_from(self.model.contests))
        tenant = contest.tenant
        made = self.send(
            tenant, "resolveDiscrepancy", clerk(tenant, VERIFIER), ends_at, id=self.found[contest.serial],
            decision="CITIZEN_RIGHT" if right else "RECORD_STANDS", reason="Akta menyebutnya.",
        )  # fmt: skip
        whom = model.open_for(tenant, model.led(tenant, contest.whose))
        may = contest.is_open and whom is not None
        assert (made is not None) == may, (contest, made, self.refusal if not made else None)
        if whom and may:
            contest.is_open = False
            model.write(tenant, whom, **({"place": contest.claim} if right else {}))

    @rule(tenant=tenants, at=st.integers(0, 4), ends_at=CRASHES)
    def an_agency_writes(self, tenant: str, at: int, ends_at: int | None) -> None:
        self.serial += 1
        item = {"nib": f"{self.serial:013d}", "name": "DATA CONTOH", "kbli": "47111", "kbliYear": 2020,
                "status": "ACTIVE"}  # fmt: skip
        made = self.send(tenant, "recordLicence", licensing(tenant), ends_at, nik=self.niks[at], licences=[item])
        whom = self.model.open_for(tenant, self.model.by_nik(tenant, self.niks[at]))
        assert (made is not None) == (whom is not None), (self.niks[at], made)
        if whom:
            self.model.write(tenant, whom)

    @rule(tenant=tenants, name=names)
    def a_row_of_an_extract_comes(self, tenant: str, name: str) -> None:
        """The register's row of a person, under the NIK that her row has in this district."""
        row = self.model.rows[tenant].get(name)
        if row is None or row.nik is None:
            return
        self.serial += 1
        place = f"Register {self.serial}"
        one = dataclasses.replace(
            self.persons[name], nik=row.nik, birth_place=place, family_card_number=None, address=home_in(tenant)
        )
        done = self.wait(self.take(tenant, one))
        whom = self.model.current(tenant, name)
        refused = int(row.moved)
        assert (done["new"], done["changed"], done["refused"]) == (0, int(whom is not None), refused), (name, done)
        if whom:
            self.model.write(tenant, whom, place=place)

    async def take(self, tenant: str, one: Citizen) -> Mapping[str, int]:
        path = self.folder / f"{uuid.uuid4().hex}.csv"
        extract.write(path, [one])
        await asyncio.sleep(0.02)
        imports = PgImports(self.database, tenant)
        system = actors.system(tenant, ROOTS[tenant])
        done = await Importing(imports, system, now).read(path, ROOTS[tenant], now(), lambda _: None)
        await imports.reported(done.of)
        return done.counts

    @rule(tenant=tenants)
    def the_worker_looks_for_duplicates(self, tenant: str) -> None:
        self.wait(PgDuplicateScan(self.database, tenant, now).batch())

    @precondition(lambda self: self.told)
    @rule(data=st.data(), other=st.booleans())
    def somebody_sends_again(self, data: st.DataObject, other: bool) -> None:
        """The same gets the first answer; another body under the same key is refused."""
        told = data.draw(st.sampled_from(self.told))
        given = {**told.given, "reason": "Lain."} if other and "reason" in told.given else told.given
        codes, found = self.once(told.tenant, told.mutation, given, told.actor)
        if found is None:
            assert codes == ["FORBIDDEN"]
        elif given is told.given:
            assert found == told.payload or found["errors"][0]["code"] == "NOT_FOUND", (told, found)
        else:
            assert [error["code"] for error in found["errors"]] == ["IDEMPOTENCY_MISMATCH"]

    # ---- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def rows_are_as_the_contract_says(self) -> None:
        if not hasattr(self, "told"):
            return
        found: dict[str, dict[str, tuple[Row, bool]]] = {HERE: {}, THERE: {}}
        names = {key: name for name, key in self.ids.items()}
        for row in self.wait(self.database.fetch(ROWS, [*names])):
            into = names[row["merged_into"]] if row["merged_into"] else None
            name = names[row["id"]]
            made = Row(row["nik"], row["birth_place"], row["family_card_number"], into, bool(row["moved_to"]))
            found[row["tenant"]][name] = made, row["sealed"]
            if self.model.current(row["tenant"], name):
                assert row["version"] == self.model.versions[name], name
        assert {t: {n: r for n, (r, _) in rows.items()} for t, rows in found.items()} == self.model.rows
        for rows in found.values():
            sealed = {name for name, (row, is_sealed) in rows.items() if is_sealed and not row.into}
            assert sealed == self.model.sealed & {name for name, (row, _) in rows.items() if not row.into}

    @invariant()
    def a_nik_is_one_persons_in_one_district(self) -> None:
        if hasattr(self, "told"):
            assert self.wait(self.database.fetch(TWICE)) == []
            assert self.wait(self.database.fetch(MISDIRECTED)) == []

    @invariant()
    def everybody_is_shown_where_she_is_and_nowhere_else(self) -> None:
        if not hasattr(self, "told"):
            return
        # One of the four ways to look after each step, all of them in the end.
        tenant, way = next(self.looks)
        assert self.look(tenant, way) == self.expected(tenant), (tenant, way)

    def look(self, tenant: str, way: str) -> dict[str, Any]:
        niks = " ".join(f'n{at}: citizen(nik: "{nik}") {{ id }}' for at, nik in enumerate(self.niks))
        ids = " ".join(f'i{name}: node(id: "{self.gid(name)}") {{ id }}' for name in NAMES)
        query = LOOK.format(niks=niks, ids=ids, word=self.word)
        answer = self.wait(
            self.districts[tenant].ask(query, {"card": self.card, "all": self.niks}, clerk(tenant, OPERATOR), way)
        )
        assert "errors" not in answer.payload, answer.payload["errors"]
        data = answer.payload["data"]
        card, found = data["familyCard"], [edge["node"]["id"] for edge in data["searchCitizens"]["edges"]]
        return {
            **{key: self.letter(data[key]) for key in data if key[0] in "ni" and len(key) == 2},
            "all": [self.letter(one) for one in data["citizens"]],
            # Of other examples some have a word much like it.
            "search": sorted(letters for letters in map(self.letters.get, found) if letters),
            "members": sorted(self.letter(one["citizen"]) or "" for one in card["members"]) if card else [],
        }

    def letter(self, one: Mapping[str, Any] | None) -> str | None:
        return self.letters[one["id"]] if one else None

    def expected(self, tenant: str) -> dict[str, Any]:
        model = self.model
        by_nik = [model.seen(tenant, model.by_nik(tenant, nik)) for nik in self.niks]
        return {
            **{f"n{at}": name for at, name in enumerate(by_nik)},
            **{f"i{name}": model.seen(tenant, model.led(tenant, name)) for name in NAMES},
            "all": by_nik,
            "search": sorted(name for name in NAMES if model.open_for(tenant, name)),
            "members": sorted(model.members(tenant, self.card)),
        }

    @invariant()
    def everything_acknowledged_is_kept_and_told_once(self) -> None:
        if hasattr(self, "told"):
            assert self.wait(self.database.fetchval(ACKNOWLEDGED)) == self.acknowledged
            assert self.wait(self.database.fetchval(UNTOLD)) == 0

    @invariant()
    def open_contests_stand_where_somebody_can_decide(self) -> None:
        if not hasattr(self, "told"):
            return
        names = {key: name for name, key in self.ids.items()}
        rows = self.wait(self.database.fetch(OPEN, [*names]))
        found = sorted((row["tenant"], names[row["person_id"]]) for row in rows)
        assert found == sorted((c.tenant, c.whose) for c in self.model.contests if c.is_open)
        for tenant, name in found:
            assert self.model.current(tenant, self.model.led(tenant, name))

    @invariant()
    def candidates_are_persons_of_the_district(self) -> None:
        if hasattr(self, "told"):
            assert self.wait(self.database.fetchval(STALE)) == 0

    def teardown(self) -> None:
        if not hasattr(self, "told"):
            return
        for tenant, way in WAYS:
            assert self.look(tenant, way) == self.expected(tenant), (tenant, way)
        for name in NAMES:
            self.wait(self.check_past(name))

    async def check_past(self, name: str) -> None:
        """Events follow each other without a gap, and the past is what they say."""
        events = await self.database.fetch(EVENTS, self.ids[name])
        assert [event["version"] for event in events] == list(range(1, self.model.versions[name] + 1)), name
        last: Mapping[str, Any] | None = None
        handed: Mapping[str, Any] = {}
        for event in events:
            before = event["before"]
            expected = handed if event["kind"] == "received" else last
            if expected is not None:
                assert {key: before[key] for key in expected if key in before} == {
                    key: value for key, value in expected.items() if key in before
                }, (name, event["version"], event["kind"])  # fmt: skip
                assert set(before) - set(expected) <= {"licences"}
            if event["kind"] == "handed-over":
                handed = before
            last = event["after"]
        tenant = next((t for t in (HERE, THERE) if self.model.open_for(t, name)), None)
        row = self.model.rows[tenant][name] if tenant else None
        if tenant is None or row is None or row.nik is None:
            return
        since = max((e["version"] for e in events if e["kind"] == "received"), default=2)
        for then in [dict(e) for e in events if e["version"] >= since and e["after"]]:
            await self.check_then(tenant, row.nik, then)

    async def check_then(self, tenant: str, nik: str, event: Any) -> None:
        if event["after"]["nik"] != nik or event["after"]["sealed"]:
            return
        then = {"n": nik, "t": event["at"].isoformat()}
        answer = await self.districts[tenant].ask(THEN, then, clerk(tenant, OPERATOR))
        seen = answer.payload["data"]["citizen"]
        assert seen is not None, (answer.payload, event["kind"])
        if seen["version"] != event["version"]:
            return
        assert seen["birthPlace"] == event["after"]["birth_place"], json.dumps(seen)


@pytest.fixture
def machine(database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[type[Machine]]:
    # Each crash is an error of the hub's and would be told with all that led to it.
    caplog.set_level("CRITICAL", "hub.engine.shape")
    loop = asyncio.new_event_loop()
    opened = loop.run_until_complete(Database.open(database, max_size=3))

    class Here(Machine):
        pass

    Here.loop, Here.database, Here.folder, Here.examples = loop, opened, tmp_path, itertools.count()
    try:
        loop.run_until_complete(prepared(opened))
        yield Here
    finally:
        loop.run_until_complete(opened.close())
        loop.close()


def chosen(examples: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> settings:
    return settings(
        phases=phases,
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
        database=None,
    )


def test_any_interleaving_keeps_the_promises(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=chosen(6, 20, (Phase.generate,)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_interleavings_keep_the_promises(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=chosen(100, 50))

"""Any order of what clerks of two districts do to a few persons keeps the record's promises.

Engines, policies and PostgreSQL are real. A crash ends a mutation before any of its calls to the transaction, or after
the commit and before the answer; whoever was not answered sends the same again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from hub.core import actor as actors
from hub.core.actor import Actor, Role
from hub.core.calendar import now
from hub.core.citizen import Citizen, FamilyCard
from hub.core.identifiers import global_id, new_id
from hub.sandbox import extract
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.duplicate_scan import PgDuplicateScan
from hub.store.imports import PgImports
from hub.worker.importing import Importing
from tests.engine.interleaving import CRASHES, chosen, opened, sent, told
from tests.engine.record_district import (
    ROOTS,
    VILLAGES,
    District,
    Told,
    clerk,
    document_of,
    home_in,
    licensing,
    prepared,
)
from tests.engine.record_model import HERE, OTHER, THERE, Contest, Model, Row
from tests.engine.record_promises import (
    ACKNOWLEDGED,
    LETTERS,
    NAMES,
    WAYS,
    Promises,
)

STORIES: Final = ("merged_and_two_after_all", "contested_merged_and_moved", "there_and_back", "niks_change_hands")
OPERATOR, VERIFIER, KABID, KADIS = Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE


class Machine(Promises):
    """Whoever does whatever, in any order."""

    # Set by the test.
    folder: Path
    examples: Iterator[int]
    begun: tuple[str, ...] = ("", *STORIES)
    """The stories of which one has been lived when the steps begin; an empty one is none."""

    @initialize(data=st.data())
    def opens(self, data: st.DataObject) -> None:
        story = data.draw(st.sampled_from(self.begun))
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
        if story:
            getattr(self, story)()

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

    # ---- sending ---------------------------------------------------------------------------------------------------

    def send(
        self, tenant: str, mutation: str, actor: Actor, ends_at: int | None, **given: Any
    ) -> Mapping[str, Any] | None:
        """The payload of a mutation, sent again after a crash; None where it was refused."""
        full = {"idempotencyKey": uuid.uuid4().hex, **given}
        district = self.districts[tenant]
        found = self.wait(sent(lambda: self.once(tenant, mutation, full, actor), district.brittle, ends_at))
        if found is None or found["errors"]:
            assert {error["code"] for error in (found or {"errors": []})["errors"]} <= {
                "NOT_FOUND", "CONFLICT", "BAD_INPUT"
            }  # fmt: skip
            self.refusal = found
            return None
        self.acknowledged += 1
        self.told.append(Told(tenant, mutation, full, actor, found))
        return found

    async def once(
        self, tenant: str, mutation: str, given: Mapping[str, Any], actor: Actor
    ) -> tuple[list[str], Mapping[str, Any] | None]:
        return told(await self.districts[tenant].ask(document_of(mutation), {"input": given}, actor))

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
        self.ends(data.draw(st.sampled_from(sorted(self.model.offered))), cancels, ends_at)

    def ends(self, name: str, cancels: bool, ends_at: int | None) -> None:
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
        self.decides(data.draw(st.sampled_from(self.model.contests)), right, ends_at)

    def decides(self, contest: Contest, right: bool, ends_at: int | None) -> None:
        model, tenant = self.model, contest.tenant
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
        counts = done["new"], done["changed"], done["refused"]
        assert counts == (0, int(whom is not None), int(row.moved)), (name, done)
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
        one = data.draw(st.sampled_from(self.told))
        given = {**one.given, "reason": "Lain."} if other and "reason" in one.given else one.given
        codes, found = self.wait(self.once(one.tenant, one.mutation, given, one.actor))
        if found is None:
            assert codes == ["FORBIDDEN"]
        elif given is one.given:
            assert found == one.payload or found["errors"][0]["code"] == "NOT_FOUND", (one, found)
        else:
            assert [error["code"] for error in found["errors"]] == ["IDEMPOTENCY_MISMATCH"]

    # ---- stories: what chance needs long for -----------------------------------------------------------------------

    def moves(self, name: str) -> None:
        self.somebody_is_offered(self.model.home(name), name, None)
        self.ends(name, cancels=False, ends_at=None)

    def merge(self, pair: str, *, hers: bool) -> None:
        self.two_are_one(tenant=HERE, pair=list(pair), hers=hers, chosen=True, ends_at=None)

    def merged_and_two_after_all(self) -> None:
        self.somebody_gets_a_nik(HERE, "D", 3, "SIAK", None)
        self.merge("AD", hers=False)
        self.they_are_two_after_all(HERE, "A", None)
        self.a_record_is_sealed_or_opened(HERE, "C", None)
        self.moves("C")

    def contested_merged_and_moved(self) -> None:
        self.somebody_contests(HERE, 1, None)
        self.merge("AB", hers=True)
        self.moves("A")
        self.somebody_is_corrected(THERE, "A", 99)

    def there_and_back(self) -> None:
        self.somebody_contests(HERE, 1, 99)
        self.moves("B")
        self.decides(self.model.contests[0], right=True, ends_at=None)
        self.a_row_of_an_extract_comes(HERE, "B")
        self.moves("B")

    def niks_change_hands(self) -> None:
        self.somebody_gets_a_nik(HERE, "A", 4, "KTP_EL", None)
        self.somebody_gets_a_nik(HERE, "D", 0, "SIAK", None)
        self.an_agency_writes(HERE, 0, 99)


@pytest.fixture
def machine(database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[type[Machine]]:
    # Each crash is an error of the hub's and would be told with all that led to it.
    caplog.set_level("CRITICAL", "hub.engine.shape")
    with opened(database, 3) as (loop, store):
        loop.run_until_complete(prepared(store))
        given = {"loop": loop, "database": store, "folder": tmp_path, "examples": itertools.count()}
        yield type("Here", (Machine,), given)


def test_any_interleaving_keeps_the_promises(machine: type[Machine]) -> None:
    """After each of the stories some steps of whatever kind."""
    for story in STORIES:
        begun = type("Begun", (machine,), {"begun": (story,)})
        run_state_machine_as_test(begun, settings=chosen(2, 8, (Phase.generate,)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_many_interleavings_keep_the_promises(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=chosen(100, 50))

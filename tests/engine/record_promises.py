"""What must hold of a few persons in two districts after each step, and what each way to answer shows of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis.stateful import invariant

from hub.core.actor import Role
from hub.core.identifiers import global_id
from tests.engine.interleaving import Waiting
from tests.engine.record_district import District, clerk
from tests.engine.record_model import HERE, THERE, Model, Row

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


class Promises(Waiting):
    """A machine whose invariants are the record's promises. Whoever steps sets what is here as it opens an example."""

    districts: Mapping[str, District]
    model: Model
    ids: Mapping[str, uuid.UUID]
    letters: Mapping[str, str]
    """The persons' names by their global ids."""
    niks: list[str]
    card: str
    word: str
    """One that all their names have."""
    looks: Iterator[tuple[str, str]]
    """The ways to look, over and over."""
    acknowledged: int
    """Receipts of mutations that must be there; not set before an example is opened."""

    def gid(self, name: str) -> str:
        return global_id("Citizen", self.ids[name])

    @invariant()
    def rows_are_as_the_contract_says(self) -> None:
        if not hasattr(self, "acknowledged"):
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
        if hasattr(self, "acknowledged"):
            assert self.wait(self.database.fetch(TWICE)) == []
            assert self.wait(self.database.fetch(MISDIRECTED)) == []

    @invariant()
    def everybody_is_shown_where_she_is_and_nowhere_else(self) -> None:
        if not hasattr(self, "acknowledged"):
            return
        # One of the four ways to look after each step, all of them in the end.
        tenant, way = next(self.looks)
        assert self.look(tenant, way) == self.expected(tenant), (tenant, way)

    @invariant()
    def everything_acknowledged_is_kept_and_told_once(self) -> None:
        if hasattr(self, "acknowledged"):
            assert self.wait(self.database.fetchval(ACKNOWLEDGED)) == self.acknowledged
            assert self.wait(self.database.fetchval(UNTOLD)) == 0

    @invariant()
    def open_contests_stand_where_somebody_can_decide(self) -> None:
        if not hasattr(self, "acknowledged"):
            return
        names = {key: name for name, key in self.ids.items()}
        rows = self.wait(self.database.fetch(OPEN, [*names]))
        found = sorted((row["tenant"], names[row["person_id"]]) for row in rows)
        assert found == sorted((c.tenant, c.whose) for c in self.model.contests if c.is_open)
        for tenant, name in found:
            assert self.model.current(tenant, self.model.led(tenant, name))

    @invariant()
    def candidates_are_persons_of_the_district(self) -> None:
        if hasattr(self, "acknowledged"):
            assert self.wait(self.database.fetchval(STALE)) == 0

    def teardown(self) -> None:
        if not hasattr(self, "acknowledged"):
            return
        for tenant, way in WAYS:
            assert self.look(tenant, way) == self.expected(tenant), (tenant, way)
        for name in NAMES:
            self.wait(self.check_past(name))

    def look(self, tenant: str, way: str) -> dict[str, Any]:
        niks = " ".join(f'n{at}: citizen(nik: "{nik}") {{ id }}' for at, nik in enumerate(self.niks))
        ids = " ".join(f'i{name}: node(id: "{self.gid(name)}") {{ id }}' for name in NAMES)
        query = LOOK.format(niks=niks, ids=ids, word=self.word)
        answer = self.wait(
            self.districts[tenant].ask(query, {"card": self.card, "all": self.niks}, clerk(tenant, Role.OPERATOR), way)
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
        answer = await self.districts[tenant].ask(THEN, then, clerk(tenant, Role.OPERATOR))
        seen = answer.payload["data"]["citizen"]
        assert seen is not None, (answer.payload, event["kind"])
        if seen["version"] != event["version"]:
            return
        assert seen["birthPlace"] == event["after"]["birth_place"], json.dumps(seen)

"""What must become of a few persons in the record of two districts, whatever their clerks do.

Written from the contract and the ADRs 14, 17, 18, 19 and 21; it looks at nothing of the hub's code.
"""

from __future__ import annotations

import dataclasses
from typing import Final

HERE, THERE = "1901", "1902"
OTHER: Final = {HERE: THERE, THERE: HERE}


@dataclasses.dataclass
class Row:
    """A person's row in one district: current, merged into another one, or the stub of one who moved."""

    nik: str | None
    place: str | None
    card: str | None
    into: str | None = None
    moved: bool = False


@dataclasses.dataclass
class Contest:
    """What somebody contests of the row `whose` in `tenant`."""

    tenant: str
    whose: str
    claim: str
    serial: int
    is_open: bool = True


@dataclasses.dataclass
class Merge:
    """A merge that stands: what the survivor had and got, the duplicate's NIK, and who had led to the duplicate."""

    tenant: str
    survivor: str
    duplicate: str
    before: Row
    after: Row
    nik: str | None
    carried: tuple[str, ...]
    papers: tuple[str | None, str | None]


class Model:
    """Rows by district and person. Persons are named by letters."""

    def __init__(self, rows: dict[str, Row]) -> None:
        self.rows: dict[str, dict[str, Row]] = {HERE: dict(rows), THERE: {}}
        self.versions = dict.fromkeys(rows, 1)
        self.papers: dict[str, str | None] = dict.fromkeys(rows)
        self.sealed: set[str] = set()
        self.offered: set[str] = set()
        self.contests: list[Contest] = []
        self.merges: list[Merge] = []
        self.directory = {row.nik: HERE for row in rows.values() if row.nik}

    # ---- who is where ----------------------------------------------------------------------------------------------

    def led(self, tenant: str, name: str) -> str | None:
        """Whom the id of a person leads to in a district."""
        row = self.rows[tenant].get(name)
        return None if row is None else row.into or name

    def by_nik(self, tenant: str, nik: str) -> str | None:
        return next((self.led(tenant, name) for name, row in self.rows[tenant].items() if row.nik == nik), None)

    def current(self, tenant: str, name: str | None) -> str | None:
        """The person, where this district's record holds her now."""
        row = self.rows[tenant].get(name or "")
        return None if row is None or row.moved or row.into else name

    def home(self, name: str) -> str:
        """Where the person, or whoever she was merged into, stands now."""
        return next(t for t in (HERE, THERE) if self.current(t, self.led(t, name)))

    def seen(self, tenant: str, name: str | None) -> str | None:
        """Whom a clerk is shown: also one who moved away, never one who is sealed."""
        return None if name is None or name in self.sealed else name

    def open_for(self, tenant: str, name: str | None) -> str | None:
        """Whom an operator may work on."""
        return self.current(tenant, self.seen(tenant, name))

    def members(self, tenant: str, card: str) -> set[str]:
        found = {name for name, row in self.rows[tenant].items() if row.card == card and not row.into and not row.moved}
        return found - self.sealed

    # ---- what is done ----------------------------------------------------------------------------------------------

    def write(self, tenant: str, name: str, **values: str | None) -> None:
        self.rows[tenant][name] = dataclasses.replace(self.rows[tenant][name], **values)  # type: ignore[arg-type]  # a row has texts, or none, in each of them
        self.versions[name] += 1

    def may_take(self, tenant: str, name: str, nik: str, paper: str) -> bool:
        """Whether `assignNik` enters this NIK: the KTP-el prevails, and a NIK is one person's in one district."""
        mine = self.rows[tenant][name].nik
        if mine not in (None, nik) and (paper != "KTP_EL" or self.papers[name] == "KTP_EL"):
            return False
        holders = [each for each, row in self.rows[tenant].items() if row.nik == nik and each != name]
        return not holders and self.directory.get(nik, tenant) == tenant

    def take(self, tenant: str, name: str, nik: str, paper: str) -> None:
        self.write(tenant, name, nik=nik)
        self.papers[name] = paper
        self.directory[nik] = tenant

    def merge(self, tenant: str, survivor: str, duplicate: str, on_card: str | None, chosen: bool) -> None:
        rows = self.rows[tenant]
        before, gone = rows[survivor], rows[duplicate]
        nik = on_card or before.nik or gone.nik
        other = None if gone.nik is None or before.nik is None else gone.nik if nik == before.nik else before.nik
        place = gone.place if (chosen and gone.place) or before.place is None else before.place
        after = dataclasses.replace(before, nik=nik, place=place, card=before.card or gone.card)
        carried = tuple(name for name, row in rows.items() if row.into == duplicate)
        papers = self.papers[survivor], self.papers[duplicate]
        self.merges.append(Merge(tenant, survivor, duplicate, before, after, gone.nik, carried, papers))
        rows[survivor], rows[duplicate] = after, dataclasses.replace(gone, nik=other, into=survivor)
        for name in carried:
            rows[name] = dataclasses.replace(rows[name], into=survivor)
        if nik != before.nik:
            self.papers[survivor] = self.papers[duplicate]
        self.versions[survivor] += 1
        self.versions[duplicate] += 1

    def standing(self, tenant: str, name: str) -> Merge | None:
        return next((m for m in reversed(self.merges) if (m.tenant, m.survivor) == (tenant, name)), None)

    def undone(self, merge: Merge) -> Row | None:
        """The survivor as she is without the merge; None where the duplicate's NIK is somebody else's by now."""
        rows = self.rows[merge.tenant]
        now = rows[merge.survivor]
        back = {
            name: getattr(merge.before, name)
            for name in ("nik", "place", "card")
            if getattr(now, name) == getattr(merge.after, name) != getattr(merge.before, name)
        }
        survivor = dataclasses.replace(now, **back)
        others = {row.nik for name, row in rows.items() if name not in (merge.survivor, merge.duplicate)}
        if merge.nik is not None and (
            merge.nik in others | {survivor.nik} or self.directory.get(merge.nik, merge.tenant) != merge.tenant
        ):
            return None
        return survivor

    def undo(self, merge: Merge, survivor: Row) -> None:
        rows = self.rows[merge.tenant]
        if rows[merge.survivor].nik != survivor.nik:
            self.papers[merge.survivor] = merge.papers[0]
        if rows[merge.duplicate].nik != merge.nik:
            self.papers[merge.duplicate] = merge.papers[1]
        rows[merge.survivor] = survivor
        rows[merge.duplicate] = dataclasses.replace(rows[merge.duplicate], nik=merge.nik, into=None)
        for name in merge.carried:
            if rows[name].into == merge.survivor:
                rows[name] = dataclasses.replace(rows[name], into=merge.duplicate)
        self.merges.remove(merge)
        self.versions[merge.survivor] += 1
        self.versions[merge.duplicate] += 1

    def receive(self, name: str) -> None:
        origin = self.home(name)
        target, row = OTHER[origin], self.rows[origin][name]
        others = [o for n, o in self.rows[origin].items() if n != name and not o.moved and not o.into]
        stays = any(other.card == row.card for other in others)
        for other, stub in list(self.rows[target].items()):
            if stub.moved and row.nik and stub.nik == row.nik and other != name:
                self.rows[target][other] = dataclasses.replace(stub, nik=None)
                if self.led(origin, other) == name:
                    self._lead(target, other, name)
        self.rows[target][name] = Row(row.nik, row.place, None if stays else row.card)
        self.rows[origin][name] = Row(row.nik, None, None, moved=True)
        if row.nik:
            self.directory[row.nik] = target
        self.offered.discard(name)
        self.versions[name] += 2
        self._move_contests(origin, target, name)

    def _lead(self, tenant: str, stub: str, name: str) -> None:
        rows = self.rows[tenant]
        rows[stub] = dataclasses.replace(rows[stub], into=name)
        for other, row in rows.items():
            if row.into == stub:
                rows[other] = dataclasses.replace(row, into=name)

    def _move_contests(self, origin: str, target: str, name: str) -> None:
        """Of two that ask for the same attribute the one whose clock ends first goes along."""
        mine = [c for c in self.contests if c.is_open and c.tenant == origin and self.led(origin, c.whose) == name]
        for contest in mine[1:]:
            contest.is_open = False
        for contest in mine[:1]:
            contest.tenant, contest.whose = target, name

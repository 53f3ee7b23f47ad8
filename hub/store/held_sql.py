"""Selections as SQL: one JSON expression per object, one lateral join per step to other rows.

Every subquery gives four columns: `j` the JSON, `s` the ids of the persons in it who were asked for (16 bytes each),
`u` the NIKs of persons whom the record does not know, with commas between them, `k` the ids of those who are in it as
somebody's family, each behind a byte that says as what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.core.held import (
    KIN,
    UNTIMED,
    Branch,
    Fixed,
    HeldCopies,
    Hole,
    Leaf,
    Link,
    Listing,
    Origin,
    PageStep,
    Part,
    RootStep,
    Selection,
    Step,
    Timed,
    Unanswerable,
    Way,
)
from hub.core.predicates import REGION_SUBTREE
from hub.store.held_levels import Level, gathered_bytes, texts
from hub.store.held_pages import CURSORS, LISTINGS, PageSlots, found, page_facts
from hub.store.held_rows import column, fixed, json_object, moment, named, odd, present, stored_type
from hub.store.held_slots import Slots
from hub.store.row_filter import condition, parent_sealed
from hub.store.search import TERMS, matching

_SEPARATOR: Final = "'|'"
_MEMBERS_ORDER: Final = "{m}.family_relationship <> 'HEAD', {m}.birth_date, {m}.id"
"""The head of the family first, then by age: the order of `PgPeople.members`."""
_PARENTS: Final = {Origin.MOTHER: "mother", Origin.FATHER: "father"}
_HOME: Final = (Origin.PERSON, Origin.ADDRESS)
_KEYS: Final = {"nik": "text", "id": "uuid"}
"""Keys of a person, with their types."""


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: the expression of its value, and the subquery it comes from (none for a fixed text)."""

    key: str
    value: str
    alias: str = ""
    source: str = ""


def root_of(step: RootStep | Fixed, alias: str, predicates: tuple[str, ...], slots: Slots) -> Root:
    """Raises Unanswerable."""
    if isinstance(step, Fixed):
        return Root(step.key, fixed(step))
    writer = _Writer(predicates, slots)
    write = {
        Way.CITIZEN: writer.citizen,
        Way.CITIZENS: writer.citizens,
        Way.FAMILY_CARD: writer.family_card,
        Way.SEARCH: writer.search,
        Way.NODE: writer.node,
        Way.ENTITIES: writer.entities,
    }[step.way]
    return Root(step.key, f"{alias}.j", alias, write(step))


class _Writer:
    """Writes one root field. Aliases are numbered, so that levels do not hide one another."""

    def __init__(self, predicates: tuple[str, ...], slots: Slots) -> None:
        self._predicates = predicates
        self._slots = slots
        self._aliases = 0

    # ---- where an answer begins ------------------------------------------------------------------------------------

    def citizen(self, step: RootStep) -> str:
        asked, person, level = self._alias("u"), self._alias("p"), Level()
        json = self._person(step.selection, person, level, f"{asked}.nik", ())
        key = self._slots.of(str(step.argument), "text")
        return f"select {level.columns(json)} from (select {key} as nik) {asked} {level.joined}"

    def citizens(self, step: RootStep) -> str:
        asked, person, level = self._alias("u"), self._alias("p"), Level()
        json = self._person(step.selection, person, level, f"{asked}.nik", (f"{asked}.o - 1",))
        keys = f"string_to_array({self._slots.of(str(step.argument), 'text')}, ',')"
        source = f"unnest({keys}) with ordinality {asked}(nik, o)"
        return f"select {level.gathered(json, f'{asked}.o')} from {source} {level.joined}"

    def node(self, step: RootStep) -> str:
        asked, person, level = self._alias("u"), self._alias("p"), Level()
        level.joins.append(f"left join person {person} on {self._is(person, 'id', self._led_to(f'{asked}.id'))}")
        json = self._shown(step.selection, person, level, ())
        key = self._slots.of(str(step.argument), "uuid")
        return f"select {level.columns(json)} from (select {key} as id) {asked} {level.joined}"

    def entities(self, step: RootStep) -> str:
        """Each by the one key that is given, so that both ways go through an index."""
        asked, person, level, row = self._alias("u"), self._alias("p"), Level(), self._alias("q")
        values = {"nik": f"{asked}.nik", "id": self._led_to(f"{asked}.id")}
        rows = (f"select {row}.* from person {row} where {self._is(row, key, values[key])}" for key in _KEYS)
        level.joins.append(f"left join lateral ({' union all '.join(rows)}) {person} on true")
        self._unheld(person, level, f"{asked}.nik")
        json = self._shown(step.selection, person, level, (f"{asked}.o - 1",))
        keys = ", ".join(self._slots.of(f"{step.argument}.{key}s", f"{type_}[]") for key, type_ in _KEYS.items())
        source = f"unnest({keys}) with ordinality {asked}({', '.join(_KEYS)}, o)"
        return f"select {level.gathered(json, f'{asked}.o')} from {source} {level.joined}"

    def family_card(self, step: RootStep) -> str:
        asked, card, level = self._alias("u"), self._alias("c"), Level()
        seen = self._alias("q")
        members = f"person {seen} where {self._on_card(seen, card)}"
        level.joins.append(
            f"left join family_card {card} on {card}.tenant = {self._slots.tenant} and {card}.number = {asked}.number"
            f" and exists (select from {members})"
        )
        # The card tells of its members even where none is selected.
        level.subjects.append(f"(select string_agg(uuid_send({seen}.id), ''::bytea) from {members})")
        json = f"case when {card}.number is not null then {self._object(step.selection, card, level, ())} end"
        key = self._slots.of(str(step.argument), "text")
        return f"select {level.columns(json)} from (select {key} as number) {asked} {level.joined}"

    def _person(
        self,
        selection: Selection,
        person: str,
        level: Level,
        nik: str,
        trail: tuple[str, ...],
        link: Link | None = None,
    ) -> str:
        """The person of a NIK as far as the reader may see her; the NIK itself when nobody is shown."""
        level.joins.append(f"left join person {person} on {self._is(person, 'nik', nik)}")
        self._unheld(person, level, nik)
        return self._shown(selection, person, level, trail, link)

    def _unheld(self, person: str, level: Level, nik: str) -> None:
        """The NIK of whom this reader is not shown: the resolvers ask whether she is not in the record, is somebody
        else now, or is out of sight, and take as long for each."""
        level.unheld.append(f"case when {person}.id is null then {nik} end")

    def _shown(
        self, selection: Selection, person: str, level: Level, trail: tuple[str, ...], link: Link | None = None
    ) -> str:
        """The person of a row that may be missing; whoever is there is one whose data the answer holds."""
        _note(level, person, link)
        return f"case when {person}.id is not null then {self._object(selection, person, level, trail)} end"

    # ---- objects ---------------------------------------------------------------------------------------------------

    def _object(self, selection: Selection, row: str, level: Level, trail: tuple[str, ...]) -> str:
        values = [named(self._value(selection.origin, step, row, level, trail), step.key) for step in selection.steps]
        return json_object(values)

    def _value(self, origin: Origin, step: Step, row: str, level: Level, trail: tuple[str, ...]) -> str:  # noqa: PLR0911  one for each kind of step
        match step:
            case Leaf():
                return column(origin, step.column, row)
            case Fixed():
                return fixed(step)
            case Part():
                json = self._object(step.selection, row, level, trail)
                condition_ = self._present(origin, step.selection.origin, row)
                return f"case when {condition_} then {json} end" if condition_ else json
            case Branch():
                return self._branch(step, row, level, trail)
            case HeldCopies():
                return self._copies(step, row, trail)
            case PageStep():
                return self._page(step, row, level, trail)
            case Hole():
                return self._hole(step, row, trail)

    def _present(self, owner: Origin, origin: Origin, row: str) -> str | None:
        """When an embedded object is shown to this reader; None for always."""
        condition_ = present(origin, row)
        if origin in _PARENTS:
            return f"{condition_} and not {parent_sealed(self._predicates, row, _PARENTS[origin])}"
        # The village of somebody who moved away says whose office may know of it, not where she lives.
        return f"{condition_} and {row}.moved_to is null" if (owner, origin) == _HOME else condition_

    def _branch(self, step: Branch, row: str, level: Level, trail: tuple[str, ...]) -> str:
        write = {Link.FAMILY_CARD: self._card_of, Link.HEAD: self._head_of, Link.MEMBERS: self._members_of}[step.link]
        alias = self._alias("l")
        level.joins.append(f"left join lateral ({write(step.selection, row, trail)}) {alias} on true")
        level.subjects.append(f"{alias}.s")
        level.unheld.append(f"{alias}.u")
        level.kin.append(f"{alias}.k")
        return f"{alias}.j"

    def _card_of(self, selection: Selection, person: str, trail: tuple[str, ...]) -> str:
        card, level = self._alias("c"), Level()
        json = self._object(selection, card, level, trail)
        return (
            f"select {level.columns(json)} from family_card {card} {level.joined}"
            f" where {card}.tenant = {person}.tenant and {card}.number = {person}.family_card_number"
        )

    def _head_of(self, selection: Selection, card: str, trail: tuple[str, ...]) -> str:
        asked, person, level = self._alias("u"), self._alias("p"), Level()
        json = self._person(selection, person, level, f"{asked}.nik", trail, Link.HEAD)
        return f"select {level.columns(json)} from (select {card}.head_nik as nik) {asked} {level.joined}"

    def _members_of(self, selection: Selection, card: str, trail: tuple[str, ...]) -> str:
        person, level = self._alias("m"), Level()
        _note(level, person, Link.MEMBERS)
        json = self._object(selection, person, level, (*trail, f"{person}.n"))
        inner = self._alias("q")
        order = _MEMBERS_ORDER.replace("{m}", inner)
        return (
            f"select {level.gathered(json, f'{person}.n')} from (select {inner}.*,"
            f" row_number() over (order by {order}) - 1 as n from person {inner}"
            f" where {self._on_card(inner, card)}) {person} {level.joined}"
        )

    # ---- pages -----------------------------------------------------------------------------------------------------

    def search(self, step: RootStep) -> str:
        slots = self._page_slots(None, step.first, step.after)
        terms = {name: self._slots.of(f"{step.argument}.{name}", type_) for name, type_ in TERMS.items()}
        sight = self._slots.of("region", "text") if REGION_SUBTREE.name in self._predicates else None
        named_mother = f"not {parent_sealed(self._predicates, 'q', 'mother')}"
        matches = matching(terms, self._slots.tenant, self._admitted("q"), named_mother, sight)
        return self._connection(step.selection, found(slots, matches), slots, (), persons=True)

    def _page(self, step: PageStep, row: str, level: Level, trail: tuple[str, ...]) -> str:
        slots = self._page_slots(step.listing, step.first, step.after)
        slots_of = self._slots.of
        sight = (self._predicates, lambda: slots_of("untold", "text[]"), lambda: slots_of("clerks", "text"))
        rows = LISTINGS[step.listing](row, slots, sight)
        alias = self._alias("l")
        level.joins.append(
            f"left join lateral ({self._connection(step.selection, rows, slots, trail)}) {alias} on true"
        )
        return f"{alias}.j"

    def _connection(
        self, selection: Selection, rows: str, page: PageSlots, trail: tuple[str, ...], *, persons: bool = False
    ) -> str:
        """The connection of a page. Its parts are put together over all rows first, and named afterwards."""
        edge, whole, level = self._alias("e"), self._alias("g"), Level()
        level.subjects += [f"uuid_send({edge}.id)"] if persons else []
        gathered, values = [], []
        for at, step in enumerate(selection.steps):
            if isinstance(step, Part) and step.selection.origin is Origin.EDGE:
                json = self._object(step.selection, edge, level, (*trail, f"({edge}.n - 1)"))
                gathered.append(f"coalesce(json_agg({json} order by {edge}.n) {page.shown(edge)}, '[]'::json) as v{at}")
                values.append(named(f"{whole}.v{at}", step.key))
            elif isinstance(step, Part):
                facts = page_facts(step.selection, edge, page, f"v{at}")
                gathered += [f"{value} as {name}" for _, value, name in facts]
                values.append(named(json_object([named(f"{whole}.{name}", key) for key, _, name in facts]), step.key))
            else:
                assert isinstance(step, Fixed)
                values.append(named(fixed(step), step.key))
        gathered.append(f"{gathered_bytes(level.subjects, page.shown(edge))} as s")
        gathered.append(f"string_agg({texts(level.unheld)}, ',') {page.shown(edge)} as u")
        gathered.append(f"{gathered_bytes(level.kin, page.shown(edge))} as k")
        return (
            f"select {json_object(values)} as j, {whole}.s, {whole}.u, {whole}.k"
            f" from (select {', '.join(gathered)} from ({rows}) {edge} {level.joined}) {whole}"
        )

    def _page_slots(self, listing: Listing | None, first: int, after: int) -> PageSlots:
        name = listing.value if listing else "search"
        types = CURSORS[listing].columns
        parts = tuple(self._slots.of(f"{after}.{name}.{at}", type_) for at, type_ in enumerate(types))
        return PageSlots(self._slots.of(str(first), "bigint"), lambda: self._slots.of(str(after), "text"), parts)

    # ---- facets and what is left open ------------------------------------------------------------------------------

    def _copies(self, step: HeldCopies, row: str, trail: tuple[str, ...]) -> str:
        item, copy = self._alias("i"), self._alias("f")
        values = [
            named(f'{item}."{value.column}"' if isinstance(value, Leaf) else fixed(value), value.key)
            for value in step.fields
        ]
        types = ", ".join(f'"{name}" {stored_type(type_, name)}' for name, type_ in step.types)
        if not types:
            raise Unanswerable("A facet is selected without any of its attributes.")
        # A facet's name is no number: reading it as one fails the statement, as a value of a wrong type does.
        sound = f"case when {odd(f'{copy}.items', step.types)} then {copy}.facet::integer::text::json else "
        items, json = f"jsonb_to_recordset({copy}.items) as {item}({types})", json_object(values)
        if step.many:
            value = f"{sound}(select json_agg({json}) from {items}) end"
        else:
            value = f"{sound}(select {json} from {items} limit 1) end"
        if step.stale is not None:
            return self._while_fresh(step, value, copy, row, trail)
        found = f"(select {value} from facet_copy {copy} where {self._copy_of(step.facet, copy, row)})"
        return _some(found) if step.many else found

    def _while_fresh(self, step: HeldCopies, value: str, copy: str, row: str, trail: tuple[str, ...]) -> str:
        """The copy, or an open place where its agency has to be asked."""
        assert step.stale is not None
        one, held = self._alias("o"), _some(value) if step.many else value
        return (
            f"(select case when {self._is_served(copy, row, step.seconds)} then {held}"
            f" else to_json({self._hole(step.stale, row, trail)}) end"
            f" from (select) {one} left join facet_copy {copy} on {self._copy_of(step.facet, copy, row)})"
        )

    def _is_served(self, copy: str, row: str, seconds: int) -> str:
        """Whether the copy is answered with: nobody can be asked about a person without a NIK."""
        now = self._slots.of("now", "timestamptz")
        return (
            f"({row}.nik is null or coalesce({copy}.checked_at, {copy}.as_of) > {now} - interval '{seconds} seconds')"
        )

    def _hole(self, step: Hole, row: str, trail: tuple[str, ...]) -> str:
        """Mark, number, person, NIK, indices of the lists on the way, times: with bars between them."""
        times = [] if step.times is None else [moment(f"{row}.as_of"), *(self._time(t, row) for t in step.times)]
        indices = f"concat_ws('.', {', '.join(trail)})" if trail else "''"
        parts = [
            f"{self._slots.of('mark', 'text')} || '{step.number}'",
            f"{row}.id::text",
            f"coalesce({row}.nik, '')",
            indices,
            *(f"coalesce({time}, '')" for time in times),
        ]
        return f" || {_SEPARATOR} || ".join(parts)

    def _time(self, timed: Timed, row: str) -> str:
        copy = self._alias("f")
        time, found = moment(f"{copy}.as_of"), f"facet_copy {copy} where {self._copy_of(timed.facet, copy, row)}"
        if timed.seconds is None:
            return f"(select {time} from {found})"
        served = self._is_served(copy, row, timed.seconds)
        return f"(select coalesce({time}, '{UNTIMED}') from {found} and {served})"

    def _copy_of(self, facet: str, copy: str, row: str) -> str:
        assert facet.isidentifier()
        return f"{copy}.tenant = {row}.tenant and {copy}.person_id = {row}.id and {copy}.facet = '{facet}'"

    # ---- rows ------------------------------------------------------------------------------------------------------

    def _is(self, person: str, key: str, value: str) -> str:
        """The condition that a row is the person of this key, and one that the reader may see."""
        return f"{person}.tenant = {self._slots.tenant} and {person}.{key} = {value} and {self._admitted(person)}"

    def _led_to(self, value: str) -> str:
        """The id of the person whom an id leads to: her who stayed, for one who was merged."""
        other = self._alias("q")
        return (
            f"coalesce((select {other}.merged_into from person {other} where {other}.tenant = {self._slots.tenant}"
            f" and {other}.id = {value}), {value})"
        )

    def _on_card(self, person: str, card: str) -> str:
        return (
            f"{person}.tenant = {card}.tenant and {person}.family_card_number = {card}.number"
            f" and {self._admitted(person)}"
        )

    def _admitted(self, alias: str) -> str:
        return condition(
            self._predicates,
            alias,
            lambda: self._slots.of("region", "text"),
            lambda: self._slots.of("nik", "text"),
            lambda: self._slots.of("opened", "uuid[]"),
        )

    def _alias(self, letter: str) -> str:
        self._aliases += 1
        return f"{letter}{self._aliases}"


def _some(items: str) -> str:
    return f"coalesce({items}, '[]'::json)"


def _note(level: Level, person: str, link: Link | None) -> None:
    """The id of a person in a row that may be missing: as asked for, or behind the byte of her part as kin."""
    if link is None:
        level.subjects.append(f"uuid_send({person}.id)")
    else:
        level.kin.append(f"('\\x{KIN.index(link):02x}'::bytea || uuid_send({person}.id))")

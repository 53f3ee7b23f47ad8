"""Queues of applications: what narrows them, a page in either direction, and a glance at how many there are."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.errors import BadInput
from hub.core.ports import ApplicationFilter
from hub.core.promise_run import PromiseAlarm
from hub.core.queue import MOST_COUNTED
from hub.core.regions import is_region
from hub.store import cursors
from hub.store.columns import whole_person
from hub.store.row_filter import NOTHING, Parameters, application_sealed

_MARK: Final = """
    concat_ws(' ', a.id, a.version, (
        select w.holder from application_lease w where w.tenant = a.tenant and w.application_id = a.id
    ))
"""


_SAME: Final = "a.tenant = r.tenant and a.id = r.application_id"


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a queue is walked through: its alias, and the columns of its order."""

    name: str
    alias: str
    at: str
    key: str


_APPLICATIONS: Final = _Table("application", "a", "a.submitted_at", "a.id")
_PROMISES: Final = _Table("promise_run", "r", "r.due_at", "r.application_id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind one cursor, or before another one."""

    after: str | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if self.after is not None and self.before is not None:
            raise BadInput("Give `after` or `before`, not both.", path="before")


@dataclass(frozen=True, slots=True)
class QueueSql:
    """The rows of a page, `a` with its place in the order (`at`), as the `from` of a statement; the last `order by`
    is left to the statement, since it puts more beside them."""

    kind: str
    rows: str
    order: str
    parameters: Parameters
    is_backward: bool

    def cursor(self, at: dt.datetime, application_id: uuid.UUID) -> str:
        return cursors.encode(self.kind, at, application_id)


def page_sql(tenant: str, chosen: ApplicationFilter, first: int, place: Place) -> QueueSql:
    """The rows of a page and one more, which tells that there is another page."""
    return _page(chosen, first, place, Parameters(tenant))


def _page(chosen: ApplicationFilter, first: int, place: Place, parameters: Parameters) -> QueueSql:
    kind = "due" if chosen.in_order_of_due else "queue" if chosen.oldest_first else "applications"
    is_rising = (kind != "applications") is (place.before is None)
    order, beyond = ("asc", ">") if is_rising else ("desc", "<")
    table = _PROMISES if kind == "due" else _APPLICATIONS
    terms, looks = conditions(chosen, table, parameters)
    if (position := cursors.decode(kind, place.before or place.after, dt.datetime, uuid.UUID)) is not None:
        moment, last = parameters.add(position[0], "timestamptz"), parameters.add(position[1], "uuid")
        terms.append(f"({table.at}, {table.key}) {beyond} ({moment}, {last})")
    ordered = f"order by {table.at} {order}, {table.key} {order}"
    limit = f"limit {parameters.add(first + 1, 'bigint')}"
    walked = _walked(table, chosen, (terms, looks), (ordered, limit), parameters)
    if chosen.states:
        # The first ones of each state stand behind one another.
        walked = f"{walked} {ordered} {limit}"
    found = f"select a.*, a.submitted_at as at from ({walked}) a"
    if kind == "due":
        # Without `offset 0` the planner might join, and read all applications.
        one = f"select * from application a where {_SAME} offset 0"
        found = f"select a.*, r.due_at as at from ({walked}) r cross join lateral ({one}) a"
    page = f"order by a.at {order}, a.id {order}"
    return QueueSql(kind, f"({found}) a", page, parameters, place.before is not None)


def _walked(
    table: _Table,
    chosen: ApplicationFilter,
    wanted: tuple[Sequence[str], Sequence[str]],
    end: tuple[str, str],
    parameters: Parameters,
) -> str:
    """The first rows of a queue; where it has states the first ones of each state, read by the index of its queue:
    walking through all in their order would pass the settled ones, and those are nearly all."""
    terms, looks = wanted
    if not chosen.states:
        return _first(table, terms, looks, *end)
    row, states = table.alias, parameters.add([state.name for state in chosen.states], "text[]")
    of_state = _first(table, [*terms, f"{row}.state = s.state"], looks, *end)
    return f"select {row}.* from (select distinct unnest({states}) as state) s cross join lateral ({of_state}) {row}"


def _first(table: _Table, terms: Sequence[str], looks: Sequence[str], ordered: str, limit: str) -> str:
    """The first rows of a table for which all terms hold and, asked of one after the other until it is enough, what
    has to be looked up elsewhere.

    Apart, with `offset 0`: where both stand together the planner takes each row for dear, and would rather find and
    sort all of them than walk through the first in their order.
    """
    walked = f"select * from {table.name} {table.alias} where {' and '.join(terms)} {ordered} offset 0"
    wanted = f" where {' and '.join(looks)}" if looks else ""
    return f"select * from ({walked}) {table.alias}{wanted} {limit}"


def glance_sql(tenant: str, chosen: ApplicationFilter, first: int, place: Place) -> tuple[str, Parameters]:
    """The statement with the number (one more than MOST_COUNTED where there are more) and the mark of the page."""
    page = page_sql(tenant, chosen, first, place)
    number = _counted(_PROMISES if chosen.in_order_of_due else _APPLICATIONS, chosen, page.parameters, MOST_COUNTED + 1)
    text = f"select ({number}) as number, (select string_agg({_MARK}, ';' {page.order}) from {page.rows}) as page"
    return text, page.parameters


def _counted(table: _Table, chosen: ApplicationFilter, parameters: Parameters, most: int) -> str:
    """Counts until it is enough, in the order of an index: what is in a region by that of places, so that those
    elsewhere are not passed; whether something is in sight is looked at form by form."""
    ordered = f"order by {table.at}, {table.key}"
    if table is _APPLICATIONS and chosen.states and chosen.region is not None:
        ordered = "order by a.region_code using ~<~"
    wanted, limit = conditions(chosen, table, parameters), f"limit {parameters.add(most, 'bigint')}"
    walked = _walked(table, chosen, wanted, (ordered, limit), parameters)
    return f"select count(*) from (select from ({walked}) counted {limit}) enough"


def mark_of(number: int, page: str | None) -> str:
    """A short word for what a glance has seen; it tells nothing by itself."""
    return hashlib.sha256(f"{number} {page or ''}".encode()).hexdigest()[:24]


def alarms_sql(tenant: str, chosen: ApplicationFilter, most: int) -> tuple[str, Parameters]:
    """The statement that counts those who have raised an alarm that still stands, at most so many of each."""
    parameters = Parameters(tenant)
    past, near = (
        _counted(_PROMISES, dataclasses.replace(chosen, alarm=alarm), parameters, most)
        for alarm in (PromiseAlarm.PAST, PromiseAlarm.NEAR)
    )
    return f"select ({past}) as past, ({near}) as near", parameters


def _running(wanted: ApplicationFilter, parameters: Parameters) -> tuple[list[str], list[str]]:
    """Those whose clock runs, as far as they are wanted by it."""
    terms, looks = ["r.ended_at is null", "r.due_at is not null"], []
    if wanted.due_before is not None:
        terms.append(f"r.due_at < {parameters.add(wanted.due_before, 'timestamptz')}")
    if wanted.alarm is not None:
        looks.append(_raised(wanted.alarm))
    if wanted.alarm is PromiseAlarm.NEAR:
        # Whatever was due when alarms were raised last is past: the many that are late are not walked through.
        terms += ["r.due_at >= (select coalesce(max(raised_at), '-infinity') from promise_alarm where tenant = $1)"]
        looks.append(f"not {_raised(PromiseAlarm.PAST)}")
    return terms, looks


def _raised(alarm: PromiseAlarm) -> str:
    """The condition that the clock that runs now has raised an alarm; one that began anew has not."""
    # Without `offset 0` the planner joins, and reads all alarms that there ever were.
    return (
        "exists (select from promise_alarm p where p.tenant = r.tenant and p.application_id = r.application_id"
        f" and p.started_at = r.started_at and p.threshold = '{alarm.value}' offset 0)"
    )


def conditions(wanted: ApplicationFilter, table: _Table, parameters: Parameters) -> tuple[list[str], list[str]]:
    """The conditions on an application or its promise: those that its row answers, and those that are looked up."""
    equal: dict[str, Any] = {
        "service": wanted.service,
        "client_id": wanted.client_id,
        "submitted_by": wanted.submitted_by,
    }
    row = table.alias
    terms = [f"{row}.tenant = $1"]
    terms += [f"{row}.{name} = {parameters.add(value, 'text')}" for name, value in equal.items() if value is not None]
    if wanted.states:
        terms.append(f"{row}.state = any({parameters.add([state.name for state in wanted.states], 'text[]')})")
    if wanted.region is not None:
        terms.append(_within(wanted.region, row))
    # Arrays: each is short, which the planner does not know; it would try all applications in their order.
    found = [*_by_holder(wanted, parameters), *_by_person(wanted, parameters), *_by_day(wanted, parameters)]
    terms += [f"{table.key} = any(array({ids}))" for ids in found]
    looks: list[str] = []
    if table is _PROMISES:
        running, looks = _running(wanted, parameters)
        terms += running
    own = _of_application(wanted, parameters)
    if own and table is _PROMISES:
        looks.append(f"exists (select from application a where {_SAME} and {' and '.join(own)} offset 0)")
    else:
        terms += own
    if wanted.printed is not None:
        looks.append(_printed(table, wanted.printed))
    if not wanted.with_sealed:
        looks.append(f"not {application_sealed(row, table.key)}")
    return terms, looks


def _within(region: str, row: str) -> str:
    """The condition that a row lies in the subtree of a region, which stands in the statement itself: a plan for any
    region would walk through a whole district to find what lies in one village. What is no region contains nothing."""
    if not is_region(region):
        return NOTHING
    # One range of the index of places, character by character: "/" follows upon ".".
    return f"({row}.region_code ~>=~ '{region}' and {row}.region_code ~<~ '{region}/')"


def _of_application(wanted: ApplicationFilter, parameters: Parameters) -> list[str]:
    """The conditions that only the row of an application answers."""
    equal = {"channel": wanted.channel, "tracking_number": wanted.tracking_number}
    terms = [f"a.{name} = {parameters.add(value, 'text')}" for name, value in equal.items() if value is not None]
    return [*terms, "a.holder is null"] if wanted.unheld else terms


def _by_day(wanted: ApplicationFilter, parameters: Parameters) -> list[str]:
    """The ids of what has papers that were issued on a day."""
    if wanted.issued_on is None:
        return []
    day = parameters.add(wanted.issued_on, "date")
    ids = (
        "select i.application_id from certificate i where i.tenant = $1"
        f" and i.issued_at >= {day}::timestamp at time zone 'Asia/Jakarta'"
        f" and i.issued_at < ({day} + 1)::timestamp at time zone 'Asia/Jakarta'"
    )
    return [ids]


def _printed(table: _Table, printed: bool) -> str:
    """The condition that the papers were printed, or were not."""
    # `offset 0`: asked for each application of the page, and not of all steps there ever were.
    return (
        f"{'' if printed else 'not '}exists (select from application_action k where k.tenant = {table.alias}.tenant"
        f" and k.application_id = {table.key} and k.kind = 'PRINT' offset 0)"
    )


def _by_holder(wanted: ApplicationFilter, parameters: Parameters) -> list[str]:
    """The ids of what somebody goes on with."""
    found = []
    if wanted.holder is not None:
        holder = parameters.add(wanted.holder, "text")
        found.append(
            f"select h.id from application h where h.tenant = $1 and h.holder = {holder} union"
            f" select w.application_id from application_lease w where w.tenant = $1 and w.holder = {holder}"
        )
    if wanted.absent_on is not None:
        day = parameters.add(wanted.absent_on, "date")
        found.append(
            "select h.id from application h where h.tenant = $1 and h.holder is not null and h.holder = any(array("
            f"select b.subject from absence b where b.tenant = $1 and b.until_on >= {day} and b.from_on <= {day}))"
        )
    return found


def _by_person(wanted: ApplicationFilter, parameters: Parameters) -> list[str]:
    """The ids of what is about somebody, or names her."""
    found, either = [], []
    if wanted.person_id is not None:
        whole = whole_person("$1", parameters.add(wanted.person_id, "uuid"))
        found.append(_about(whole))
    if wanted.person_ids is not None:
        ids = parameters.add(list(wanted.person_ids), "uuid[]")
        either.append(
            _about(
                f"select unnest({ids}) union all"
                f" select w.id from person w where w.tenant = $1 and w.merged_into = any({ids})"
            )
        )
    if wanted.nik is not None:
        niks = f"array[{parameters.add(wanted.nik, 'text')}]"
        either.append(
            f"select n.application_id from application_action n where n.tenant = $1 and niks_in(n.data) @> {niks}"
        )
    return [*found, *([" union ".join(either)] if either else [])]


def _about(persons: str) -> str:
    return f"select c.application_id from application_person c where c.tenant = $1 and c.person_id in ({persons})"

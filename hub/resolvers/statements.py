"""`informCitizen`: what the hub keeps about somebody, and what it knows of its use, for herself (UU 27/2022 art. 7).

What is given is what her own record says, so of her family no more than that. Each kind of data that this reader may
not read stays out, and is named: a clerk at the counter hands out no data of agencies.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from hub.core import access_texts, objection_texts
from hub.core.attributes import Category, camel, declared
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.discrepancy import Discrepancy
from hub.core.discrepancy_texts import explanation
from hub.core.errors import BadInput, HubError
from hub.core.objection import Objection
from hub.core.ports import ApplicationFilter, HistoryEntry, Page
from hub.core.presence import check_presence
from hub.core.receipt import Access, AccessFilter
from hub.core.record_action import RecordAction
from hub.resolvers import discrepancies, objections
from hub.resolvers.accesses import told_at
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.history import plain
from hub.resolvers.outcome import InformOutcome
from hub.resolvers.record_work import RecordWork, Reply, Whom, change_record
from hub.resolvers.steps import said
from hub.resolvers.values import NIK

T = TypeVar("T")
Json = dict[str, Any]
_AT_A_TIME: Final = 100
_MOST: Final = 10_000
"""Entries of one list: who has more is told that there are more, and asks for them by `Citizen.accesses`."""


class Informing(Protocol):
    """What `informCitizen` is given."""

    idempotency_key: str | None
    nik: NIK | None
    id: str | None
    shown: str | None
    parent_nik: NIK | None
    accesses_only: bool | None


async def inform(info: HubInfo, given: Informing) -> InformOutcome:
    """To herself; or at the counter, where the clerk says by which paper she knows whom she has before her."""
    context = info.context

    async def note(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        if context.actor.nik != person.nik:
            await _check_counter(work, person, given)
            work.on_behalf_of = person.nik
        return {"person": str(person.id)}

    whom = Whom(given.nik, given.id, path="nik" if given.nik else "id")
    done = await change_record(
        context, "informCitizen", RecordAction.INFORM, given, note, whom, category=Category.RIGHTS
    )
    if done.reply is None:
        return InformOutcome(None, done.errors)
    person = await by_id(context, uuid.UUID(done.reply["person"]))
    if person is None:
        # She was sealed or moved meanwhile: whoever repeats the request gets the answer without her.
        return InformOutcome(None)
    return InformOutcome(await _Statement(context, person).made(whole=not given.accesses_only))


async def _check_counter(work: RecordWork, person: Citizen, given: Informing) -> None:
    said(given.shown or "", "shown")
    nik = given.parent_nik
    parent = (await work.write.citizens([nik])).get(nik) if nik else None
    if parent is not None and not work.context.decision.rows.admits(parent):
        parent = None
    check_presence(person, parent, local_date(work.now))
    if nik is not None and parent is None:
        raise BadInput("The record does not know this parent in your region.", path="parentNik")


@dataclass(frozen=True, slots=True)
class _Statement:
    """Puts together what one person is given, and notes each kind of it for the receipt."""

    context: Context
    person: Citizen

    async def made(self, *, whole: bool) -> Json:
        hub, person = self.context.hub, self.person
        made = {
            "office": hub.office_name,
            "madeAt": _time(hub.clock()),
            "person": {"nik": person.nik, "fullName": person.full_name},
        }
        if whole:
            made |= await self._kept()
        self.context.tells("Citizen.accesses", Category.ACCESS)
        return {**made, "accesses": await self._all(self._accesses, self._access)}

    async def _kept(self) -> Json:
        facets, left_out = await self._facets()
        for coordinate, category in (
            ("Citizen.familyCard", Category.FAMILY),
            ("Citizen.applications", Category.APPLICATION),
            ("Citizen.history", Category.POPULATION),
            ("Citizen.discrepancies", Category.POPULATION),
            ("Citizen.objections", Category.RIGHTS),
        ):
            self.context.tells(coordinate, category)
        return {
            "person": self._attributes(),
            "familyCard": {
                "number": self.person.family_card_number,
                "relationship": plain(self.person.family_relationship),
            },
            "agencies": facets,
            "notGivenHere": left_out,
            "applications": await self._applications(),
            "history": await self._all(self._history, _event),
            "contradictions": await self._all(self._discrepancies, _discrepancy),
            "objections": await self._all(self._objections, self._objection),
        }

    def _attributes(self) -> Json:
        found = {}
        for one in declared(Citizen):
            self.context.tells(f"Citizen.{camel(one.name)}", one.attr.category)
            found[camel(one.name)] = plain(getattr(self.person, one.name))
        return found

    async def _facets(self) -> tuple[Json, list[str]]:
        """The copies that are held, and the names of those that this reader may not read."""
        hub, untold = self.context.hub, self.context.decision.rows.untold
        found: Json = {}
        for name, facet in sorted(hub.facets.items()):
            if name in untold:
                continue
            copy = (await hub.facet_copies.copies(hub.tenant, name, [self.person.id])).get(self.person.id)
            self.context.tells(f"Citizen.{camel(name)}", facet.category)
            if copy is not None:
                items = [facet.to_json(item) for item in copy.items]
                found[camel(name)] = {"agency": facet.agency, "asOf": _time(copy.as_of), "items": items}
        return found, [camel(name) for name in sorted(untold)]

    async def _applications(self) -> list[Json]:
        """Those that concern her, by number, kind and state: what their forms say of others is not hers."""
        hub = self.context.hub
        chosen = ApplicationFilter(person_id=self.person.id, with_sealed=self.context.decision.rows.admits_sealed)
        page = await hub.applications.page(hub.tenant, chosen, _AT_A_TIME, None)
        return [
            {
                "trackingNumber": one.header.tracking_number,
                "service": hub.services[one.header.service].title_id,
                "state": one.state.value,
                "submittedAt": _time(one.header.submitted_at),
            }
            for one in page.items
        ]

    async def _accesses(self, after: str | None) -> Page[Access]:
        hub, chosen = self.context.hub, AccessFilter(told_at=told_at(self.context))
        return await hub.receipts.of_person(hub.tenant, self.person.id, _AT_A_TIME, after, chosen)

    def _access(self, one: Access) -> Json:
        who = access_texts.reader(one, self.context.hub.office_name)
        return {
            "at": _time(one.at),
            "reader": who[0],
            "role": access_texts.role_of(one),
            "purpose": one.purpose,
            "why": access_texts.purpose_text(one.purpose)[0],
            "data": [line[0] for line in access_texts.data_texts(one)],
            "changed": access_texts.is_written(one),
            "agreement": one.basis.number if one.basis else None,
            "onHerBehalf": one.on_her_behalf,
            "own": one.is_own,
            "receipt": str(one.id),
        }

    async def _history(self, after: str | None) -> Page[HistoryEntry]:
        hub = self.context.hub
        return await hub.people.history(hub.tenant, self.person.id, self.context.decision.rows, _AT_A_TIME, after)

    async def _discrepancies(self, after: str | None) -> Page[Discrepancy]:
        held = discrepancies.held(self.context)
        return await held.of_person(self.context.hub.tenant, self.person.id, _AT_A_TIME, after)

    async def _objections(self, after: str | None) -> Page[Objection]:
        held = objections.held(self.context)
        return await held.of_person(self.context.hub.tenant, self.person.id, _AT_A_TIME, after)

    def _objection(self, one: Objection) -> Json:
        return {
            "about": objection_texts.about(one)[0],
            "grounds": one.grounds,
            "openedAt": _time(one.opened_at),
            "dueAt": _time(one.due_at),
            "state": one.state.value,
            "answer": objection_texts.explanation(one, self.context.hub.clock())[0],
        }

    async def _all(self, read: Callable[[str | None], Any], shown: Callable[[T], Json]) -> list[Json]:
        return [shown(one) async for one in _every(read)]


async def _every(read: Callable[[str | None], Any]) -> AsyncIterator[Any]:
    """All items of a list, page by page. Raises HubError for a list without end."""
    after: str | None = None
    for _ in range(_MOST // _AT_A_TIME):
        page: Page[Any] = await read(after)
        for item in page.items:
            yield item
        if not page.has_next:
            return
        after = page.cursors[-1]
    raise HubError(f"There are more than {_MOST} entries. Ask for them page by page, by `Citizen.accesses`.")


def _event(one: HistoryEntry) -> Json:
    return {"at": _time(one.at), "kind": one.kind, "changed": [camel(name) for name in one.changed]}


def _discrepancy(one: Discrepancy) -> Json:
    return {
        "attribute": camel(one.attribute),
        "source": one.source,
        "claim": one.claim,
        "state": one.state.value,
        "answer": explanation(one)[0],
    }


def _time(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else None

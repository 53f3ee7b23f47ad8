"""Persons: by NIK, by id, by search, and whether a claim about one is true."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch, CitizenSearch, unmatched
from hub.core.claims import answered, for_agency
from hub.core.codes import Sex
from hub.core.errors import BadInput
from hub.core.guessing import party_of
from hub.core.identifiers import global_id, parse_global_id, parse_nik, parse_uuid
from hub.core.regions import parse_region_code
from hub.exchange.behalf import Behalf, acting_for
from hub.loaders.citizens import POPULATION
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.past import citizen_at
from hub.resolvers.values import NIK

LARGEST_LIST: Final = 100
LONGEST_DEED: Final = 60
NOBODY: Final = uuid.UUID(int=0)


class SearchTerms(Protocol):
    """What `searchCitizens` is given."""

    name: str
    birth_date: date | None
    birth_year: int | None
    mother_name: str | None
    region_code: str | None


class Claim(Protocol):
    """What `matchCitizen` is given."""

    nik: NIK
    full_name: str | None
    birth_date: date | None
    birth_place: str | None
    sex: Sex | None
    mother_name: str | None
    birth_date_precision: DatePrecision | None


async def citizen(info: HubInfo, nik: NIK, as_of: datetime | None = None) -> Citizen | None:
    return await (by_nik(info.context, nik) if as_of is None else citizen_at(info.context, nik, as_of))


async def citizen_by_birth_deed(info: HubInfo, deed_number: str) -> Citizen | None:
    hub = info.context.hub
    if not 0 < len(deed_number) <= LONGEST_DEED:
        raise BadInput(f"A deed's number has at most {LONGEST_DEED} characters. Give it as the deed has it.")
    person_id = await hub.people.with_birth_deed(hub.tenant, deed_number)
    # Whom the reader may not see takes the same way as nobody.
    return await by_id(info.context, person_id or NOBODY)


async def citizens(info: HubInfo, niks: list[NIK]) -> list[Citizen | BaseException | None]:
    """In the order of `niks`; the exception in the place of one whose source failed becomes its error."""
    if len(niks) > LARGEST_LIST:
        raise BadInput(f"Ask for at most {LARGEST_LIST} persons at a time.", path="niks")
    found = await info.context.loaders.citizens.load_many(niks)
    info.context.saw(person for person in found if isinstance(person, Citizen))
    return found


async def search(info: HubInfo, given: SearchTerms, first: int | None = 20, after: str | None = None) -> Slice[Citizen]:
    context, hub = info.context, info.context.hub
    terms = _terms(given)
    page = await hub.people.search(hub.tenant, terms, context.decision.rows, check_first(first), after)
    context.saw(page.items)
    return slice_of(page, after)


async def match(info: HubInfo, claim: Claim) -> CitizenMatch:
    """Asks the population agency, whose word counts; nothing of the person is shown, but the receipt names her.

    A birth date of which only a part is known is compared with the record's: the agency compares whole days. About
    somebody sealed the agency is asked like about everybody, and what it says is not passed on. Raises RateLimited for
    one differing claim too many about a NIK, whoever has it or nobody.
    """
    wanted = CitizenClaim(
        nik=claim.nik,
        full_name=claim.full_name,
        birth_date=claim.birth_date,
        birth_place=claim.birth_place,
        sex=claim.sex,
        mother_name=claim.mother_name,
        birth_date_precision=claim.birth_date_precision or DatePrecision.DAY,
    )
    hub, actor = info.context.hub, info.context.actor
    await hub.guesses.admit(wanted, party_of(actor), hub.clock())
    known = await info.context.loaders.everybody.load(claim.nik)
    hidden = known is not None and known.sealed and not _names(info.context, known)
    compared = None if known is None or hidden or known.moved else known
    info.context.saw_somebody(known.id if known else None)
    info.context.loaders.asked.add(POPULATION)
    with acting_for(Behalf.of(actor.client_id, info.context.purpose)):
        answer = await hub.population.match(for_agency(wanted, compared))
    return unmatched(wanted) if hidden else answered(wanted, compared, answer)


def _names(context: Context, person: Citizen) -> bool:
    """Whether this reader may know of somebody sealed."""
    rows = context.decision.rows
    return rows.names_sealed or rows.admits(person)


def citizen_id(parent: Parent[Citizen]) -> str:
    return global_id("Citizen", parent.id)


async def by_nik(context: Context, nik: str) -> Citizen | None:
    """The person that this reader may see, noted for the receipt."""
    found = await context.loaders.citizens.load(nik)
    context.saw([found] if found else [])
    return found


async def by_id(context: Context, person_id: uuid.UUID) -> Citizen | None:
    """The person that this reader may see, noted for the receipt."""
    found = await context.loaders.citizens_by_id.load(person_id)
    context.saw([found] if found else [])
    return found


async def reference(context: Context, representation: dict[str, object]) -> Citizen | None:
    """The person a federation gateway names by one of the keys of Citizen. Raises BadInput."""
    key = key_of(representation)
    return await (by_nik(context, key) if isinstance(key, str) else by_id(context, key))


async def entities(info: HubInfo, representations: list[Any]) -> Sequence[Citizen | BaseException | None]:
    """Answers a federation gateway; the only entity of this graph is Citizen."""
    check_representations(representations)
    found = (reference(info.context, one) for one in representations)
    return await asyncio.gather(*found, return_exceptions=True)


def key_of(representation: dict[str, object]) -> str | uuid.UUID:
    """The key in a representation of a Citizen: her NIK, or her id where none is given. Raises BadInput."""
    nik, key = representation.get("nik"), representation.get("id")
    if isinstance(nik, str):
        return parse_nik(nik, path="representations")
    if not isinstance(key, str):
        raise BadInput("Name a Citizen by `id` or `nik`.", path="representations")
    type_name, value = parse_global_id(key, path="representations")
    if type_name != "Citizen":
        raise BadInput("This id is not that of a Citizen.", path="representations")
    return parse_uuid(value, path="representations")


def check_representations(representations: list[Any]) -> None:
    """Raises BadInput for more than one request may name, and for what is no Citizen."""
    if len(representations) > LARGEST_LIST:
        raise BadInput(f"Ask for at most {LARGEST_LIST} entities at a time.", path="representations")
    strangers = [one for one in representations if not isinstance(one, dict) or one.get("__typename") != "Citizen"]
    if strangers:
        raise BadInput("This graph resolves entities of the type Citizen only.", path="representations")


def _terms(given: SearchTerms) -> CitizenSearch:
    region = parse_region_code(given.region_code, path="search.regionCode") if given.region_code else None
    return CitizenSearch(
        name=given.name,
        birth_date=given.birth_date,
        birth_year=given.birth_year,
        mother_name=given.mother_name,
        region_code=region,
    )

"""What every live connector that is asked must do, whether for one person or for the list of a place.

Each check is named; a connector that breaks one fails at that name. What is checked of files stands in
`files`, what of pushes in `pushes`.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from hub.core.citizen import Citizen
from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.core.licensing import Business
from hub.exchange.contract.accounts import INVENTED
from hub.exchange.contract.rig import Rig

BIG = "9171011201909003"
NOBODY = "1901010101999999"


async def answers(rig: Rig) -> None:
    """What the agency holds comes back, of the person who was asked for."""
    for nik in await rig.niks():
        _is_what_is_held(await rig.ask(nik), await rig.held(nik))


async def big_integers(rig: Rig) -> None:
    """A NIK above 2^53 keeps its last digit."""
    _is_what_is_held(await rig.ask(BIG), await rig.held(BIG))


async def nobody(rig: Rig) -> None:
    """A person whom the agency does not know is no error."""
    found = await rig.ask(NOBODY)
    assert found is None or (isinstance(found, FacetCopy) and found.available and found.items == ())


async def timeout(rig: Rig) -> None:
    """An agency that does not answer is given up in time."""
    await rig.faults(latency_ms=30_000)
    _unavailable(await rig.error(BIG))


async def slow_drip(rig: Rig) -> None:
    """Bytes that keep coming, one at a time, are a time-out too."""
    await rig.faults(drip=True)
    _unavailable(await rig.error(BIG))


async def server_errors(rig: Rig) -> None:
    """A status of the 5xx is the agency's failure, and is said as that."""
    for status in (500, 502, 503, 504):
        await rig.faults(status=status)
        _unavailable(await rig.error(BIG))


async def too_many(rig: Rig) -> None:
    """Status 429 is said as such, and nobody at a counter waits for as long as the agency asks."""
    await rig.faults(status=429, retry_after=600)
    error = await rig.error(BIG)
    assert isinstance(error, QuotaExhausted)
    assert error.message.endswith(".")
    counted = sum(method["total"] for method in (await rig.calls()).values())
    assert counted == 1, "asked again although the agency said when"


async def redirects(rig: Rig) -> None:
    """A redirect would lead the hub's account elsewhere."""
    await rig.faults(status=302)
    _unavailable(await rig.error(BIG))


async def garbage(rig: Rig) -> None:
    """Bytes that are no JSON are unreadable, and not an error of the hub."""
    await rig.faults(garbage=True)
    _unavailable(await rig.error(BIG))


async def strange(rig: Rig) -> None:
    """JSON of a shape that nobody knows is unreadable, and not an empty answer."""
    await rig.faults(strange=True)
    _unavailable(await rig.error(BIG))


async def huge(rig: Rig) -> None:
    """An answer without end is given up before it fills the memory."""
    await rig.faults(huge=True)
    _unavailable(await rig.error(BIG))


async def half_close(rig: Rig) -> None:
    """An answer that breaks off is none."""
    await rig.faults(half_close=True)
    _unavailable(await rig.error(BIG))


async def repeats(rig: Rig) -> None:
    """A read is asked again when the failure passes by itself."""
    for fault in ({"status": 503}, {"half_close": True}):
        await rig.faults(**fault, remaining=1)
        _is_what_is_held(await rig.ask(BIG), await rig.held(BIG))


async def quota(rig: Rig) -> None:
    """A quota that is used up is said as such, in a sentence for the person at the counter."""
    await rig.ask(BIG)
    await rig.faults(quota_exhausted=True)
    error = await rig.error(BIG)
    assert isinstance(error, QuotaExhausted)
    assert "kept" in error.message
    assert "tersimpan" in error.details["message_id"]


async def per_key_errors(rig: Rig) -> None:
    """One key that fails takes no other with it."""
    key = await rig.key_of(BIG)
    others = [nik for nik in await rig.niks() if await rig.key_of(nik) != key]
    await rig.faults(keys=[key])
    _unavailable(await rig.error(BIG))
    _is_what_is_held(await rig.ask(others[0]), await rig.held(others[0]))


async def another_person(rig: Rig) -> None:
    """An answer about somebody else, or from somebody else's list, is not taken for what was asked."""
    keys = [await rig.key_of(nik) for nik in await rig.niks()]
    own = await rig.key_of(BIG)
    await rig.faults(another=next(key for key in keys if key != own))
    _unavailable(await rig.error(BIG))


async def duplicate_keys(rig: Rig) -> None:
    """A key that comes twice is answered twice alike; a person who is listed twice is one person."""
    pulls, sources = rig.connector.pulls, rig.connector.sources
    if pulls:
        (row, *_) = [each for each in await rig.listed(pulls[0], await rig.key_of(BIG)) if each.nik == BIG]
        assert len(pulls[0].merged(pulls[0].merged((), row.item), row.item)) == 1
    elif sources and sources[0].max_batch > 1:
        key = FacetKey(uuid.uuid4(), BIG)
        first, second = await sources[0].fetch([key, key])
        assert first == second
    else:
        assert await rig.ask(BIG) is not None


async def owner(rig: Rig) -> None:
    """A connector gives the facets of its own agency, and no other's."""
    facets = [*(pull.facet for pull in rig.connector.pulls), *(file.facet for file in rig.connector.files)]
    assert {facet.agency for facet in facets} <= {rig.connector.manifest.name}
    assert {source.facet for source in rig.connector.sources} <= {facet.name for facet in rig.plugin.facets}


async def no_key_twice(rig: Rig) -> None:
    """n keys cost ceil(n / max_batch) calls of a method, and none is asked for twice."""
    await rig.reset()
    keys = await rig.ask_everybody()
    most = math.ceil(keys / rig.connector.manifest.max_batch)
    for method, counted in (await rig.calls()).items():
        assert counted["total"] <= most, method
        assert set(counted["keys"].values()) == {1}, method


async def recovery(rig: Rig) -> None:
    """What was broken is not remembered as broken."""
    await rig.faults(garbage=True)
    await rig.error(BIG)
    await rig.reset()
    _is_what_is_held(await rig.ask(BIG), await rig.held(BIG))


async def wrong_account(rig: Rig) -> None:
    """An account that is refused is named as what it is: something for an administrator."""
    error = await rig.error(BIG, rig.stranger())
    _unavailable(error)
    assert error.details["reason"] == "REFUSED"


async def unreachable(rig: Rig) -> None:
    """An agency at whose address nobody listens is unreachable, and so is told."""
    nowhere = rig.elsewhere("http://127.0.0.1:1")
    _unavailable(await rig.error(BIG, nowhere))
    try:
        await nowhere.ping()
    except SourceUnavailable:
        return
    raise AssertionError("ping found somebody where nobody is")


async def ping(rig: Rig) -> None:
    """Asking whether the agency is there asks about nobody."""
    await rig.connector.ping()
    asked = {key for counted in (await rig.calls()).values() for key in counted["keys"]}
    assert not any(key.isdigit() for key in asked)


async def silence(rig: Rig) -> None:
    """No error tells who was asked for, where, or with which account."""
    person = await rig.held(BIG)
    words = (BIG, rig.url, person["full_name"], person["birth_date"], INVENTED)
    for fault in ({"garbage": True}, {"status": 500}, {"half_close": True}, {"latency_ms": 30_000}, {"huge": True}):
        await rig.faults(**fault)
        error = await rig.error(BIG)
        told = f"{error!r} {error.message} {error.details}".casefold()
        assert not [word for word in words if str(word).casefold() in told], fault
        assert error.__cause__ is None, "a cause would be printed with the traceback"
        assert error.__context__ is None or error.__suppress_context__


CHECKS: Mapping[str, Callable[[Rig], Awaitable[None]]] = {
    check.__name__: check
    for check in (
        answers, big_integers, nobody, another_person, duplicate_keys, owner, timeout, slow_drip, server_errors,
        too_many, redirects, garbage, strange, huge, half_close, repeats, quota, per_key_errors, no_key_twice, recovery,
        wrong_account, unreachable, ping, silence,
    )
}  # fmt: skip


def _unavailable(error: HubError) -> None:
    assert isinstance(error, SourceUnavailable), type(error).__name__
    assert error.message.endswith(".")
    assert error.details["message_id"].endswith(".")


def _is_what_is_held(found: Any, held: Mapping[str, Any]) -> None:
    if isinstance(found, Citizen):
        assert (found.nik, found.family_card_number) == (held["nik"], held["family_card_number"])
        assert (found.full_name or "").casefold() == held["full_name"].casefold()
        assert found.birth_date is not None
        assert found.birth_date.isoformat() == held["birth_date"]
        return
    if isinstance(found, Business):
        assert found.in_charge == (held["nik"],)
        assert {licence.nib for licence in found.licences} == {found.nib}
        assert len(found.licences) == len([each for each in held["licences"] if each["nib"] == found.nib])
        return
    assert isinstance(found, FacetCopy)
    assert found.fresh
    assert found.as_of is not None
    assert len(found.items) == len(held[found.facet])

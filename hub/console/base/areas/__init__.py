"""A region chosen by its name, on every form that needs one: there are more than eighty thousand, and names repeat.

A field holds a part of a name ("Kenanga", or "Kenanga, Sungailiat"), or a code. The button `go=find:FIELD` shows what
there is, to be chosen from as `pick.FIELD`; where script runs, the same list comes while somebody types
(`areas/page.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import document
from hub.console.base.visit import Visit
from hub.core.regions import RegionLevel, code_in, within
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__, "areas.graphql")
_LEAST, _LONGEST = 3, 60
FIND: Final = "find:"
PICK: Final = "pick."
SHORT: Final[Pair] = say("Tulis sedikitnya tiga huruf namanya.")
NONE: Final[Pair] = say("Tidak ada wilayah dengan nama ini. Periksa ejaannya, atau hapus kecamatannya.")
CHOOSE: Final[Pair] = say("Pilih satu dari daftar ini.")


@dataclass(frozen=True, slots=True)
class Area:
    """A region as it is chosen: its code, and its name with what it lies in."""

    code: str
    called: str


@dataclass(frozen=True, slots=True)
class Sought:
    """What a field takes: regions of a level, or of any; `here`: of the hub's own regency or city alone."""

    level: str = ""
    here: bool = False


VILLAGE_HERE: Final = Sought(RegionLevel.VILLAGE.name, here=True)
ANY_HERE: Final = Sought(here=True)


@dataclass(slots=True)
class Areas:
    """By field: what there is to choose from, and how the code that stands there is called; and what is wrong."""

    found: dict[str, list[Area]] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something has to be chosen, or written anew, before the form can go on."""
        return bool(self.found or self.errors)


async def settle(visit: Visit, values: MutableMapping[str, Any], fields: Mapping[str, Sought]) -> Areas:
    """Puts the codes into `values` that were picked or written, and looks up whatever is a name."""
    areas = Areas()
    pressed = text_of(visit.form, "go").removeprefix(FIND)
    for name, sought in fields.items():
        text, code = str(values.get(name) or ""), text_of(visit.form, f"{PICK}{name}")
        if code_in(code) and pressed != name:
            text = code
        values[name] = code_in(text) or text
        if text or pressed == name:
            await _look_up(visit, areas, name, (text, sought), pressed=pressed == name)
    return areas


async def _look_up(visit: Visit, areas: Areas, name: str, asked: tuple[str, Sought], *, pressed: bool) -> None:
    """A code is called by its name; a name leads to what is to be chosen from."""
    text, sought = asked
    if code := code_in(text):
        # Whether it lies where it may is for the hub to say: here it is only called.
        for one in await look(visit, code, Sought()):
            areas.called[name] = one.called
        return
    if not _LEAST <= len(text.partition(",")[0].strip()) <= _LONGEST:
        areas.errors.append(FieldError(name, SHORT))
        return
    areas.found[name] = await look(visit, text, sought)
    if not areas.found[name]:
        areas.errors.append(FieldError(name, NONE))
    elif not pressed:
        areas.errors.append(FieldError(name, CHOOSE))


async def look(visit: Visit, text: str, sought: Sought) -> list[Area]:
    """The regions whose name this is a part of, or whose code; "name, where it lies"."""
    # Whoever copies how we call a region finds it: the first of what it lies in is enough to tell them apart.
    name, around = [*(_bare(part) for part in text.split(",")), ""][:2]
    given = {"name": name, "inside": around or None}
    reply = await visit.ask(_QUERY, {**given, "level": sought.level or None, "here": sought.here})
    return list(_areas(reply.data.get("regions") or (), visit.actor.region or ""))


def _bare(part: str) -> str:
    return " ".join(part.split()).removeprefix("Kecamatan ").removeprefix("Kec. ")


def _areas(regions: Iterable[Mapping[str, Any]], home: str) -> Iterable[Area]:
    regency = ".".join(home.split(".")[:2])
    for one in regions:
        yield Area(one["code"], ", ".join(_parts(one, is_near=within(one["code"], regency))))


def _parts(region: Mapping[str, Any], *, is_near: bool) -> Iterable[str]:
    """The name and all that it lies in; without regency and province where they are the reader's own."""
    yield f"Kecamatan {region['name']}" if len(region["code"]) == RegionLevel.DISTRICT.length else region["name"]
    if region["district"]:
        yield f"Kec. {region['district']}"
    if not is_near:
        yield from (part for part in (region["regency"], region["province"]) if part)

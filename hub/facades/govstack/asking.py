"""Asks the graph in the caller's name about somebody, and gives records in the names of a registry."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.actor import Actor
from hub.core.errors import ErrorCode
from hub.core.identifiers import global_id, is_nik
from hub.facades import Given
from hub.facades.govstack.attributes import ATTRIBUTES, DEED, FIRST, FULL, LAST, NIK, selection
from hub.facades.govstack.words import Refused, of_code
from hub.store.govstack import Registry

MOST: Final = 100
"""Persons among whom a name is looked for."""
_BY_NIK: Final = "query GovstackByNik($nik: NIK!) { citizen(nik: $nik) { %s } }"
_BY_DEED: Final = "query GovstackByDeed($number: String!) { citizenByBirthDeed(deedNumber: $number) { %s } }"
_BY_ID: Final = "query GovstackById($id: ID!) { node(id: $id) { ... on Citizen { %s } } }"
_BY_NAME: Final = (
    "query GovstackByName($name: String!, $first: Int!)"
    " { searchCitizens(search: {name: $name}, first: $first) { edges { node { %s } } } }"
)
_USAGE: Final = (
    "query GovstackUsage($nik: NIK!, $first: Int!) { citizen(nik: $nik) { accesses(first: $first)"
    " { edges { node { id at reader client agreement } } } } }"
)
Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody at one registry. What she may not see is missing from what comes back, or refused."""

    given: Given
    registry: Registry
    actor: Actor
    purpose: str | None = None

    async def find(self, query: Mapping[str, str]) -> tuple[Record, ...]:
        """Everybody whose fields are exactly these, as far as this reader may see them. Raises Refused."""
        unknown = query.keys() - self.registry.fields.keys()
        if unknown:
            raise Refused(f"This registry has no field {', '.join(sorted(unknown))}.")
        by = {self.registry.fields[name]: value for name, value in query.items()}
        records = [self._record(each) for each in await self._named(by)]
        return tuple(each for each in records if all(each.get(name) == value for name, value in query.items()))

    async def value(self, id_: uuid.UUID, name: str) -> str | None:
        """One field of somebody. Raises Refused."""
        if name not in self.registry.fields:
            raise Refused(f"This registry has no field {name}.", 404)
        attribute = self.registry.fields[name]
        found = await self._root(_BY_ID % selection([attribute]), {"id": global_id("Citizen", id_)})
        return ATTRIBUTES[attribute].value(found) if found else None

    async def usage(self, nik: str) -> Sequence[Mapping[str, Any]]:
        """Who read her data, the newest first. Raises Refused."""
        if not is_nik(nik):
            return ()
        found = await self._root(_USAGE, {"nik": nik, "first": MOST}, inside=True)
        return [edge["node"] for edge in found["accesses"]["edges"]] if found else ()

    async def _named(self, by: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        """Those of whom one may be meant, by what is surest of what is known of her."""
        shown = selection(self.registry.fields.values())
        if NIK in by:
            one = await self._root(_BY_NIK % shown, {"nik": by[NIK]}) if is_nik(by[NIK]) else None
            return [one] if one else []
        if DEED in by:
            one = await self._root(_BY_DEED % shown, {"number": by[DEED]})
            return [one] if one else []
        name = by.get(FULL) or " ".join(by[word] for word in (FIRST, LAST) if word in by)
        if FULL not in by and FIRST not in by:
            raise Refused(
                "Name somebody: by her number, her birth deed, her name or its first word. The register is not listed.",
                403,
            )
        found = await self._root(_BY_NAME % shown, {"name": name, "first": MOST})
        return [edge["node"] for edge in found["edges"] if edge["node"]] if found else []

    def _record(self, found: Mapping[str, Any]) -> Record:
        values = {name: ATTRIBUTES[attribute].value(found) for name, attribute in self.registry.fields.items()}
        return {name: value for name, value in values.items() if value is not None}

    async def _root(self, document: str, variables: Mapping[str, Any], *, inside: bool = False) -> Any:
        """What the one root gave. Raises Refused where it was refused; `inside` also where a part of it was."""
        operation = document.split("(", 1)[0].removeprefix("query ")
        payload = await self.given.ask(self.actor, document, variables, operation=operation, purpose=self.purpose)
        data = payload.get("data")
        for error in payload.get("errors") or ():
            if data is None or inside or len(error.get("path") or ()) <= 1:
                raise of_code(ErrorCode(error["extensions"]["code"]), error["message"])
        assert data is not None
        (found,) = data.values()
        return found

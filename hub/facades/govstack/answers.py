"""The standard's bodies: what is read from a query, and what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from hub.facades import Given
from hub.facades.govstack.asking import Record
from hub.facades.govstack.attributes import ATTRIBUTES, NIK
from hub.facades.govstack.words import Refused
from hub.store.govstack import Registry

_SIZE: Final = 20


def query(body: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are asked for: `query.content`, or the body itself, as older programs do. Raises Refused."""
    asked = body.get("query", body)
    content = asked.get("content", asked) if isinstance(asked, dict) else None
    if not isinstance(content, dict) or not content or not all(isinstance(each, str) for each in content.values()):
        raise Refused("`query.content` is an object of fields and texts.")
    return content


def exists(found: bool) -> dict[str, Any]:
    return {"answer": {"status": found, "message": "Object found" if found else "Object not found"}}


def page(given: Mapping[str, str], most: int) -> tuple[int, int]:
    """Which page, from 1, and how long one is. Raises Refused."""
    number, size = given.get("page", "1"), given.get("pageSize", str(_SIZE))
    if not (number.isdecimal() and size.isdecimal() and 0 < int(size) <= most and 0 < int(number) <= most):
        raise Refused(f"`page` and `pageSize` are numbers from 1 to {most}.")
    return int(number), int(size)


def listed(found: Sequence[Record], given: Mapping[str, str], field: str, number: int, size: int) -> dict[str, Any]:
    """One page. `count` is how many stand on it, as programs compare it; links are left out at the ends."""
    reverse = given.get("ordering") in {"descending", "desc"}
    ordered = sorted(found, key=lambda each: [each.get(name, "") for name in (field, *sorted(each))], reverse=reverse)
    shown = ordered[(number - 1) * size : number * size]
    links = {
        **({"next": _link(given, number + 1)} if number * size < len(ordered) else {}),
        **({"previous": _link(given, number - 1)} if number > 1 else {}),
    }
    return {"count": len(shown), "results": shown, **links}


def used(access: Mapping[str, Any]) -> dict[str, Any]:
    """One receipt. No clerk is named, so initials are not told. `Refrences` is the standard's own word."""
    agreement = access["agreement"]
    return {
        "ID": access["id"],
        "ReaderID": access["client"],
        "ReaderInstitutionName": access["reader"],
        "ReaderApplicationName": access["client"],
        "SearchDateTime": access["at"],
        "Refrences": [{"ReferenceID": agreement}] if agreement else [],
    }


def databases(given: Given, registries: Sequence[Registry]) -> dict[str, Any]:
    """All registries, in the one group that a hub has: its district."""
    group = int(given.tenant)
    return {
        "id": group,
        "name": "Satu",
        "code": given.tenant,
        "databases": [database(each) for each in registries],
        "group_id": group,
        "order": 1,
        "data_index_increment": 0,
    }


def database(registry: Registry) -> dict[str, Any]:
    """A registry and its schema."""
    fields = enumerate(registry.fields.items(), 1)
    return {
        "id": registry.number,
        "version": registry.version,
        "name": registry.name,
        "description": registry.title,
        "institution": registry.institution,
        "schema": {
            "type": "object",
            "properties": {name: _property(number, attribute) for number, (name, attribute) in fields},
        },
    }


def _property(number: int, attribute: str) -> dict[str, Any]:
    described = {"type": "string", "description": ATTRIBUTES[attribute].describes, "id": number, "readOnly": True}
    return {**described, "primaryKey": True} if attribute == NIK else described


def _link(given: Mapping[str, str], number: int) -> str:
    """The same list at another page, as the address behind `?`."""
    return f"?{urlencode({**dict(given), 'page': number})}"

"""Where the values of a selection stand: SQL expressions of each origin's columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.held import Fixed, Origin, Unanswerable
from hub.core.identifiers import BIRTH_DATE_DIFFERS, SEX_DIFFERS
from hub.core.past import POPULATION

_LONGEST_NAME: Final = 63
"""Bytes that PostgreSQL keeps of a name; a longer response key would be cut."""

_PERSON: Final = (
    "nik",
    "full_name",
    "sex",
    "birth_date",
    "birth_place",
    "blood_type",
    "religion",
    "marital_status",
    "education",
    "occupation",
    "citizenship",
    "vital_status",
    "birth_deed_number",
    "version",
    "sealed",
)
_GLOBAL_ID: Final = (
    "rtrim(translate(encode(convert_to('Citizen:' || {row}.id::text, 'UTF8'), 'base64'), E'+/\\n', '-_'), '=')"
)
_MOMENT: Final = """to_char({value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
_CAMEL: Final = (
    "array(select lower(left(word, 1)) || substr(word, 2)"
    " from (select replace(initcap(replace(name, '_', ' ')), ' ', '') as word, at"
    " from unnest({row}.told) with ordinality changed(name, at)) words order by at)"
)
"""Attributes as the graph names them: `full_name` is `fullName`."""
_CAMEL_WORD: Final = (
    "(select lower(left(word, 1)) || substr(word, 2)"
    " from (select replace(initcap(replace({name}, '_', ' ')), ' ', '') as word) words)"
)
"""The same for one attribute."""
_DAY: Final = "substr({row}.nik, 7, 2)::integer"
"""The day of birth in a NIK, with 40 added for women."""
_PARTLY_KNOWN: Final = {"birth_date_precision": "coalesce({row}.birth_date_precision, 'DAY')"}
_KNOWN_PARTS: Final = "case {row}.birth_date_precision when 'YEAR' then 2 when 'MONTH' then 4 else 6 end"
_WARNINGS: Final = (
    "case when {row}.nik is null then '{}'::text[] else array_remove(array["
    "case when right("
    f"to_char({_DAY} - case when {_DAY} > 40 then 40 else 0 end, 'FM00') || substr({{row}}.nik, 9, 4), {_KNOWN_PARTS})"
    f" <> right(to_char({{row}}.birth_date, 'DDMMYY'), {_KNOWN_PARTS}) then '{BIRTH_DATE_DIFFERS}' end,"
    f" case when ({_DAY} > 40) <> ({{row}}.sex = 'FEMALE') then '{SEX_DIFFERS}' end], null) end"
)
"""The same as `hub.core.identifiers.nik_warnings`."""
_REGION: Final = (
    "(select r.name from region r where r.code = left({row}.region_code, {digits})"
    " and length({row}.region_code) >= {digits} and r.valid_until is null)"
)
_ADDRESS: Final = {
    "line": "{row}.address_line",
    "rt": "{row}.rt",
    "rw": "{row}.rw",
    "postal_code": "{row}.postal_code",
    "region_code": "{row}.region_code",
    **{
        name: _REGION.replace("{digits}", str(digits))
        for name, digits in (("village", 13), ("district", 8), ("regency", 5), ("province", 2))
    },
}
_COLUMNS: Final[Mapping[Origin, Mapping[str, str]]] = {
    Origin.PERSON: {
        "id": _GLOBAL_ID,
        "warnings": _WARNINGS,
        **_PARTLY_KNOWN,
        **{name: f"{{row}}.{name}" for name in _PERSON},
    },
    Origin.ADDRESS: _ADDRESS,
    Origin.MOTHER: {"full_name": "{row}.mother_name", "nik": "{row}.mother_nik"},
    Origin.FATHER: {"full_name": "{row}.father_name", "nik": "{row}.father_nik"},
    Origin.MOVED: {
        "region_code": "left({row}.moved_to, 2) || '.' || right({row}.moved_to, 2)",
        "at": _MOMENT.replace("{value}", "{row}.moved_at"),
    },
    Origin.FAMILY_CARD: {"number": "{row}.number"},
    Origin.MEMBER: {"relationship": "{row}.family_relationship"},
    Origin.EDGE: {"cursor": "{row}.c"},
    Origin.DISCREPANCY: {
        "id": _GLOBAL_ID.replace("Citizen:", "Discrepancy:"),
        "attribute": _CAMEL_WORD.replace("{name}", "{row}.attribute"),
        "contested": "({row}.due_at is not null)",
        "overdue": "({row}.overdue_at is not null)",
        "decided_by": "{row}.decided_by_name",
        **{name: _MOMENT.replace("{value}", f"{{row}}.{name}") for name in ("opened_at", "due_at", "decided_at")},
        **{name: f"{{row}}.{name}" for name in ("source", "claim", "recorded", "state", "version", "ruling", "reason")},
    },
    Origin.EVENT: {
        "at": _MOMENT.replace("{value}", "{row}.at"),
        "actor": "{row}.told_actor",
        "changed": _CAMEL,
        **{name: f"{{row}}.{name}" for name in ("version", "kind", "purpose", "tracking_number", "reason")},
    },
    Origin.SOURCE: {
        "agency": f"coalesce({{row}}.source_agency, case when {{row}}.kind <> 'recorded' then '{POPULATION}' end)",
        "document_kind": "{row}.source ->> 'kind'",
        "document_number": "{row}.source ->> 'number'",
        "as_of": _MOMENT.replace("{value}", "{row}.source_as_of"),
    },
}
_PRESENT: Final[Mapping[Origin, str]] = {
    Origin.ADDRESS: "{row}.region_code is not null",
    Origin.MOVED: "{row}.moved_to is not null",
    Origin.MOTHER: "({row}.mother_name is not null or {row}.mother_nik is not null)",
    Origin.FATHER: "({row}.father_name is not null or {row}.father_nik is not null)",
}
"""When an object made of columns is there at all; one that is not named always is."""

_TYPES: Final[Mapping[object, tuple[str, str]]] = {
    str: ("text", '{at}.type() != "string"'),
    int: ("integer", '{at}.type() != "number"'),
    float: ("double precision", '{at}.type() != "number"'),
    bool: ("boolean", '{at}.type() != "boolean"'),
    dt.date: ("date", '{at}.type() != "string" || !({at} like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")'),
    tuple: ("text[]", '{at}.type() != "array" || exists({at}[*] ? (@.type() != "string"))'),
}
"""The column type of each attribute's type, and the JSON path condition of values that are not of it."""


def column(origin: Origin, name: str, row: str) -> str:
    """The value of an attribute in the row of this alias. Raises Unanswerable for one that stands in no column."""
    template = _COLUMNS[origin].get(name)
    if template is None:
        raise Unanswerable(f"`{name}` of {origin.value} stands in no column.")
    return template.replace("{row}", row)


def present(origin: Origin, row: str) -> str | None:
    """The condition under which an embedded object is there; None for always."""
    template = _PRESENT.get(origin)
    return template.replace("{row}", row) if template else None


def moment(value: str) -> str:
    """A time as the graph writes it, UTC in milliseconds."""
    return _MOMENT.replace("{value}", value)


def stored_type(type_: type, name: str) -> str:
    """The column type in which an attribute of a stored copy is read."""
    return _of_type(type_, name)[0]


def odd(items: str, types: Sequence[tuple[str, type]]) -> str:
    """The condition that an item holds a value of another type than its attribute's.

    PostgreSQL would make a text of an object, a day of `today` and a list of `{a,b}`, which no resolver does.
    """
    conditions = [f'@."{name}".type() != "null" && ({_odd(name, type_)})' for name, type_ in types]
    return f"jsonb_path_exists({items}, 'strict $[*] ? ({' || '.join(f'({one})' for one in conditions)})')"


def _odd(name: str, type_: type) -> str:
    assert name.isidentifier()
    return _of_type(type_, name)[1].replace("{at}", f'@."{name}"')


def _of_type(type_: type, name: str) -> tuple[str, str]:
    known = _TYPES.get(type_)
    if known is None:
        raise Unanswerable(f"`{name}` has a type that no statement reads.")
    return known


def fixed(step: Fixed) -> str:
    """A type's name is a GraphQL name, so it needs no quoting beyond the apostrophes."""
    return f"'{step.text}'::text" if step.text is not None else "null::text"


def json_object(values: list[str]) -> str:
    """A JSON object of named values. The row is called `$`, which no response key can be."""
    return f"""row_to_json((select "$" from (select {", ".join(values)}) "$"))"""


def named(expression: str, key: str) -> str:
    """The expression under a response key. Keys are GraphQL names: letters, digits and underscores."""
    if len(key) > _LONGEST_NAME:
        raise Unanswerable("A response key is longer than the 63 bytes that PostgreSQL keeps of a name.")
    return f'{expression} as "{key}"'

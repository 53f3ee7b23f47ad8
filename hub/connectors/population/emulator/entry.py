"""What the officer types: the child, the parents, the family card, under the hub's tracking number."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

_SEXES: Final = {"1": "MALE", "LAKI-LAKI": "MALE", "2": "FEMALE", "PEREMPUAN": "FEMALE"}


def _sex(value: Any) -> Any:
    return _SEXES.get(str(value).strip().upper(), value)


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
OptionalNik = Annotated[Nik | None, BeforeValidator(_none_if_blank)]


class Child(BaseModel):
    """The child as on form F-2.01. `sex` is MALE or FEMALE, or the official code or label."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    fullName: Annotated[str, Field(min_length=1, max_length=60)]  # noqa: N815 - the name in the JSON
    sex: Annotated[Literal["MALE", "FEMALE"], BeforeValidator(_sex)]
    birthDate: dt.date  # noqa: N815 - the name in the JSON
    birthPlace: Annotated[str, Field(min_length=1, max_length=60)]  # noqa: N815 - the name in the JSON


class Entry(BaseModel):
    """One birth. The hub's form of an application may be sent as it stands: what the desk does not need is ignored."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    trackingNumber: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")]  # noqa: N815 - the name in the JSON
    child: Child
    motherNik: Nik  # noqa: N815 - the name in the JSON
    fatherNik: OptionalNik = None  # noqa: N815 - the name in the JSON
    familyCardNumber: OptionalNik = None  # noqa: N815 - the name in the JSON


def parse_entry(values: Any) -> Entry:
    """The entry; raises ValueError naming what has to be corrected."""
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        raise said(error) from None


def said(error: ValidationError) -> ValueError:
    """What has to be corrected, field by field, for the officer."""
    wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return ValueError(f"Perbaiki / correct: {wrong}")


def from_form(form: dict[str, Any]) -> dict[str, Any]:
    """The fields of the HTML form (`child.fullName`) as nested values."""
    child = {name.removeprefix("child."): value for name, value in form.items() if name.startswith("child.")}
    return {**{name: value for name, value in form.items() if "." not in name}, "child": child}

"""Identifiers of the register, all of them strings.

NIK: 16 digits, area of first registration, birth date with 40 added to the day for women, serial.
There is no check digit. A NIK that disagrees with birth date, sex or place is valid (Permendagri
108/2019 art. 15(3), PP 40/2019 art. 30(2)): that is a warning for review, never a rejection.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import secrets
import uuid
from typing import Final

import uuid_utils
from uuid_utils.compat import uuid7

from hub.core.birth_dates import DatePrecision
from hub.core.codes import Sex
from hub.core.errors import BadInput

_SIXTEEN_DIGITS: Final = re.compile(r"[0-9]{16}", re.ASCII)
BIRTH_DATE_DIFFERS: Final = "The birth date in the NIK differs from the recorded birth date."
SEX_DIFFERS: Final = "The sex in the NIK differs from the recorded sex."
NIK: Final = re.compile(
    r"[0-9]{6}(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[1-9]|1[0-2])[0-9]{2}(?!0000)[0-9]{4}"
)
"""The form of a NIK."""
_KNOWN_PARTS: Final = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}
"""How many of year, month and day are known."""
_TRACKING_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TRACKING: Final = re.compile(rf"[A-Z]{{2}}-[{_TRACKING_ALPHABET}]{{4}}-[{_TRACKING_ALPHABET}]{{4}}")


def new_id() -> uuid.UUID:
    """A new opaque id: UUID version 7, made by the application (RFC 9562)."""
    return uuid7()


def new_sent_id() -> uuid_utils.UUID:
    """A new id that is told and sent, and not worked with: made and told in a fifth of the time."""
    return uuid_utils.uuid7()


def new_id_texts(count: int) -> list[str]:
    """As many new ids, written out; many at once cost little so."""
    return [str(uuid_utils.uuid7()) for _ in range(count)]


def is_nik(value: str) -> bool:
    """Whether this has the form of a NIK."""
    return NIK.fullmatch(value) is not None


def is_family_card_number(value: str) -> bool:
    """Whether this has the form of a family card number (Nomor KK)."""
    return _SIXTEEN_DIGITS.fullmatch(value) is not None


def parse_nik(value: str, *, path: str = "nik") -> str:
    """The NIK as given, if it has the form of one; raises BadInput otherwise."""
    if NIK.fullmatch(value):
        return value
    if not _SIXTEEN_DIGITS.fullmatch(value):
        raise BadInput("A NIK has exactly 16 digits. Check the number on the KTP-el or family card.", path=path)
    raise BadInput(
        "This number cannot be a NIK: digits 7 to 12 must be a birth date. Check the number on the KTP-el.", path=path
    )


def parse_family_card_number(value: str, *, path: str = "familyCardNumber") -> str:
    """The family card number (Nomor KK) as given, if it has 16 digits; raises BadInput otherwise."""
    if not _SIXTEEN_DIGITS.fullmatch(value):
        raise BadInput("A family card number has exactly 16 digits. Check the top of the family card.", path=path)
    return value


def nik_warnings(
    nik: str, birth_date: dt.date | None, sex: Sex | None, precision: DatePrecision = DatePrecision.DAY
) -> tuple[str, ...]:
    """What a reviewer should look at: NIK against birth date and sex. Never a reason to refuse.

    Of a birth date that is known in part only that part is compared.
    """
    day = int(nik[6:8])
    warnings = []
    if birth_date is not None:
        parts = _KNOWN_PARTS[precision]
        in_nik = (int(nik[10:12]), int(nik[8:10]), day - 40 if day > 40 else day)
        if in_nik[:parts] != (birth_date.year % 100, birth_date.month, birth_date.day)[:parts]:
            warnings.append(BIRTH_DATE_DIFFERS)
    if sex is not None and (day > 40) != (sex is Sex.FEMALE):
        warnings.append(SEX_DIFFERS)
    return tuple(warnings)


def new_tracking_number(service_prefix: str) -> str:
    """A tracking number such as `AL-7K3M-Q9TD`: two letters of the service, eight random characters.

    Random, so that it cannot be guessed (about 2^39 of them), and without 0/O, 1/I/L, so that it can be
    read over a telephone.
    """
    body = "".join(secrets.choice(_TRACKING_ALPHABET) for _ in range(8))
    return f"{service_prefix}-{body[:4]}-{body[4:]}"


def parse_tracking_number(value: str, *, path: str = "trackingNumber") -> str:
    """The tracking number in capitals; raises BadInput when it cannot be one."""
    given = value.strip().upper()
    if not _TRACKING.fullmatch(given):
        raise BadInput("A tracking number looks like AL-7K3M-Q9TD. It stands on the receipt.", path=path)
    return given


def global_id(type_name: str, key: uuid.UUID | str) -> str:
    """The opaque global id of a node: base64url of `Type:key`, without padding."""
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("=")


def parse_global_id(value: str, *, path: str = "id") -> tuple[str, str]:
    """(type name, key) of a global id; raises BadInput for anything else."""
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, UnicodeError):
        text = ""
    type_name, _, key = text.partition(":")
    if not type_name.isidentifier() or not key:
        raise BadInput("This id was not made by this hub. Use an id that a query returned.", path=path)
    return type_name, key


def parse_uuid(value: str, *, path: str = "id") -> uuid.UUID:
    """A UUID; raises BadInput otherwise."""
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise BadInput("This id was not made by this hub. Use an id that a query returned.", path=path) from error

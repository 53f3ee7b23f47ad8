"""Addresses at which an applicant can be told something, as she typed them. They say nothing about who she is."""

from __future__ import annotations

import re
from typing import Final

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MAIL_MOST: Final = 254
_MAILABLE: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""What a mail server is given: no quoted local parts, no angle brackets, no letters outside ASCII."""


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def mail_address(text: str) -> str | None:
    """The address to write to; None for one that cannot stand in a mail's header and envelope as it is."""
    stripped = text.strip()
    return stripped if len(stripped) <= _MAIL_MOST and _MAILABLE.fullmatch(stripped) else None


def e164(phone: str) -> str | None:
    """A phone number as gateways take it: `08...` and `+62...` become `+628...`; None for what is no number."""
    import phonenumbers  # noqa: PLC0415 - its tables are large, and needed only with an application

    try:
        number = phonenumbers.parse(phone, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

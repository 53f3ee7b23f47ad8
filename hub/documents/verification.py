"""The public answer for the code on a certificate: is it genuine and current, and as little else as possible."""

from __future__ import annotations

import re
from typing import Final

from hub.core.calendar import local_date
from hub.core.document import Certificate, DocumentVerification, VerificationStatus

_FAMILY_CARD: Final = re.compile(r"[0-9]{16}", re.ASCII)
_STARS: Final = "***"
"""The same number for every name, so that its length is not told."""


def verification(
    certificate: Certificate | None,
    name: str | None,
    *,
    issuer: str | None = None,
    simulated: bool = True,
) -> DocumentVerification:
    """What anybody may know who holds the code. `name` is the person's full name, which leaves only masked.

    The national page prints the NIK; the hub does not, because a copy of the paper is enough to read the code.
    """
    if certificate is None:
        return DocumentVerification(VerificationStatus.NOT_FOUND)
    return DocumentVerification(
        status=certificate.status,
        title=certificate.title,
        masked_name=mask(name) if name else None,
        deed_number=told_of(certificate.deed_number),
        issued_on=local_date(certificate.issued_at),
        issuer=issuer,
        simulated_signature=simulated,
    )


def told_of(number: str) -> str:
    """The number as the public page shows it: enough of a family card's to compare, and not the number itself."""
    return f"{number[:6]}******{number[-4:]}" if _FAMILY_CARD.fullmatch(number) else number


def mask(name: str) -> str:
    """`Siti Rahmawati` -> `S*** R***`."""
    return " ".join(word[0] + _STARS for word in name.split())

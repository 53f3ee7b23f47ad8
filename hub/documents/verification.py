"""The public answer for the code on a certificate: is it genuine and current, and as little else as possible."""

from __future__ import annotations

from typing import Final

from hub.core.calendar import local_date
from hub.core.document import Certificate, DocumentVerification, VerificationStatus

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
        deed_number=certificate.deed_number,
        issued_on=local_date(certificate.issued_at),
        issuer=issuer,
        simulated_signature=simulated,
    )


def mask(name: str) -> str:
    """`Siti Rahmawati` -> `S*** R***`."""
    return " ".join(word[0] + _STARS for word in name.split())

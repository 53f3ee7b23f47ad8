"""Certificates: a Typst template filled in, compiled to PDF/A-2a and PDF/UA-1, and signed (PAdES)."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from pathlib import Path
from typing import Any, Final

from hub.core.calendar import local_date, now
from hub.core.service import CertificateData
from hub.documents.verification import mask, told_of

FOLDER: Final = "stamps"
"""Of the keys that stamp papers, beside that of the signing key."""


class TypstCertificates:
    """Renders and signs certificates in a thread. Implements `hub.core.ports.CertificateMaker`.

    `folder` keeps the signing key (made on first use), the folder `stamps` beside it those of the QR codes,
    `public_url` is the address in the QR code, `office` the
    issuing office as printed, `place` where it sits; `sample` data are marked so on every page.
    """

    simulated: Final = True

    def __init__(
        self, folder: Path, public_url: str, office: str, *, place: str = "Sungailiat", sample: bool = False
    ) -> None:
        self._folder, self._office, self._place, self._sample = folder, office, place, sample
        self._public_url = public_url.rstrip("/")
        self._stamps = folder.with_name(FOLDER)
        self._lock = threading.Lock()

    async def make(
        self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime, name: str | None = None
    ) -> bytes:
        """The signed PDF. Raises HubError when it could not be made; then nothing was signed."""
        return await asyncio.to_thread(self._make, data, code, signed_by, issued_at, name)

    async def public_keys(self) -> dict[str, list[dict[str, Any]]]:
        """The JSON Web Key Set with which papers are checked; its last entry is the authority behind the PDFs."""
        return await asyncio.to_thread(self._public_keys)

    def verification_url(self, code: str) -> str:
        """The public page that a QR code leads to."""
        return f"{self._public_url}/v/{code}"

    def _make(
        self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime, name: str | None
    ) -> bytes:
        # Loaded with the first certificate and in its thread: most processes never make one, and none waits for it.
        from hub.documents.drawing import draw  # noqa: PLC0415 - see above
        from hub.documents.sealing import seal  # noqa: PLC0415 - see above
        from hub.documents.signing import signing_files  # noqa: PLC0415 - see above

        pdf = draw(
            data,
            code=code,
            url=self.verification_url(code),
            qr=self._qr(data, code, issued_at, name),
            signed_by=signed_by,
            issued_at=issued_at,
            office=self._office,
            place=self._place,
            sample=self._sample,
        )
        with self._lock:
            files = signing_files(self._folder, self._office, issued_at)
        return seal(pdf, files, signed_by=signed_by, place=self._place)

    def _qr(self, data: CertificateData, code: str, issued_at: dt.datetime, name: str | None) -> str:
        from hub.documents.stamp_keys import stamp_keys  # noqa: PLC0415 - see _make
        from hub.documents.stamps import Stamp, stamped  # noqa: PLC0415 - see _make

        stamp = Stamp(
            tenant=data.entry.tenant if data.entry else "",
            code=code,
            title=data.title,
            number=told_of(data.deed_number),
            name=mask(name) if name else None,
            issued_on=local_date(issued_at),
        )
        with self._lock:
            key = stamp_keys(self._stamps, issued_at)[0]
        return stamped(self.verification_url(code), stamp, key)

    def _public_keys(self) -> dict[str, list[dict[str, Any]]]:
        from hub.documents.signing import authority, signing_files  # noqa: PLC0415 - see _make
        from hub.documents.stamp_keys import stamp_keys  # noqa: PLC0415 - see _make
        from hub.documents.stamps import published  # noqa: PLC0415 - see _make

        with self._lock:
            keys = [key.private.public_key() for key in stamp_keys(self._stamps, now())]
            files = signing_files(self._folder, self._office, now())
        return {"keys": [*published(keys, self._office), authority(files)]}

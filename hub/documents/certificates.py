"""Certificates: a Typst template filled in, compiled to PDF/A-2a and PDF/UA-1, and signed (PAdES)."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from pathlib import Path
from typing import Final

from hub.core.service import CertificateData


class TypstCertificates:
    """Renders and signs certificates in a thread. Implements `hub.core.ports.CertificateMaker`.

    `folder` keeps the signing key (made on first use), `public_url` is the address in the QR code, `office` the
    issuing office as printed, `place` where it sits; `sample` data are marked so on every page.
    """

    simulated: Final = True

    def __init__(
        self, folder: Path, public_url: str, office: str, *, place: str = "Sungailiat", sample: bool = False
    ) -> None:
        self._folder, self._office, self._place, self._sample = folder, office, place, sample
        self._public_url = public_url.rstrip("/")
        self._lock = threading.Lock()

    async def make(self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime) -> bytes:
        """The signed PDF. Raises HubError when it could not be made; then nothing was signed."""
        return await asyncio.to_thread(self._make, data, code, signed_by, issued_at)

    def verification_url(self, code: str) -> str:
        """The public page that a QR code leads to."""
        return f"{self._public_url}/v/{code}"

    def _make(self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime) -> bytes:
        # Loaded with the first certificate and in its thread: most processes never make one, and none waits for it.
        from hub.documents.drawing import draw  # noqa: PLC0415 - see above
        from hub.documents.sealing import seal  # noqa: PLC0415 - see above
        from hub.documents.signing import signing_files  # noqa: PLC0415 - see above

        pdf = draw(
            data,
            code=code,
            url=self.verification_url(code),
            signed_by=signed_by,
            issued_at=issued_at,
            office=self._office,
            place=self._place,
            sample=self._sample,
        )
        with self._lock:
            files = signing_files(self._folder, self._office, issued_at)
        return seal(pdf, files, signed_by=signed_by, place=self._place)

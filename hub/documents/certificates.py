"""Certificates: a Typst template filled in, compiled to PDF/A-2a and PDF/UA-1, and signed (PAdES)."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import threading
from pathlib import Path
from typing import Final

import segno
import typst
from babel.dates import format_date
from pyhanko.keys.pemder import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko_certvalidator.registry import SimpleCertificateStore

import hub
from hub.core.calendar import local_date
from hub.core.errors import HubError
from hub.core.service import CertificateData
from hub.documents.signing import SigningFiles, signing_files

STANDARDS: Final = ("a-2a", "ua-1")
_ROOT: Final = Path(hub.__file__).parent
"""Templates lie in the services' folders and import `/documents/frame.typ`; Typst reads nothing outside of this."""
_SIGNATURE_LABEL: Final = "Tanda tangan elektronik SIMULASI (simulated electronic signature)"


class _SignerOfPdf17(PdfSigner):
    """Keeps the file at PDF 1.7, which PDF/A-2 and PDF/UA-1 are made of.

    Left to itself pyHanko declares PDF 2.0 for elliptic curves (ISO/TS 32002); the signature's bytes are the same.
    """

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:  # noqa: ARG002 - the base class gives the signature
        pdf_out.register_extension(ESIC_EXTENSION_1)


class _MetadataAsDrawn(IncrementalPdfFileWriter):
    """Leaves Typst's metadata as they are: pyHanko would write the XMP anew, in a form that PDF/A checkers dispute."""

    def _update_meta(self) -> None:
        """Nothing: a signature changes nothing that the metadata tell."""


class TypstCertificates:
    """Renders and signs certificates in a thread. Implements `hub.core.ports.CertificateMaker`.

    `folder` keeps the signing key (made on first use), `public_url` is the address in the QR code, `office` the
    issuing office as printed, `place` where it sits.
    """

    simulated: Final = True

    def __init__(self, folder: Path, public_url: str, office: str, *, place: str = "Sungailiat") -> None:
        self._folder, self._office, self._place = folder, office, place
        self._public_url = public_url.rstrip("/")
        self._lock = threading.Lock()

    async def make(self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime) -> bytes:
        """The signed PDF. Raises HubError when it could not be made; then nothing was signed."""
        return await asyncio.to_thread(self._make, data, code, signed_by, issued_at)

    def verification_url(self, code: str) -> str:
        """The public page that a QR code leads to."""
        return f"{self._public_url}/v/{code}"

    def _make(self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime) -> bytes:
        return self._sign(self._render(data, code, signed_by, issued_at), signed_by, issued_at)

    def _render(self, data: CertificateData, code: str, signed_by: str, issued_at: dt.datetime) -> bytes:
        url, day = self.verification_url(code), local_date(issued_at)
        printed = {
            **data.values,
            "title": data.title,
            "deed_number": data.deed_number,
            "office": self._office,
            "place": self._place,
            "signed_by": signed_by,
            "issued_on": format_date(day, "d MMMM y", locale="id"),
            "issued_on_en": format_date(day, "d MMMM y", locale="en"),
            "issued_iso": day.isoformat(),
            "code": code,
            "url": url,
        }
        try:
            pdf = typst.compile(
                Path(data.template),
                root=_ROOT,
                format="pdf",
                # The fonts that come with Typst only: the same page on every machine.
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(printed, ensure_ascii=False), "qr": _qr(url)},
                pdf_standards=list(STANDARDS),
                timestamp=int(issued_at.timestamp()),
            )
        except typst.TypstError:
            # Typst's message may quote the text it stumbled over, a name for example, so it goes no further.
            raise HubError("The certificate could not be drawn. Tell the administrator; nothing was signed.") from None
        assert isinstance(pdf, bytes)
        return pdf

    def _sign(self, pdf: bytes, signed_by: str, issued_at: dt.datetime) -> bytes:
        with self._lock:
            files = signing_files(self._folder, self._office, issued_at)
        signer = _signer(files)
        metadata = PdfSignatureMetadata(
            field_name="Signature",
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=f"{signed_by} (SIMULASI)",
            reason="SIMULASI - DATA CONTOH, bukan tanda tangan elektronik tersertifikasi",
            location=self._place,
        )
        # A field outside of the page: PDF/UA wants a visible one tagged, and the QR code is what people look at.
        field = SigFieldSpec(
            "Signature",
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name=_SIGNATURE_LABEL,
        )
        writer = _SignerOfPdf17(metadata, signer, new_field_spec=field)
        signed = writer.sign_pdf(_MetadataAsDrawn(io.BytesIO(pdf)))
        return bytes(signed.getvalue())


def _signer(files: SigningFiles) -> SimpleSigner:
    (certificate,) = load_certs_from_pemder_data(files.certificate.read_bytes())
    key = load_private_key_from_pemder_data(files.key.read_bytes(), passphrase=None)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library annotates all but this constructor
    store.register_multiple(load_certs_from_pemder_data(files.ca.read_bytes()))
    return SimpleSigner(certificate, key, store)


def _qr(url: str) -> str:
    """The QR code as SVG without a margin; level M bears a stamp or a fold over 15 % of it."""
    svg = io.BytesIO()
    segno.make(url, error="m", micro=False).save(svg, kind="svg", border=0, xmldecl=False, omitsize=True)
    return svg.getvalue().decode()

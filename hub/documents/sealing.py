"""The signature of a certificate (PAdES). The signing library is large: only a process that signs loads it."""

from __future__ import annotations

import io
from typing import Final

from pyhanko.keys.pemder import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hub.documents.signing import SigningFiles

_SIGNATURE_LABEL: Final = "Tanda tangan elektronik SIMULASI (simulated electronic signature)"


def seal(pdf: bytes, files: SigningFiles, *, signed_by: str, place: str) -> bytes:
    """The PDF with a signature of the key in `files`, which says that it is simulated."""
    signer = _signer(files)
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=f"{signed_by} (SIMULASI)",
        reason="SIMULASI - bukan tanda tangan elektronik tersertifikasi",
        location=place,
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


def _signer(files: SigningFiles) -> SimpleSigner:
    (certificate,) = load_certs_from_pemder_data(files.certificate.read_bytes())
    key = load_private_key_from_pemder_data(files.key.read_bytes(), passphrase=None)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library annotates all but this constructor
    store.register_multiple(load_certs_from_pemder_data(files.ca.read_bytes()))
    return SimpleSigner(certificate, key, store)

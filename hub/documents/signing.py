"""The hub's own signing certificate: a simulation of the electronic signature, and said so in every field.

A legal signature (TTE) comes from a licensed provider, in a district office BSrE. Without its credentials the hub
signs with a key of its own under a certification authority of its own, which nobody else trusts.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.core.errors import HubError
from hub.documents.stamps import published

CA_NAME: Final = "SIMULASI - bukan penyelenggara sertifikasi elektronik"
SIGNER_NAME: Final = "SIMULASI - bukan tanda tangan elektronik BSrE"
_CA_YEARS: Final = 10
_SIGNER_YEARS: Final = 5
_FILES: Final = ("ca.pem", "signer.pem", "signer.key")


@dataclass(frozen=True, slots=True)
class SigningFiles:
    """Paths of PEM files. The authority's key is not kept: it signed one certificate and is gone."""

    ca: Path
    certificate: Path
    key: Path


def signing_files(folder: Path, office: str, now: dt.datetime) -> SigningFiles:
    """The files in `folder`, made on first use. Several processes may ask at once: all get the same ones.

    Raises HubError when the folder has some of the files only, or when others may read the key.
    """
    if not folder.exists():
        _make(folder, office, now)
    paths = [folder / name for name in _FILES]
    if not all(path.is_file() for path in paths):
        raise HubError("The folder of the signing key is incomplete. Restore it from the backup, or remove it whole.")
    if paths[2].stat().st_mode & 0o077:
        raise HubError("Others may read the signing key. Set its mode to 0600 and consider it known: make a new one.")
    return SigningFiles(*paths)


def authority(files: SigningFiles) -> dict[str, Any]:
    """The JSON Web Key of the authority behind the PDFs' signatures, with its certificate (RFC 7517, `x5c`)."""
    certificate = x509.load_pem_x509_certificate(files.ca.read_bytes())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    (jwk,) = published([key], certificate.subject.rfc4514_string())
    der = certificate.public_bytes(serialization.Encoding.DER)
    return {**jwk, "x5c": [base64.b64encode(der).decode()]}


def _make(folder: Path, office: str, now: dt.datetime) -> None:
    """Writes beside the folder first and renames, so that it is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        for name, content in zip(_FILES, _issue(office, now), strict=True):
            _write(draft / name, content)
        draft.rename(folder)
    except OSError:
        # Another process was faster; its files count.
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _issue(office: str, now: dt.datetime) -> tuple[bytes, bytes, bytes]:
    """PEM of the authority's certificate, the signer's certificate and the signer's key (EC, P-256)."""
    ca_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, signer_name = _name(CA_NAME, office), _name(SIGNER_NAME, office)
    ca = (
        _builder(ca_name, ca_name, ca_key, now, _CA_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    signer = (
        _builder(signer_name, ca_name, signer_key, now, _SIGNER_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(issuer, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    key = signer_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ca.public_bytes(serialization.Encoding.PEM), signer.public_bytes(serialization.Encoding.PEM), key


_CERTIFICATE_ORGANISATION_MOST: Final = 64
"""X.520 upper bound of an organisation's name."""


def _name(common_name: str, office: str) -> x509.Name:
    organisation = office[:_CERTIFICATE_ORGANISATION_MOST]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day back, for machines whose clocks differ.
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )

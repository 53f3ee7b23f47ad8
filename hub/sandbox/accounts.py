"""Who can log in to the demonstration, and with which clients. Secrets are random and stand in demo.json alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from joserfc.jwk import ECKey

from hub.core.actor import ROLE_SCOPES, STAFF, Role
from hub.core.purpose import Purpose
from hub.identity.second_factor import new_letters

REGENCY: Final = "19.01"
KECAMATAN: Final = "19.01.01"
VILLAGE: Final = "19.01.01.2007"
CONSOLE_CALLBACK: Final = "/console/callback"

_FACETS: Final = ("licence:read", "education:read", "health:read", "insurance:read", "welfare:read")
_FRONTEND: Final = (
    "application:submit", "application:read", "citizen:read", "citizen:search", "citizen:match", "family:read",
    *_FACETS, "access:read", "document:read", "agency:read",
)  # fmt: skip
_WRITERS: Final = {
    "licensing": "licence",
    "education": "education",
    "health": "health",
    "insurance": "insurance",
    "welfare": "welfare",
}
"""Agency -> the first word of its scopes."""
_AGREEMENTS: Final = {
    "licensing": "perizinan-2026",
    "education": "pendidikan-2026",
    "health": "kesehatan-2026",
    "insurance": "jaminan-kesehatan-2026",
    "welfare": "kesejahteraan-2026",
}
"""Agency -> the agreement of its own system."""
_CONSOLE: Final = tuple(sorted(set().union(*(ROLE_SCOPES[role] for role in (*STAFF, Role.CITIZEN, Role.HELPER)))))


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who logs in. `nik` is her own, where the hub knows it; `totp_secret` (base32) is that of her second
    step, which the office's staff have. `also` is a second role."""

    username: str
    password: str = field(repr=False)
    display_name: str
    role: Role
    region: str
    purpose: Purpose
    nik: str | None = None
    totp_secret: str | None = field(default=None, repr=False)
    also: Role | None = None


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A registered client: with a secret, with a key of its own (RFC 7523), or public, which means PKCE.

    `agency` is the one whose facets it writes; `agreement` the one of policies/agreements under which it reads.
    """

    name: str
    client_id: str
    client_secret: str | None = field(repr=False)
    scopes: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    region: str = REGENCY
    redirect_paths: tuple[str, ...] = ()
    private_key_jwk: Mapping[str, Any] | None = field(default=None, repr=False)
    agency: str = ""
    agreement: str = ""

    @property
    def token_endpoint_auth_method(self) -> str:
        if self.private_key_jwk is not None:
            return "private_key_jwt"
        return "none" if self.client_secret is None else "client_secret_basic"


def users(sample: Mapping[str, Any]) -> tuple[DemoUser, ...]:
    """One of each role, two operators and a clerk who enters applications at the counter. One operator stands in the
    record herself: she may not handle her own family."""
    registration, own = Purpose.CIVIL_REGISTRATION, Purpose.OWN_DATA
    niks: Sequence[str] = sample["niks"]
    kin: str = sample["couples"][-1]["mother_nik"]
    return (
        _user("operator.sungailiat", "Operator Sungailiat", Role.OPERATOR, KECAMATAN, registration),
        _user("operator.kabupaten", "Operator Kabupaten", Role.OPERATOR, REGENCY, registration, kin),
        replace(_user("loket.kabupaten", "Petugas Loket", Role.OPERATOR, REGENCY, registration), also=Role.HELPER),
        _user("kasi.kelahiran", "Kepala Seksi Kelahiran", Role.VERIFIER, REGENCY, registration),
        _user("kabid.capil", "Kepala Bidang Pencatatan Sipil", Role.HEAD_OF_DIVISION, REGENCY, registration),
        _user("kadis.dukcapil", "Kepala Dinas", Role.HEAD_OF_OFFICE, REGENCY, registration),
        _user("pendamping.rebo", "Pendamping Desa Rebo", Role.HELPER, VILLAGE, Purpose.PUBLIC_SERVICE),
        _user("auditor.inspektorat", "Auditor Inspektorat", Role.AUDITOR, REGENCY, Purpose.OVERSIGHT),
        _user("admin.satu", "Administrator", Role.ADMINISTRATOR, REGENCY, registration),
        _user("warga.contoh", "Warga Contoh", Role.CITIZEN, REGENCY, own, niks[0]),
    )


def clients() -> tuple[DemoClient, ...]:
    """Clients with much and with little, so that a refusal can be shown as well as an answer."""
    service = (Purpose.PUBLIC_SERVICE,)
    internal = (Purpose.CIVIL_REGISTRATION, Purpose.OWN_DATA, Purpose.OVERSIGHT, Purpose.PUBLIC_SERVICE)
    return (
        _client("Agency frontend", "agency-frontend", _FRONTEND, service, "layanan-terpadu-2026"),
        DemoClient("Console", "satu-console", None, _CONSOLE, internal, redirect_paths=(CONSOLE_CALLBACK,)),
        _client("Health agency", "health-only", ("citizen:read", "health:read"), service, "kesehatan-2026"),
        _client("Licensing agency", "licensing-only", ("citizen:read", "licence:read"), service, "perizinan-2026"),
        _client("School portal", "education-only", ("citizen:read", "education:read"), service, "pendidikan-2026"),
        _client(
            "Welfare agency",
            "welfare-only",
            ("citizen:read", "family:read", "welfare:read"),
            service,
            "kesejahteraan-2026",
        ),
        _keyed(
            "Hospital",
            "hospital-frontend",
            ("application:submit", "application:read", "citizen:match"),
            service,
            "rumah-sakit-2026",
        ),
        _client(
            "Village applications", "village-frontend", ("application:submit", "application:read"), service, "desa-2026"
        ),
        _client("Bank", "match-only", ("citizen:match",), service, "bank-2026"),
        _client("Police", "law-enforcement", ("citizen:read",), (Purpose.LAW_ENFORCEMENT,), "kepolisian-2026"),
        _client("No rights", "no-scopes", (), service),
        _client("Former partner", "former-partner", ("citizen:read",), service, "mitra-lama-2023"),
        *(_writer(agency, scope) for agency, scope in _WRITERS.items()),
    )


def _user(
    username: str, display_name: str, role: Role, region: str, purpose: Purpose, nik: str | None = None
) -> DemoUser:
    totp_secret = new_letters() if role in STAFF else None
    return DemoUser(username, _secret(), f"{display_name} (contoh)", role, region, purpose, nik, totp_secret)


def _client(
    name: str, client_id: str, scopes: tuple[str, ...], purposes: tuple[Purpose, ...], agreement: str = ""
) -> DemoClient:
    return DemoClient(name, client_id, _secret(), scopes, purposes, agreement=agreement)


def _writer(agency: str, data: str) -> DemoClient:
    """An agency's own system, which writes its facets and reads them back."""
    scopes = ("citizen:read", f"{data}:read", f"{data}:write")
    return DemoClient(
        f"{agency.capitalize()} system",
        f"{agency}-system",
        _secret(),
        scopes,
        (Purpose.PUBLIC_SERVICE,),
        agency=agency,
        agreement=_AGREEMENTS[agency],
    )


def _keyed(
    name: str, client_id: str, scopes: tuple[str, ...], purposes: tuple[Purpose, ...], agreement: str
) -> DemoClient:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    return DemoClient(
        name, client_id, None, scopes, purposes, private_key_jwk=dict(key.as_dict(private=True)), agreement=agreement
    )


def _secret() -> str:
    # No characters that a shell or an URL would read in its own way.
    return secrets.token_hex(16)

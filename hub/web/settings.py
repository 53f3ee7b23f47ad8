"""Settings from the environment, all prefixed `HUB_`. Every one has its heading in docs/operations.md."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.documents.scanning import check_address
from hub.web.guess_settings import GuessSettings
from hub.web.issuer_settings import IssuerSettings, written_out
from hub.web.notice_settings import NoticeSettings
from hub.web.witness_settings import WitnessSettings

_ROOT: Final = Path(__file__).resolve().parents[2]


class Plugins(BaseSettings):
    """Which plugins a hub has: enough for its schema, without a database."""

    model_config = SettingsConfigDict(env_prefix="HUB_", extra="ignore")

    connectors: str = Field(
        default="hub.connectors", description="Python packages whose folders are the connectors, with spaces between."
    )


class Settings(NoticeSettings, Plugins):
    """What differs from one deployment to the next. Connectors read their own `HUB_CONNECTOR_*`."""

    database_url: SecretStr = Field(description="postgresql:// URL of the record's database.")
    public_url: str = Field(default="http://127.0.0.1:8400", description="Address under which people reach this hub.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8400, description="Port to listen on.")
    tenant: str = Field(default="1901", description="Undotted code of the regency or city this hub serves.")
    region: str = Field(default="19.01", description="Dotted region code of the same regency or city.")
    state_dir: Path = Field(default=Path("var"), description="Folder for documents and signing keys.")
    policies_dir: Path = Field(default=_ROOT / "policies", description="Folder of the Cedar policies.")
    office_name: str = Field(
        default="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka (DATA CONTOH)",
        description="Name of the issuing office on certificates.",
    )
    office_place: str = Field(default="Sungailiat", description="Town named beside the date of a signature.")
    embedded_issuer: bool = Field(
        default=True, description="Serve the built-in authorization server for districts without one."
    )
    external_issuers: list[IssuerSettings] = Field(
        default=[], description="JSON list of further issuers whose tokens are accepted: addresses, or objects."
    )
    second_factor: bool | None = Field(
        default=None,
        description="Whether staff need a second factor at the built-in server; without it: outside the sandbox.",
    )
    trusted_proxies: list[str] = Field(
        default=[], description="JSON list of the addresses or networks of proxies whose `X-Forwarded-For` is believed."
    )
    audience: str = Field(default="satu-hub", description="Audience that a token must name.")
    sandbox: bool = Field(default=False, description="Introspection and suggestions on; never in production.")
    training: bool = Field(
        default=False, description="Lessons and a coach in the console, for clerks who practise; in the sandbox only."
    )
    documents_dir: Path | None = Field(default=None, description="Folder of trusted documents (*.graphql).")
    trusted_only: bool = Field(default=False, description="Refuse documents that are not registered.")
    trusted_clients: list[str] = Field(
        default=[], description="JSON list of clients that may send registered documents only, whatever others may."
    )
    limits: dict[str, float] = Field(
        default={}, description="JSON object of limits that differ from their defaults, by name."
    )
    claims: GuessSettings = Field(
        default=GuessSettings(), description="JSON object: how many differing claims about one NIK are answered."
    )
    batch: int = Field(default=0, ge=0, le=100, description="Most operations of one JSON array; 0 refuses arrays.")
    processes: int = Field(default=1, ge=1, le=256, description="Processes of one `hub serve`, on one port.")
    receipts: bool = Field(
        default=True, description="Access receipts of what is read; off only in the sandbox, to measure what they cost."
    )
    witnesses: list[WitnessSettings] = Field(
        default=[],
        description="JSON list of who remembers the heads of the receipt log: files, or witnesses' addresses.",
    )
    log_origin: str = Field(
        default="",
        description="Name of the receipt log in its heads; without it from the public address and the tenant.",
    )
    clamav: str | None = Field(
        default=None, description="Address of ClamAV's daemon, `tcp://host:3310` or `unix:/path`; uploads are scanned."
    )
    pool_size: int = Field(default=10, description="Database connections of one process.")
    log_level: str = Field(default="INFO", description="Lowest level that is logged.")

    @field_validator("external_issuers", mode="before")
    @classmethod
    def _issuers_are_written_out(cls, entries: Any) -> Any:
        return written_out(entries)

    @field_validator("external_issuers")
    @classmethod
    def _no_issuer_stands_twice(cls, entries: list[IssuerSettings]) -> list[IssuerSettings]:
        if len({entry.url for entry in entries}) < len(entries):
            raise ValueError("an issuer stands there twice")
        return entries

    @field_validator("clamav")
    @classmethod
    def _scanner_has_an_address(cls, address: str | None) -> str | None:
        return check_address(address) if address else None

    @model_validator(mode="after")
    def _receipts_are_kept(self) -> Self:
        if not self.receipts and not self.sandbox:
            raise ValueError(
                "HUB_RECEIPTS=off is accepted only with HUB_SANDBOX=true: outside the sandbox nothing is read without "
                "an access receipt."
            )
        return self

    @model_validator(mode="after")
    def _training_is_on_invented_people(self) -> Self:
        if self.training and not self.sandbox:
            raise ValueError(
                "HUB_TRAINING=true is accepted only with HUB_SANDBOX=true: nobody practises on real people."
            )
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, given: list[str]) -> list[str]:
        for network in given:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(
                    "HUB_TRUSTED_PROXIES is a JSON list of addresses or networks such as 10.0.0.0/24."
                ) from None
        return given

    @property
    def needs_second_factor(self) -> bool:
        return not self.sandbox if self.second_factor is None else self.second_factor

    @property
    def origin(self) -> str:
        """The receipt log's name, which must never change: a witness knows the log by it."""
        return self.log_origin or f"{urlsplit(self.public_url).netloc}/receipts/{self.tenant}"

    @property
    def issuer(self) -> str:
        """Issuer at which the console logs people in: the built-in server, or the first external one."""
        if self.embedded_issuer or not self.external_issuers:
            return self.public_url
        return self.external_issuers[0].url

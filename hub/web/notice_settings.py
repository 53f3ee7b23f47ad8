"""Settings of how applicants are told. Without any, notices are kept as not sent, and officers tell by phone."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MediumName = Literal["sms", "whatsapp", "mail"]


class NoticeSettings(BaseSettings):
    """Gateways and mail server of the district."""

    model_config = SettingsConfigDict(env_prefix="HUB_", extra="ignore")

    smtp_url: SecretStr | None = Field(
        default=None, description="smtp[s]://[user:password@]host[:port] of the mail server; smtp means STARTTLS."
    )
    mail_from: str = Field(default="", description="Address from which applicants get mail; needed with HUB_SMTP_URL.")
    sms_url: str | None = Field(default=None, description="Address of the SMS gateway.")
    sms_secret: SecretStr | None = Field(default=None, description="Its secret: whsec_ and base64.")
    whatsapp_url: str | None = Field(default=None, description="Address of the WhatsApp gateway.")
    whatsapp_secret: SecretStr | None = Field(default=None, description="Its secret: whsec_ and base64.")
    notice_order: list[MediumName] = Field(
        default=["sms", "whatsapp", "mail"],
        description="JSON list of what is tried first, second and third; what is not in it is not used.",
    )

    @model_validator(mode="after")
    def _each_has_what_it_needs(self) -> Self:
        needs = (
            ("HUB_SMTP_URL", self.smtp_url, "HUB_MAIL_FROM", self.mail_from),
            ("HUB_SMS_URL", self.sms_url, "HUB_SMS_SECRET", self.sms_secret),
            ("HUB_WHATSAPP_URL", self.whatsapp_url, "HUB_WHATSAPP_SECRET", self.whatsapp_secret),
        )
        for name, given, other, found in needs:
            if given and not found:
                raise ValueError(f"{name} needs {other} beside it.")
        return self

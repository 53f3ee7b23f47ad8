"""One entry of `HUB_WITNESSES`: who remembers the heads of the receipt log outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.audit.notes import Verifier
from hub.core.errors import BadInput


class WitnessSettings(BaseModel):
    """A file, or a witness's address with its public key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path | None = Field(default=None, description="File to which heads are appended.")
    url: str | None = Field(default=None, description="Address before which `/add-checkpoint` stands.")
    key: str | None = Field(default=None, description="The witness's public key, as it says it.")

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        is_address = self.url is not None and self.key is not None and self.file is None
        is_file = self.file is not None and self.url is None and self.key is None
        if not is_address and not is_file:
            raise ValueError('a witness of HUB_WITNESSES is {"file": ...}, or {"url": ..., "key": ...}')
        if self.url is not None and (
            urlsplit(self.url).scheme not in {"http", "https"} or not urlsplit(self.url).netloc
        ):
            raise ValueError("a witness's url is an http or https address")
        if self.key is not None:
            self._check_key(self.key)
        return self

    @staticmethod
    def _check_key(text: str) -> None:
        try:
            key = Verifier.read(text)
        except BadInput as error:
            raise ValueError(error.message) from error
        if not key.is_witness:
            raise ValueError("a witness's key is one of the kind 04, and this is a log's")

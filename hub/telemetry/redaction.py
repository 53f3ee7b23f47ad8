"""The last net under the rule that personal data are not logged: long digit runs lose their digits.

The rule itself is kept at the source: spans and log lines take opaque ids, names of fields, counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_LONG_NUMBER: Final = re.compile(r"\d{10,}")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
PERSONAL_LABELS: Final = frozenset(
    {
        "nik", "niks", "full_name", "name", "birth_date", "birth_place", "address", "phone", "email",
        "mother", "father", "family_card_number", "variables", "form",
    }
)  # fmt: skip
"""Labels whose value is personal data: an attribute of this name is dropped whatever it holds."""


def redact_text(text: str) -> str:
    """`text` with identifiers and mail addresses taken out."""
    return _EMAIL.sub("[email]", _LONG_NUMBER.sub("[number]", text))


def redact(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes that may be exported: personal labels dropped, texts cleaned."""
    return {
        key: redact_text(value) if isinstance(value, str) else value
        for key, value in attributes.items()
        if key.rpartition(".")[2] not in PERSONAL_LABELS
    }

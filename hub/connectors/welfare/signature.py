"""The signed statement beside a file of DTSEN; how it is verified is the same for every agency that signs files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from joserfc.jwk import KeySet

from hub.core.errors import BadInput
from hub.core.intake import FileStatement
from hub.exchange.signed_files import SignedForm

FORM: Final = SignedForm(
    name="satu-dtsen/1",
    agency="the social welfare agency",
    setting="HUB_CONNECTOR_WELFARE_KEYS",
    described="hub/connectors/welfare/README.md",
)
_QUARTER: Final = re.compile(r"[0-9]{4}-Q[1-4]", re.ASCII)


def verified(signature: bytes, keys: KeySet) -> FileStatement:
    """What the statement says. Raises Unauthenticated when no key of the set signed it, BadInput for its form."""
    said = FORM.verified(signature, keys)
    if not _QUARTER.fullmatch(said.period):
        raise BadInput("The signed statement names no quarter, such as 2026-Q3. Ask the agency to write it anew.")
    return said


def read_keys(path: Path) -> KeySet:
    """The agency's public keys. Raises BadInput for a file that holds none, or a private one."""
    return FORM.read_keys(path)

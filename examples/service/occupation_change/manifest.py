"""What service.toml and strings/ declare, read once."""

from __future__ import annotations

from typing import Final

from hub.core.forms.sentences import Sentences
from hub.services import Manifest, read_manifest, read_sentences

MANIFEST: Final[Manifest] = read_manifest(__package__ or "")
SAY: Final[Sentences] = read_sentences(__package__ or "")

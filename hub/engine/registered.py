"""Trusted documents: texts known before anybody sends them, each by the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

from hub.core.errors import BadInput, HubError, OperationNotRegistered

PREFIX: Final = "sha256:"
_ID: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Registered:
    """Documents by `sha256:` and 64 hexadecimal digits, as the GraphQL-over-HTTP appendix writes an identifier."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = dict(texts or {})
        self._known = frozenset(self._texts.values())

    @classmethod
    def load(cls, folder: Path | None, compile_: Callable[[str], None]) -> Self:
        """Every `*.graphql` under a folder, compiled. Raises BadInput naming the file that cannot be used."""
        if folder is None:
            return cls()
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder}. Set HUB_DOCUMENTS_DIR to the folder of trusted documents.")
        texts = (_compiled(path, compile_) for path in sorted(folder.rglob("*.graphql")))
        return cls({id_of(text): text for text in texts})

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, document_id: str) -> str:
        """The document of an identifier; raises OperationNotRegistered, or BadInput for what is no identifier."""
        if not _ID.fullmatch(document_id):
            raise BadInput(
                "A document's identifier is `sha256:` and 64 small hexadecimal digits, those of its bytes.",
                path="documentId",
            )
        text = self._texts.get(document_id)
        if text is None:
            raise OperationNotRegistered(
                "This hub does not know a document of this identifier. Ask the hub's operator to register it, then "
                "send the identifier again."
            )
        return text

    def knows(self, query: str) -> bool:
        """Whether a text is registered, byte for byte."""
        return query in self._known


def id_of(text: str) -> str:
    """The identifier of a document's text."""
    return PREFIX + hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _compiled(path: Path, compile_: Callable[[str], None]) -> str:
    try:
        # Bytes, not text: universal newlines would make another document than the one that was hashed.
        text = path.read_bytes().decode()
        compile_(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The trusted document {path} cannot be read as UTF-8 text. Correct or remove it.") from error
    except HubError as error:
        told = error.message.rstrip(".")
        raise BadInput(f"The trusted document {path} does not compile: {told}. Correct or remove it.") from error
    return text

"""Trusted documents: texts known before anybody sends them, each by the SHA-256 of its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Self

from hub.core.errors import BadInput, HubError, OperationNotRegistered
from hub.core.trusted import id_of

EVERYBODY: Final = "everybody"
_CLIENTS: Final = "clients"
_ID: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Registered:
    """Documents by `sha256:` and 64 hexadecimal digits, as the GraphQL-over-HTTP appendix writes an identifier.

    `owners` names the clients of a document that is not everybody's, by its text.
    """

    def __init__(
        self, texts: Mapping[str, str] | None = None, owners: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._texts = dict(texts or {})
        self._known = frozenset(self._texts.values())
        self._owners = dict(owners or {})

    @classmethod
    def load(cls, folder: Path | None, compile_: Callable[[str], None]) -> Self:
        """Every `*.graphql` under a folder, compiled; those under `clients/<client_id>/` are that client's alone.

        Raises BadInput naming the file that cannot be used.
        """
        if folder is None:
            return cls()
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder}. Set HUB_DOCUMENTS_DIR to the folder of trusted documents.")
        found = [
            (_owner(path.relative_to(folder)), _compiled(path, compile_)) for path in sorted(folder.rglob("*.graphql"))
        ]
        everybodys = {text for owner, text in found if owner is None}
        owners: dict[str, frozenset[str]] = {}
        for owner, text in found:
            if owner is not None and text not in everybodys:
                owners[text] = owners.get(text, frozenset()) | {owner}
        return cls({id_of(text): text for _, text in found}, owners)

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, document_id: str) -> str | None:
        """The document of an identifier, if it is here; raises BadInput for what is no identifier."""
        if not _ID.fullmatch(document_id):
            raise BadInput(
                "A document's identifier is `sha256:` and 64 small hexadecimal digits, those of its bytes.",
                path="documentId",
            )
        return self._texts.get(document_id)

    def text(self, document_id: str) -> str:
        """The same; raises OperationNotRegistered where it is not here."""
        text = self.find(document_id)
        if text is None:
            raise not_registered()
        return text

    def owned(self) -> Iterator[tuple[str, str]]:
        """Each text with each client that it belongs to, EVERYBODY for one that is everybody's."""
        for text in self._texts.values():
            for owner in sorted(self._owners.get(text, (EVERYBODY,))):
                yield text, owner

    def knows(self, query: str, client_id: str) -> bool:
        """Whether a text is registered for this client, byte for byte."""
        return query in self._known and client_id in self._owners.get(query, (client_id,))


def not_registered() -> OperationNotRegistered:
    """The error for an identifier of no document, or of one that is another client's: nobody learns which."""
    return OperationNotRegistered(
        "This hub does not know a document of this identifier for this client. Ask the hub's operator to register it, "
        "then send the identifier again."
    )


def _owner(path: Path) -> str | None:
    """The client of a file below the folder; None for everybody's."""
    return path.parts[1] if len(path.parts) > 2 and path.parts[0] == _CLIENTS else None


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

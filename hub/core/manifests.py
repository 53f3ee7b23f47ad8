"""Documents as clients' tools write them down: GraphQL files, and the manifests of persisted operations.

Apollo's is an object with `format` and a list of operations; those of Relay's compiler and of GraphQL Code Generator
are objects from hashes to texts. All of them are read by the SHA-256 of the text, which is what the hub asks for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from hub.core.errors import BadInput
from hub.core.trusted import PREFIX, id_of

APOLLO: Final = "apollo-persisted-query-manifest"
_HOW: Final = (
    'Have the tool hash with SHA-256: `persistConfig.algorithm: "SHA256"` for Relay\'s compiler, '
    '`persistedDocuments.hashAlgorithm: "sha256"` for GraphQL Code Generator; Apollo\'s tool does unless '
    "`createOperationId` is set."
)


def read_documents(name: str, content: bytes) -> list[str]:
    """The documents of a file, in its order; a `.graphql` file is one, with all of its operations.

    Raises BadInput, which begins with the file's name.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise BadInput(f"{name}: this is no UTF-8 text. Look at what the file is.") from None
    if not name.endswith(".json"):
        return [text]
    try:
        manifest = json.loads(text)
    except ValueError:
        raise BadInput(f"{name}: this is no JSON. Have the tool write the manifest again.") from None
    found = _pairs(name, manifest)
    for key, document in found:
        if not isinstance(document, str) or PREFIX + key.removeprefix(PREFIX) != id_of(document):
            raise BadInput(f"{name}: {key[:80]} is not the SHA-256 of its document. {_HOW}")
    return list(dict.fromkeys(document for _, document in found))


def _pairs(name: str, manifest: Any) -> list[tuple[str, Any]]:
    """Identifier and text of each operation."""
    if isinstance(manifest, Mapping) and manifest.get("format") == APOLLO:
        operations = manifest.get("operations")
        if manifest.get("version") == 1 and isinstance(operations, list):
            return [(str(one.get("id")), one.get("body")) for one in operations if isinstance(one, Mapping)]
    elif isinstance(manifest, Mapping):
        return list(manifest.items())
    raise BadInput(
        f"{name}: this is no manifest of operations that the hub knows. Give that of Apollo (version 1), of Relay's "
        "compiler or of GraphQL Code Generator, or a .graphql file."
    )

"""Style and script of the pages: written here, built from npm by `hub assets`, served from `DIST`."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent
DIST: Final = SOURCE / "dist"
MEDIA_TYPES: Final = {
    "site.css": "text/css",
    "site.js": "text/javascript",
    "live.js": "text/javascript",
    "stamp.js": "text/javascript",
    "offline.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "zxing.min.js": "text/javascript",
    "mark.svg": "image/svg+xml",
    "graphiql.js": "text/javascript",
    "graphiql.css": "text/css",
    "graphiql-editor.js": "text/javascript",
    "graphiql-json.js": "text/javascript",
    "graphiql-graphql.js": "text/javascript",
}
"""All files that are served, with their media type; nothing else in the folder is but the same, compressed."""
CODINGS: Final = (".br", ".gz")
"""What is compressed at the build lies beside its file under one of these endings."""


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash of what was built, for the address of each file; `none` before the first build."""
    built = [DIST / name for name in MEDIA_TYPES]
    if not all(path.exists() for path in built):
        return "none"
    return hashlib.sha256(b"".join(path.read_bytes() for path in built)).hexdigest()[:12]

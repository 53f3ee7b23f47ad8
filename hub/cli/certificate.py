"""`hub certificate`: papers are checked without a network, and the keys that stamp them are changed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.settings import from_environment
from hub.core.calendar import now
from hub.core.errors import BadInput
from hub.documents.certificates import FOLDER
from hub.documents.stamp_keys import add_key
from hub.documents.stamps import Stamp, checked, key_list

APdf = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="The PDF as the hub delivered it.")]
Qr = Annotated[str | None, typer.Option("--qr", help="What a scanner reads in the QR code.")]
Keys = Annotated[
    Path,
    typer.Option(
        "--keys", exists=True, dir_okay=False, help="The hub's /.well-known/certificate-keys.json, fetched before."
    ),
]


def register(application: typer.Typer) -> None:
    commands = typer.Typer(help="Papers that the hub issued.", no_args_is_help=True)
    for command in (verify, rotate):
        commands.command(command.__name__)(command)
    application.add_typer(commands, name="certificate")


def verify(keys: Keys, pdf: APdf = None, qr: Qr = None) -> None:
    """Tell without a network whether a paper is genuine as it was issued; exit code 1 when it is not."""
    jwks = _read(keys)
    if (pdf is None) == (qr is None):
        raise BadInput("Give either the PDF or, with --qr, the text of its QR code.")
    text = _text_in(pdf, jwks) if pdf else qr or ""
    stamp = checked(text, key_list(jwks))
    for line in _told(stamp, _issuer(jwks), text.partition("#")[0], whole=pdf is not None):
        typer.echo(line)


def rotate() -> None:
    """Put a new key before the others, which stamps every paper from now on; the old ones stay published."""
    key = add_key(from_environment().state_dir / FOLDER, now())
    typer.echo(f"{key.id}  stamps from now on. Whoever checks papers without a network has to fetch the list anew.")


def _read(file: Path) -> dict[str, Any]:
    try:
        jwks = json.loads(file.read_bytes())
    except ValueError:
        jwks = None
    if not isinstance(jwks, dict):
        raise BadInput("This file is no list of keys. Fetch /.well-known/certificate-keys.json of the hub.")
    return jwks


def _text_in(pdf: Path, jwks: dict[str, Any]) -> str:
    from hub.documents.checking import stamp_in  # noqa: PLC0415 - the signing library is large, and a QR code needs none

    return asyncio.run(stamp_in(pdf.read_bytes(), jwks))


def _issuer(jwks: dict[str, Any]) -> str:
    return next((str(entry["issuer"]) for entry in jwks["keys"] if "x5c" not in entry and "issuer" in entry), "")


def _told(stamp: Stamp, issuer: str, address: str, *, whole: bool) -> list[str]:
    day = stamp.issued_on.isoformat()
    rest = (
        "The file is byte for byte as it was signed."
        if whole
        else "Only these lines are signed: compare them with the paper."
    )
    return [
        f"ASLI SEBAGAIMANA DITERBITKAN PADA {day} / GENUINE AS ISSUED ON {day}",
        f"Dokumen / Document:        {stamp.title}",
        f"Nomor / Number:            {stamp.number}",
        f"Nama / Name (masked):      {stamp.name or '-'}",
        f"Penerbit / Issuer:         {issuer} ({stamp.tenant})",
        f"Kode / Code:               {stamp.code}",
        rest,
        "The electronic signature is a SIMULATION, not a certified one (BSrE).",
        f"Whether a newer paper has superseded it, only the network tells: {address}",
    ]

"""`hub record ...`: what comes into the record in bulk. The name of an agency is a command of its own."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperGroup

from hub.cli.record_compare import compare
from hub.cli.record_file import read_file
from hub.cli.record_import import import_extract, sample

_OF_AN_AGENCY: Final = "AGENCY"


class _Agencies(TyperGroup):
    """Takes a word that is no command for the name of an agency."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [_OF_AN_AGENCY, *args]
        return super().parse_args(ctx, args)


def register(application: typer.Typer) -> None:
    record = typer.Typer(cls=_Agencies, no_args_is_help=True, help="Read files into the record.")
    record.command(_OF_AN_AGENCY)(read_file)
    record.command("import")(import_extract)
    record.command("sample")(sample)
    record.command("compare")(compare)
    application.add_typer(record, name="record")

"""Several issued papers as one file for the printer, under a list on which each is signed for.

What comes out is for paper alone: the signatures of the files stay in the files, and each paper's QR code is checked as
before. Typst and pyHanko are large, so they are loaded by whoever prints first.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.dates import format_datetime

from hub.console.base.refusals import refusal
from hub.core.calendar import WIB
from hub.core.errors import HubError
from hub.core.texts import say

_COVER: Final = Path(__file__).with_name("cover_list.typ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The papers of one application. `papers` are their titles, `registered` their numbers in the hub's register."""

    number: str
    name: str = dataclasses.field(repr=False)
    papers: tuple[str, ...]
    registered: tuple[str, ...]
    pdfs: tuple[bytes, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """An application that stays out, and why, in Indonesian."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class PrintRun:
    """`what` says in a sentence what was chosen; `by` who prints."""

    office: str
    what: str
    by: str
    at: dt.datetime
    sheets: Sequence[Sheet]
    failed: Sequence[NotPrinted] = ()
    sample: bool = False


async def print_file(run: PrintRun) -> bytes:
    """The cover list, then the papers in its order. Raises HubError where it cannot be made."""
    return await asyncio.to_thread(_print_file, run)


async def unreadable(pdf: bytes) -> bool:
    """Whether a file cannot be printed with others: it is no PDF, or a broken one."""
    return await asyncio.to_thread(_unreadable, pdf)


def _unreadable(pdf: bytes) -> bool:
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - see above
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - see above

    try:
        return _pages(PdfFileReader(io.BytesIO(pdf))) < 1
    except (PdfError, KeyError, TypeError, ValueError):
        return True


def _print_file(run: PrintRun) -> bytes:
    from pyhanko.pdf_utils import generic, writer  # noqa: PLC0415 - see above
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - see above

    # pyHanko's classes of PDF objects have no types.
    made: Any = writer.PdfFileWriter
    kinds: Any = generic
    page: Any = writer.PageObject
    whole = made()
    for pdf in (_cover(run), *(pdf for sheet in run.sheets for pdf in sheet.pdfs)):
        source = PdfFileReader(io.BytesIO(pdf))
        for at in range(_pages(source)):
            # As it looks, on a page of its own size.
            looks = whole.import_page_as_xobject(source, at)
            named = kinds.DictionaryObject({kinds.NameObject("/Page"): looks})
            resources = kinds.DictionaryObject({kinds.NameObject("/XObject"): named})
            shown = whole.add_object(kinds.StreamObject(stream_data=b"/Page Do"))
            box = kinds.ArrayObject(looks.get_object()["/BBox"])
            whole.insert_page(page(contents=shown, media_box=box, resources=resources))
    out = io.BytesIO()
    whole.write(out)
    return out.getvalue()


def _pages(source: Any) -> int:
    return int(source.root["/Pages"]["/Count"])


def _cover(run: PrintRun) -> bytes:
    import typst  # noqa: PLC0415 - see above

    told = {
        "office": run.office, "what": run.what, "by": run.by, "sample": run.sample,
        "printed": format_datetime(run.at.astimezone(WIB), "d MMMM y, HH.mm 'WIB'", locale="id", tzinfo=WIB),
        "rows": [
            {"number": one.number, "name": one.name, "papers": one.papers, "registered": one.registered}
            for one in run.sheets
        ],
        "failed": [dataclasses.asdict(one) for one in run.failed],
    }  # fmt: skip
    try:
        pdf = typst.compile(
            _COVER, root=_COVER.parent, format="pdf", ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(told, ensure_ascii=False)}, timestamp=int(run.at.timestamp()),
        )  # fmt: skip
    except typst.TypstError:
        # Typst's message may quote the text it stumbled over, a name for example, so it goes no further.
        raise refusal(
            HubError, say("Daftarnya tidak dapat dibuat. Beri tahu administrator; surat-suratnya tetap ada.")
        ) from None
    assert isinstance(pdf, bytes)
    return pdf

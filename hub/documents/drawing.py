"""The drawing of a certificate: a Typst template filled in and compiled to PDF/A-2a and PDF/UA-1.

Typst is large: only a process that makes a certificate loads it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Final

import segno
import typst
from babel.dates import format_date

import hub
from hub.core.calendar import local_date
from hub.core.errors import HubError
from hub.core.service import CertificateData

STANDARDS: Final = ("a-2a", "ua-1")
_LARGEST_VERSION: Final = 15
_ROOT: Final = Path(hub.__file__).parent
"""Templates lie in the services' folders and import `/documents/frame.typ`; Typst reads nothing outside of this."""


def draw(
    data: CertificateData,
    *,
    code: str,
    url: str,
    qr: str,
    signed_by: str,
    issued_at: dt.datetime,
    office: str,
    place: str,
    sample: bool,
) -> bytes:
    """The PDF, not signed yet; `qr` goes into the QR code and begins with `url`, `sample` data are marked so.

    Raises HubError when it could not be drawn.
    """
    day = local_date(issued_at)
    printed = {
        **data.values,
        "lines": data.lines,
        "sample": sample,
        "title": data.title,
        "deed_number": data.deed_number,
        "office": office,
        "place": place,
        "signed_by": signed_by,
        "issued_on": format_date(day, "d MMMM y", locale="id"),
        "issued_on_en": format_date(day, "d MMMM y", locale="en"),
        "issued_iso": day.isoformat(),
        "code": code,
        "url": url,
        "stamp": qr,
        "entry": str(data.entry) if data.entry else "",
    }
    try:
        pdf = typst.compile(
            Path(data.template),
            root=_ROOT,
            format="pdf",
            # The fonts that come with Typst only: the same page on every machine.
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(printed, ensure_ascii=False), "qr": _qr(qr, url)},
            pdf_standards=list(STANDARDS),
            timestamp=int(issued_at.timestamp()),
        )
    except typst.TypstError:
        # Typst's message may quote the text it stumbled over, a name for example, so it goes no further.
        raise HubError("The certificate could not be drawn. Tell the administrator; nothing was signed.") from None
    assert isinstance(pdf, bytes)
    return pdf


def _qr(text: str, url: str) -> str:
    """The QR code as SVG without a margin; level M bears a stamp or a fold over 15 % of it.

    Beyond version 15 its squares would be too small for a cheap camera on worn paper: then it has the address only.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    if int(code.version) > _LARGEST_VERSION:
        code = segno.make(url, error="m", micro=False)
    svg = io.BytesIO()
    code.save(svg, kind="svg", border=0, xmldecl=False, omitsize=True)
    return svg.getvalue().decode()

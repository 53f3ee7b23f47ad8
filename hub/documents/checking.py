"""Whether the file of a paper is as it was issued, told without a network.

The signing library is large: only the command that checks loads this.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from typing import Any, Final

from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from hub.core.errors import BadInput

_BROKEN: Final = (
    "The PDF was changed after it was signed, or the office of these keys did not sign it: it is not genuine."
)


async def stamp_in(pdf: bytes, jwks: Mapping[str, Any]) -> str:
    """The text of the QR code of a PDF whose signature holds, covers all of it and leads to an authority of the list.

    Raises BadInput.
    """
    trust = ValidationContext(trust_roots=_authorities(jwks), allow_fetching=False)
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        (signature,) = reader.embedded_signatures
        status = await async_validate_pdf_signature(signature, trust)
        keywords = str(reader.trailer["/Info"].get("/Keywords", ""))
    except (PdfError, SigningError, ValidationError, ValidationInfoReadingError, ValueError, KeyError):
        raise BadInput(_BROKEN) from None
    if not status.bottom_line or status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise BadInput(_BROKEN)
    return keywords


def _authorities(jwks: Mapping[str, Any]) -> list[Any]:
    try:
        chains = [entry["x5c"] for entry in jwks["keys"] if "x5c" in entry]
        return [one for chain in chains for one in load_certs_from_pemder_data(base64.b64decode(chain[0]))]
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise BadInput("This file is no list of keys. Fetch /.well-known/certificate-keys.json of the hub.") from None

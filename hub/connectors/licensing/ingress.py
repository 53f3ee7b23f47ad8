"""OSS calls the district: `receiveNIB`, PIA 4.3.22.

`Token` is SHA1(USERNAME + PASSWORD + NIB + DATE(Ymd)). The protocol wants SHA-1 and leaves the rest of the body
outside of the token; TLS and the sender's address have to protect that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

import orjson

from hub.connectors.licensing import mapping
from hub.connectors.licensing.facet import FACETS
from hub.core.calendar import local_date
from hub.core.contradiction import claims
from hub.core.errors import BadInput, ErrorCode, Unauthenticated
from hub.core.recording import Recording
from hub.exchange import exact_json
from hub.exchange.ingress import Command, IngressRoute, Outcome, Push, PushAnswer, Trouble

_HEADER: Final = "Token"
_CLOCKS_APART: Final = timedelta(minutes=5)
_TOLD: Final[Mapping[int, str]] = {
    200: "Berhasil menyimpan data",
    400: "Data Parameter Salah",
    401: "User Akses Tidak Valid",
    403: "Ilegal Inquiry / Akses",
    404: "Penanggung jawab tidak tercatat di kabupaten ini; data tidak disimpan",
    500: "Gagal menyimpan data; silakan kirim ulang",
}
_STATUS: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.BAD_INPUT: 400,
    ErrorCode.COST_EXCEEDED: 400,
    ErrorCode.CONFLICT: 400,
    ErrorCode.IDEMPOTENCY_MISMATCH: 400,
    ErrorCode.NOT_FOUND: 404,
}
"""Whatever is not listed may pass by itself: OSS has to send it again."""
_WORST_FIRST: Final = (500, 403, 400)


def routes(credentials: Mapping[str, str]) -> tuple[IngressRoute, ...]:
    """The addresses that OSS calls, for the account that the district gave it."""
    return (IngressRoute(name="receiveNIB", read=partial(read, credentials), answer=answer),)


def read(credentials: Mapping[str, str], push: Push) -> Command:
    """One recording for each person in charge. Raises Unauthenticated, and BadInput that names the field."""
    data = _data(push.body)
    nib = mapping.nib_of(data)
    if not _is_authentic(credentials, nib, push):
        raise Unauthenticated("The token is not the one of this account, number and day.")
    business = mapping.business(data)
    if not business.in_charge:
        raise BadInput(
            "Nobody in charge has a NIK, so there is nobody to record it for.", path="dataNIB.penanggung_jwb"
        )
    recordings = [
        Recording(
            facet=FACETS[0].name,
            nik=nik,
            items=business.licences,
            claims=claims(full_name=business.names.get(nik)) or None,
        )
        for nik in business.in_charge
    ]
    return Command(key=f"receiveNIB:{hashlib.sha256(push.body).hexdigest()}", recordings=tuple(recordings))


def answer(outcome: Outcome) -> PushAnswer:
    """`responreceiveNIB` with status 1 (kept) or 2, and the same as a status of HTTP."""
    if outcome.refused is not None:
        return _said(_status(outcome.refused), _field(outcome.refused))
    statuses = [200 if trouble is None else _status(trouble) for trouble in outcome.results]
    for status in _WORST_FIRST:
        if status in statuses:
            return _said(status)
    kept, all_of_them = statuses.count(200), len(statuses)
    if not kept:
        return _said(404)
    some = f" untuk {kept} dari {all_of_them} penanggung jawab; yang lain tidak tercatat di kabupaten ini"
    return _said(200, "" if kept == all_of_them else some)


def _data(body: bytes) -> Mapping[str, Any]:
    try:
        sent = exact_json.loads(body)
    except ValueError:
        raise BadInput("The body is not JSON.") from None
    data = sent.get("dataNIB") if isinstance(sent, dict) else None
    if not isinstance(data, dict):
        raise BadInput("The body is an object with dataNIB.", path="dataNIB")
    return data


def _is_authentic(credentials: Mapping[str, str], nib: str, push: Push) -> bool:
    """Today's token in Indonesian time; around midnight yesterday's or tomorrow's, as clocks differ."""
    given = push.headers.get(_HEADER, "").strip().lower().encode(errors="replace")
    days = {local_date(push.at - _CLOCKS_APART), local_date(push.at), local_date(push.at + _CLOCKS_APART)}
    # All are compared, whichever fits, so that the time taken tells nothing.
    return bool(sum([hmac.compare_digest(given, token(credentials, nib, f"{day:%Y%m%d}").encode()) for day in days]))


def token(credentials: Mapping[str, str], nib: str, day: str) -> str:
    """The token of a number on a day (`20261124`), in small hexadecimal digits."""
    secret = f"{credentials['username']}{credentials['password']}{nib}{day}"
    return hashlib.sha1(secret.encode()).hexdigest()  # noqa: S324  the protocol's own


def _status(trouble: Trouble) -> int:
    return _STATUS.get(trouble.code, 500)


def _field(trouble: Trouble) -> str:
    """The name of the field that is wrong; never its value."""
    return f": {trouble.path}" if trouble.path and trouble.code is ErrorCode.BAD_INPUT else ""


def _said(status: int, more: str = "") -> PushAnswer:
    told = {"status": "1" if status == 200 else "2", "keterangan": _TOLD[status] + more}
    return PushAnswer(status, orjson.dumps({"responreceiveNIB": told}))

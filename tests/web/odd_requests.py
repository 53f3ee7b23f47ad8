"""Requests as attackers send them: what may be read in two ways, what is broken, and what is merely unusual."""

from __future__ import annotations

from typing import Final

import orjson

NIK: Final = "1901014505959001"
ASKED: Final = orjson.dumps(
    {"query": "query($nik: NIK!) { citizen(nik: $nik) { fullName } }", "variables": {"nik": NIK}}
)
PUBLIC: Final = b'{"query":"{ __typename }"}'
TOKEN: Final = b"<token>"
"""Stands for a token that holds."""


def request(body: bytes = PUBLIC, *, line: bytes = b"POST /graphql HTTP/1.1", **fields: bytes | None) -> bytes:
    """A request of the common form; `fields` replace its fields (`_` for `-`), None takes one away."""
    known: dict[str, bytes | None] = {
        "Host": b"x",
        "Content_Type": b"application/json",
        "Content_Length": str(len(body)).encode(),
        **fields,
    }
    lines = [name.replace("_", "-").encode() + b": " + value for name, value in known.items() if value is not None]
    return b"\r\n".join((line, *lines, b"", body))


def with_line(*lines: bytes, body: bytes = PUBLIC, length: bytes | None = None) -> bytes:
    """The same with further lines, as they are."""
    return request(body, Content_Length=length or str(len(body)).encode()).replace(
        b"Host: x\r\n", b"Host: x\r\n" + b"".join(line + b"\r\n" for line in lines), 1
    )


N: Final = str(len(PUBLIC)).encode()
LENGTHS: Final = [
    b"+" + N,
    N + b"," + N,
    N + b", " + N,
    N + b" ",
    b"\t" + N,
    b" \t " + N + b"\t",
    hex(len(PUBLIC)).encode(),
    b"0" + N,
    b"00000000000000000000" + N,
    b"-1",
    b"0",
    b"",
    b"9" * 30,
    b"262144",
    b"262145",
    N + b";",
    N + b".0",
    b"1_0",
    b"1e1",
    N + b"\x00",
    N + b"\x0b",
    b"\xb2",
    b"\xd9\xa3",
    str(len(PUBLIC) - 1).encode(),
    str(len(PUBLIC) + 1).encode(),
]
CODINGS: Final = [
    b"Transfer-Encoding: chunked",
    b"transfer-encoding:chunked",
    b"TRANSFER-ENCODING: Chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding:",
    b"Transfer_Encoding: chunked",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding\t: chunked",
    b" Transfer-Encoding: chunked",
    b"\tTransfer-Encoding: chunked",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: chunked\x0b",
    b"Transfer-Encoding:\x0bchunked",
    b'Transfer-Encoding: "chunked"',
    b"X: y\r\n Transfer-Encoding: chunked",
    b"X: y\nTransfer-Encoding: chunked",
    b"X: y\rTransfer-Encoding: chunked",
    b"X: y\x00Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    b"Transfer-\xe2\x84\xaancoding: chunked",
    b"\xef\xbb\xbfTransfer-Encoding: chunked",
    b"Transfer-Encoding;: chunked",
    b"Transfer-Encoding",
    b": chunked",
]
CHUNKED: Final = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PUBLIC), PUBLIC)
FIELDS: Final = [
    b"Connection: close",
    b"connection: CLOSE",
    b"Connection: keep-alive",
    b"Connection: Keep-Alive",
    b"Connection:",
    b"Connection: keep-alive, close",
    b"Connection: close, keep-alive",
    b"Connection: Upgrade\r\nUpgrade: h2c",
    b"Connection: Upgrade\r\nUpgrade: websocket",
    b"Upgrade: websocket",
    b"Connection: keep-alive\r\nConnection: close",
    b"Connection: content-length",
    b"Keep-Alive: timeout=1",
    b"Proxy-Connection: close",
    b"Expect: 100-continue",
    b"expect: 100-Continue",
    b"Expect: x",
    b"Expect:",
    b"TE: trailers",
    b"Trailer: X",
    b"Host: y",
    b"host:",
    b"Host: a, b",
    b"Content-Encoding: gzip",
    b"Content-Encoding: identity",
    b"Content-Encoding:",
    b"X-Forwarded-Proto: https",
    b"X-HTTP-Method-Override: DELETE",
    b"Origin: https://evil.example",
    b"Cookie: a=b",
    b"Accept: text/html",
    b"Accept:",
    b"Accept: */*;q=0",
    b"Accept: application/json;q=0",
    b"Accept: a\x80",
    b"Accept: application/json\r\nAccept: text/event-stream",
    b"Content-Type: text/plain",
    b"Content-Type: application/json",
    b"Content-Type:",
    b"Authorization:",
    b"authorization: <token>",
    b"Authorization: <token>  ",
    b"Authorization:\t<token>\t",
    b"Authorization: <token> x",
    b"Authorization: Basic eDp5",
    b"Authorization: Bearer",
    b"Authorization: Bearer  ",
    b"Authorization: Bearer x.y.z",
    b"Authorization: \xc3\xa9",
    b"Authorization: <token>\r\nAuthorization: <token>",
    b"Authorization: <token>\r\nAuthorization: Bearer x",
    b"Authorization: Bearer x\r\nAuthorization: <token>",
    b"Authorization: <token>\r\n x",
    b"Authorization: <token>, <token>",
    b"Authorization: <token>\x00",
    b"Authorization: bearer<token>",
    b"Hub-Purpose: BUDGET",
    b"Hub-Purpose: budget",
    b"Hub-Purpose:",
    b"Hub-Purpose: PUBLIC_SERVICE\r\nHub-Purpose: BUDGET",
    b"Hub-Purpose: \xff",
    b"Idempotency-Key: k",
    b"Idempotency-Key:",
    b"Idempotency-Key: a\r\nIdempotency-Key: b",
    b"X" * 4000 + b": y",
    b"X: " + b"y" * 8100,
    b"X: " + b"y" * 9000,
    b"X:" + b" " * 4000 + b"y",
    b"\r\n".join(b"X-%d:" % n for n in range(125)),
    b"\r\n".join(b"X-%d:" % n for n in range(126)),
    b"\r\n".join(b"X-%d: y" % n for n in range(1000)),
]
LINES: Final = [
    b"POST /graphql HTTP/1.0",
    b"POST /graphql HTTP/1.2",
    b"POST /graphql HTTP/2.0",
    b"POST /graphql HTTP/1.1 ",
    b"POST /graphql  HTTP/1.1",
    b"POST  /graphql HTTP/1.1",
    b" POST /graphql HTTP/1.1",
    b"POST\t/graphql HTTP/1.1",
    b"post /graphql HTTP/1.1",
    b"POST /graphql http/1.1",
    b"POST /graphql",
    b"POST /graphql HTTP/1.1\r",
    b"\r\nPOST /graphql HTTP/1.1",
    b"\nPOST /graphql HTTP/1.1",
    b"POST /graphql/ HTTP/1.1",
    b"POST //graphql HTTP/1.1",
    b"POST /graphql?query=1 HTTP/1.1",
    b"POST /graphql# HTTP/1.1",
    b"POST /%67raphql HTTP/1.1",
    b"POST /./graphql HTTP/1.1",
    b"POST http://y/graphql HTTP/1.1",
    b"POST https://y/graphql HTTP/1.1",
    b"POST y:80 HTTP/1.1",
    b"CONNECT y:80 HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"OPTIONS /graphql HTTP/1.1",
    b"GET /graphql HTTP/1.1",
    b"PUT /graphql HTTP/1.1",
    b"TRACE /graphql HTTP/1.1",
    b"POST /graphql\x00 HTTP/1.1",
    b"POST /graphql\xff HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"POST /health/live HTTP/1.1",
    b"POST " + b"/g" * 5000 + b" HTTP/1.1",
]
KNOWN: Final = [
    [request()],
    *([request(Content_Length=length)] for length in LENGTHS),
    *([with_line(b"Content-Length: " + length)] for length in LENGTHS),
    *([with_line(b"content-length: " + length, b"Content_Length: 1")] for length in LENGTHS),
    *([with_line(coding, body=body)] for coding in CODINGS for body in (PUBLIC, CHUNKED)),
    *([with_line(coding, body=CHUNKED, length=b"4")] for coding in CODINGS),
    *([with_line(field, body=body)] for field in FIELDS for body in (PUBLIC, ASKED)),
    *([request(line=line)] for line in LINES),
    *(
        [request().replace(b"\r\n", b"\n")],
        [request().replace(b"\r\n\r\n", b"\n\n")],
        [request().replace(b"\r\n\r\n", b"\r\n\n")],
    ),
    *(
        [request().replace(b"Host: x", name + b": x")]
        for name in (b"HOST", b"Host ", b"H\x00st", b"H\xf6st", b"Host\t", b" Host", b"Ho st", b"")
    ),
    *(
        [request(body)]
        for body in (
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff",
            b"[" * 2000,
            b'{"query":"\\ud800"}',
            b'{"query":1}',
            b'{"a":1,"query":"{x}"}',
        )
    ),
    [request() * 20],
    [request(), request(b"{"), request()],
    [request(ASKED, Authorization=TOKEN), request(), request(ASKED, Authorization=b"Bearer x.y.z"), request(ASKED)],
    [request(), request(Content_Length=b"5"), request()],
    [request(), request()[:40]],
    [request(), b"GET / HTTP/1.1\r\n\r\n", request()],
    [request(b" " * 262144), request()],
    [request(b" " * 262145), request()],
]
ODD_BYTES: Final = [*b"\r\n\t \x00\x0b\x0c\x7f\x80\xff:;,+-0159AZaz_\"'\\%/?#", 0x1A, 0xA0]
FRAGMENTS: Final = [
    *LENGTHS,
    *CODINGS,
    *FIELDS,
    *LINES,
    b"\r\n\r\n",
    b"\r\n",
    b"\n\n",
    b"\r",
    b"0\r\n\r\n",
    b"Content-Length: 5\r\n",
]
VALID: Final = [
    request(),
    request(ASKED),
    request(ASKED, Authorization=TOKEN),
    request(ASKED, Authorization=b"Bearer x.y.z"),
    request(b"{"),
    with_line(b"Connection: keep-alive", b"Accept: application/graphql-response+json"),
]

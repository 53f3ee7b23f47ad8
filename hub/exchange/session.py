"""The HTTP session towards agencies. Its traces know addresses without queries and numbers: a NIK may stand in both."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
import orjson
from opentelemetry.trace import TracerProvider

from hub.telemetry import is_traced
from hub.telemetry.redaction import redact_text


def open_session(
    *, tracer_provider: TracerProvider | None = None, connector: aiohttp.BaseConnector | None = None
) -> aiohttp.ClientSession:
    """A session for all connectors: no cookies, no proxy from the environment, traced without query strings and without
    the long numbers of a path.

    The caller closes it. `tracer_provider` is for tests; by default the process's own is used, where anybody receives
    what it traces. `connector` decides what can be reached.
    """
    traced = is_traced() or tracer_provider is not None
    tracing = [_tracing(tracer_provider)] if traced else []
    return aiohttp.ClientSession(
        connector=connector,
        trace_configs=tracing,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        json_serialize_bytes=orjson.dumps,
    )


def _tracing(tracer_provider: TracerProvider | None) -> aiohttp.TraceConfig:
    from opentelemetry.instrumentation.aiohttp_client import (  # noqa: PLC0415 - large, and needed only where there is a collector
        create_trace_config,
    )

    return create_trace_config(url_filter=_without_persons, tracer_provider=tracer_provider)


def _without_persons(url: object) -> str:
    return redact_text(urlsplit(str(url))._replace(query="", fragment="").geturl())

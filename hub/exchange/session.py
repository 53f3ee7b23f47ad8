"""The HTTP session towards agencies. Its traces know addresses without queries and numbers: a NIK may stand in both."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp
from opentelemetry.instrumentation.aiohttp_client import create_trace_config
from opentelemetry.trace import TracerProvider

from hub.telemetry import is_traced
from hub.telemetry.redaction import redact_text


def open_session(*, tracer_provider: TracerProvider | None = None) -> aiohttp.ClientSession:
    """A session for all connectors: no cookies, no proxy from the environment, traced without query strings and without
    the long numbers of a path.

    The caller closes it. `tracer_provider` is for tests; by default the process's own is used, where anybody receives
    what it traces.
    """
    traced = is_traced() or tracer_provider is not None
    tracing = [create_trace_config(url_filter=_without_persons, tracer_provider=tracer_provider)] if traced else []
    return aiohttp.ClientSession(trace_configs=tracing, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)


def _without_persons(url: object) -> str:
    return redact_text(urlsplit(str(url))._replace(query="", fragment="").geturl())

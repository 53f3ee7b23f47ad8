"""What every connector of an agency that pushes must do with what it cannot trust. Each check is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from hub.core.errors import BadInput, ErrorCode, Unauthenticated
from hub.exchange.connector import Connector
from hub.exchange.contract.files import error_of
from hub.exchange.contract.rig import emulator_of, settings_of
from hub.exchange.contract.serving import NOW, Clock
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.ingress import IngressRoute, Outcome, Push, Trouble
from hub.exchange.session import open_session

_BODIES = (b"", b"\xff\xfe", b"[]", b"{}", b'{"nik": "1901015503909001"}', b"{" * 100_000)
_NOWHERE = "http://127.0.0.1:1"
_SENTENCE = "A sentence that says what to do."


def _routes(connector: Connector) -> tuple[IngressRoute, ...]:
    assert connector.ingress
    return connector.ingress


def stranger(connector: Connector) -> None:
    """Who does not prove who it is brings nothing, whatever it sends; and the error does not repeat it."""
    for route in _routes(connector):
        for body in _BODIES:
            for headers in ({}, {"Authorization": "Bearer x"}, {"Token": "0" * 40}):
                error = error_of(partial(route.read, Push(headers=headers, body=body, at=NOW)))
                assert isinstance(error, Unauthenticated | BadInput)
                assert "1901015503909001" not in f"{error!r}{error.message}{error.details}"


def bounded(connector: Connector) -> None:
    """No push may be larger than what the hub holds in memory for it."""
    for route in _routes(connector):
        assert 0 < route.max_bytes <= 1024 * 1024


def refusal(connector: Connector) -> None:
    """A refusal is told in the protocol's words."""
    for route in _routes(connector):
        answer = route.answer(Outcome(refused=Trouble(ErrorCode.UNAUTHENTICATED, _SENTENCE)))
        assert answer.body
        assert 200 <= answer.status < 500


def mixed(connector: Connector) -> None:
    """What was kept and what was not can be told apart."""
    for route in _routes(connector):
        good = route.answer(Outcome(results=(None,)))
        mixed_ = route.answer(Outcome(results=(None, Trouble(ErrorCode.CONFLICT, _SENTENCE))))
        assert good.status == 200
        assert good.body != mixed_.body


CHECKS: Mapping[str, Callable[[Connector], None]] = {
    check.__name__: check for check in (stranger, bounded, refusal, mixed)
}


async def with_connector(plugin: ConnectorPlugin, folder: Path, use: Callable[[Connector], None]) -> None:
    """Calls `use` with the connector of an agency that pushes; it reaches nobody."""
    assert plugin.connect is not None, "a seeded agency pushes nothing"
    emulator = emulator_of(plugin)
    async with open_session() as session:
        use(plugin.connect(settings_of(plugin, _NOWHERE, emulator.account(_NOWHERE, folder)), session, Clock()))

"""What may go wrong in the database, as errors that a caller may see: the one mapping from PostgreSQL to HubError.

Neither message nor log shows PostgreSQL's own text: it quotes values, and values are personal data. The log gets the
SQLSTATE and the names of constraint and table.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final

import asyncpg

from hub.core.errors import BadInput, Conflict, HubError
from hub.telemetry import logger

_log = logger(__name__)

_UNUSABLE: Final = (
    "A value holds a character or a number that cannot be stored, such as a NUL byte. "
    "Remove it and send the request again."
)
_REFUSED: Final = (
    "A value is not of the form that the record keeps. Check identifiers and codes and send the request again."
)
_TAKEN: Final = "Somebody stored the same at this moment, or it is there already. Load the data again and look."
_COLLIDED: Final = "Somebody changed the same data at this moment. Send the request again."
_AWAY: Final = "The hub's database does not answer now. Try again in a minute."
_ADDRESS: Final = "The database's address cannot be used. Check the setting that gives it to the hub."
_BROKEN: Final = "The hub could not finish this, and nothing was changed. Tell the hub's operator when it happened."

_UNIQUE_VIOLATION: Final = "23505"
_COLLISIONS: Final = frozenset({"40001", "40P01", "55P03"})
_AWAY_CLASSES: Final = frozenset({"08", "53", "57"})


class RecordUnavailable(HubError):
    """The database cannot be reached, is starting or stopping, or has no room. Code INTERNAL; worth another try."""


def mapped() -> AbstractContextManager[None]:
    """Turns every error of the driver inside the block into a HubError without internals."""
    return _MAPPING


class _Mapping(AbstractContextManager[None]):
    """Keeps nothing, so one serves all: a block is entered with every statement."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing is to be done before."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            raise_mapped(error)


_MAPPING: Final = _Mapping()


def raise_mapped(error: BaseException) -> None:
    """Raises the HubError of an error of the driver; gives back where it is any other."""
    known = _of(error)
    if known is not None:
        raise known from None


def _of(error: BaseException) -> HubError | None:
    if isinstance(error, asyncpg.PostgresError):
        return _of_server(error)
    if isinstance(error, asyncpg.ClientConfigurationError):
        return RecordUnavailable(_ADDRESS)
    if isinstance(error, UnicodeEncodeError):
        return BadInput(_UNUSABLE)
    if isinstance(error, (asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return _of_driver(error)
    if isinstance(error, OSError):
        _log.warning("the database cannot be reached", extra={"error": type(error).__name__})
        return RecordUnavailable(_AWAY)
    return None


def _of_server(error: asyncpg.PostgresError) -> HubError:
    state = error.sqlstate or ""
    if state.startswith("22"):
        return BadInput(_UNUSABLE)
    if state == _UNIQUE_VIOLATION:
        return Conflict(_TAKEN)
    if state in _COLLISIONS:
        return Conflict(_COLLIDED)
    _log.warning(
        "the database refused a statement",
        extra={
            "sqlstate": state,
            "error": type(error).__name__,
            "constraint": getattr(error, "constraint_name", None),
            "table": getattr(error, "table_name", None),
        },
    )
    if state.startswith("23"):
        return BadInput(_REFUSED)
    return RecordUnavailable(_AWAY) if state[:2] in _AWAY_CLASSES else HubError(_BROKEN)


def _of_driver(error: asyncpg.InterfaceError | asyncpg.InternalClientError) -> HubError:
    # The driver's own DataError, a value that it cannot encode, is a ValueError too; its text quotes the value.
    if isinstance(error, ValueError):
        return BadInput(_UNUSABLE)
    _log.warning("the database's driver failed", extra={"error": type(error).__name__})
    return RecordUnavailable(_AWAY)

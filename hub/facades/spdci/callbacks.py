"""Addresses at which a sender may be answered: those that its registration begins, and never of our own network."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from hub.core.errors import BadInput
from hub.exchange.public_address import check_address
from hub.facades.spdci.words import Err, Refused
from hub.store.spdci import Sender

ANY_PORT: Final = "0"
"""In the beginning of an address on this machine: its port is any, which the sandbox alone allows."""


def check_beginning(url: str, *, sandbox: bool) -> str:
    """The beginning of addresses, as given. Raises BadInput."""
    if _is_open(url) and sandbox:
        return url
    return check_address(url, sandbox=sandbox)


def check_callback(url: str | None, sender: Sender, *, sandbox: bool) -> str | None:
    """Where the answer goes; None where none is wanted. Raises Refused."""
    if url is not None and not is_allowed(url, sender, sandbox=sandbox):
        raise Refused(Err.SENDER_URI, "Answers do not go to this address. Ask the hub's operator to register it.")
    return url


def is_allowed(url: str, sender: Sender, *, sandbox: bool) -> bool:
    """Whether anything may go there by the registration as it is."""
    try:
        check_address(url, sandbox=sandbox)
    except BadInput:
        return False
    return any(_begins(url, each) for each in sender.callbacks)


def _begins(url: str, beginning: str) -> bool:
    given, allowed = urlsplit(url), urlsplit(beginning)
    if (given.scheme, given.hostname) != (allowed.scheme, allowed.hostname):
        return False
    if given.port != allowed.port and not _is_open(beginning):
        return False
    path, prefix = given.path or "/", allowed.path.rstrip("/")
    return ".." not in path and "%" not in path and (path == prefix or path.startswith(f"{prefix}/"))


def _is_open(url: str) -> bool:
    parts: SplitResult = urlsplit(url)
    return parts.hostname in {"127.0.0.1", "localhost"} and parts.netloc.rpartition(":")[2] == ANY_PORT

"""Whose request it is behind proxies: what a caller writes herself is never believed."""

from __future__ import annotations

import pytest

from hub.identity.addresses import Proxies

OFFICE = Proxies(["10.0.0.0/24", "2001:db8::/64", "192.0.2.1"])


@pytest.mark.parametrize(
    ("remote", "forwarded", "caller"),
    [
        # Nobody is trusted who is not named.
        ("203.0.113.9", ["198.51.100.7"], "203.0.113.9"),
        ("203.0.113.9", [], "203.0.113.9"),
        ("", ["198.51.100.7"], ""),
        # One proxy, with what the caller wrote before it.
        ("10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["1.2.3.4, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["1.2.3.4", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["10.0.0.9, 198.51.100.7"], "198.51.100.7"),
        # A chain of proxies.
        ("10.0.0.5", ["198.51.100.7, 192.0.2.1, 10.0.0.6"], "198.51.100.7"),
        ("10.0.0.5", ["10.0.0.7"], "10.0.0.7"),
        ("10.0.0.5", [], "10.0.0.5"),
        # Ports, brackets, IPv6 and its clothes.
        ("10.0.0.5", ["198.51.100.7:4711"], "198.51.100.7"),
        ("2001:db8::5", ["[2001:db8:9::1]:4711"], "2001:db8:9::1"),
        ("::ffff:10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        # What is no address ends the search.
        ("10.0.0.5", ["unknown"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.7, , 10.0.0.6"], "10.0.0.6"),
        ("10.0.0.5", ["<script>, 10.0.0.6"], "10.0.0.6"),
    ],
)
def test_the_caller_is_the_last_whom_a_trusted_proxy_named(remote: str, forwarded: list[str], caller: str) -> None:
    assert OFFICE.seen(remote, forwarded) == caller


def test_without_trusted_proxies_the_header_means_nothing() -> None:
    assert Proxies().seen("10.0.0.5", ["198.51.100.7"]) == "10.0.0.5"


def test_a_long_header_costs_little() -> None:
    assert OFFICE.seen("10.0.0.5", ["10.0.0.6, " * 5000 + "10.0.0.6"]) == "10.0.0.6"

"""Whatever leaves the hub stands in the table, and what the table says of it is so."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import typer

from hub.cli.main import application as command_line
from tests.fakes.world import ROOT, schema
from tests.receipts.running import Running
from tests.receipts.table import COMMANDS, ROOMS, ROOTS, ROUTES, SENDERS, SUBSCRIPTIONS, Entry, Leaves
from tests.receipts.visits import WAYS

_READING = ("hub.store", "hub.loaders", "hub.resolvers", "hub.schema", "hub.documents", "hub.connectors")


def _modules(package: str) -> set[str]:
    return {module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__)}


def _check(found: Iterable[str], table: Mapping[str, Entry], *, method: bool = False) -> None:
    """Each that was found has an entry, and each entry is of something."""
    wanted, used = sorted(found), set[str]()
    for name in wanted:
        tried = (name, name.partition(" ")[2]) if method else (name,)
        hits = [key for each in tried for key in table if fnmatchcase(each, key.replace("[", "[[]"))]
        assert hits, f"{name} is a new way out: say in tests/receipts/table.py what leaves there, and show it."
        used |= set(hits)
    unused = {key for key in table.keys() - used if "*" not in key}
    assert not unused, f"nothing is called {sorted(unused)} any more"


async def test_every_route_is_in_the_table(hub: Running) -> None:
    routes = {
        f"{route.method} {route.resource.canonical}" for route in hub.application.router.routes() if route.resource
    }
    _check(routes, ROUTES, method=True)


def test_every_root_of_the_graph_is_in_the_table() -> None:
    graph = schema().graph
    assert graph.query_type is not None
    _check(graph.query_type.fields, ROOTS)
    assert graph.subscription_type is not None
    _check(graph.subscription_type.fields, SUBSCRIPTIONS)


def test_every_sender_of_the_worker_is_in_the_table() -> None:
    _check(_modules("hub.worker"), SENDERS)


def test_every_command_is_in_the_table() -> None:
    _check(_commands(typer.main.get_command(command_line(None))), COMMANDS)


def test_every_room_was_looked_at() -> None:
    assert _modules("hub") == ROOMS


def test_what_the_table_refers_to_is_there() -> None:
    for entry in (entry for table in (ROUTES, ROOTS, SUBSCRIPTIONS, SENDERS, COMMANDS) for entry in table.values()):
        if isinstance(entry, Leaves):
            assert set(entry.shown) <= {*WAYS, *_ELSEWHERE}
            for file, name in entry.tests:
                assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)


def test_the_console_asks_nobody_but_the_graph() -> None:
    """So whatever a page shows left with the receipt of an operation."""
    for path in sorted((ROOT / "hub" / "console").rglob("*.py")):
        for module in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            assert not module.startswith(_READING), f"{path.name} reads from {module}: ask the graph for it"


_ELSEWHERE = {"every root of the graph"}
"""Ways of tests/receipts/test_roots.py."""


def _commands(command: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(above)
        return
    for name, one in below.items():
        yield from _commands(one, (*above, name))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)

"""Somebody who fills a long form in by its labels' names, without script: what a browser would send, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.console.visitor import Response, Visitor

_BARE = frozenset({"checkbox", "radio"})


@dataclass
class Sheet:
    """The form of a page: its address, what it would send as it stands, and the names that can be filled in."""

    action: str = ""
    sent: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Sheets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action", "").startswith(("/console/intake/", "/console/me/apply/"))
            self.sheet.action = given["action"] if self._inside else self.sheet.action
        elif self._inside and tag in ("input", "select"):
            self._control(tag, given)
        elif self._inside and tag == "option" and "selected" in given:
            self.sheet.sent[self._select] = given.get("value", "")

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        if kind == "file":
            self.sheet.files.add(name)
            return
        if kind != "hidden":
            self.sheet.asked.add(name)
        if kind in _BARE and "checked" not in given:
            return
        self.sheet.sent[name] = given.get("value", "")


def sheet_of(page: Response) -> Sheet:
    """The form on a page."""
    parser = _Sheets()
    parser.feed(page.text)
    return parser.sheet


@dataclass
class Filler:
    """`trips` and `bytes_` count what went over the wire."""

    visitor: Visitor
    page: Response | None = None
    trips: int = 0
    bytes_: int = 0
    asked: set[str] = field(default_factory=set)

    async def open(self, path: str) -> Sheet:
        return self._seen(await self.visitor.get(path))

    async def press(self, go: str, **changes: str) -> Sheet:
        """Sends the form by one of its buttons."""
        sheet = self.sheet
        fields = {**sheet.sent, **changes, "go": go}
        self.bytes_ += sum(len(name) + len(value) for name, value in fields.items())
        return self._seen(await self.visitor.post(sheet.action, fields.items()))

    @property
    def sheet(self) -> Sheet:
        assert self.page is not None
        return sheet_of(self.page)

    def _seen(self, page: Response) -> Sheet:
        self.page, self.trips, self.bytes_ = page, self.trips + 1, self.bytes_ + len(page.text.encode())
        found = sheet_of(page)
        self.asked |= found.asked
        return found

    async def fill(self, given: Mapping[str, Any]) -> None:
        """Answers what this page asks, with more rows where the lists need them, and goes on."""
        values = form_fields(given)
        for name, rows in _lists(given):
            for _ in range(rows - 1):
                if f"rows.{name}" in self.sheet.sent or any(one.startswith(f"{name}.") for one in self.sheet.asked):
                    await self.press(f"add:{name}", **self._here(values))
        await self.press("next", **self._here(values))

    def _here(self, values: Mapping[str, str]) -> dict[str, str]:
        asked = self.sheet.asked
        return {name: values.get(name, self.sheet.sent.get(name, "")) for name in asked if name in values}


def form_fields(given: Mapping[str, Any]) -> dict[str, str]:
    """A stored form as the names of the page's fields."""
    return dict(_flat(given))


def _flat(given: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A stored form as the names of the page's fields; dates in three parts."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(given, list):
        for number, value in enumerate(given):
            yield from _flat(value, f"{path}.{number}")
    elif isinstance(given, bool):
        yield from [(path, "yes")] if given else []
    elif given is not None:
        yield path, str(given)
        if path.casefold().endswith("date"):
            yield from zip((f"{path}.{part}" for part in ("year", "month", "day")), str(given).split("-"), strict=True)


def _lists(given: Any, path: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from _lists(value, f"{path}.{name}" if path else name)
    elif isinstance(given, list):
        yield path, len(given)

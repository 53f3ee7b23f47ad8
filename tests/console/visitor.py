"""A person with a browser but without script: follows links, fills forms, keeps cookies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

from aiohttp import ClientSession


@dataclass
class Form:
    """A form of a page with its fields as they stand."""

    action: str
    fields: list[tuple[str, str]]

    def value(self, name: str) -> str:
        return next(value for key, value in self.fields if key == name)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.forms.append(Form(given["action"], []))
        elif tag == "input" and self.forms and given.get("type", "text") not in ("checkbox", "radio"):
            self.forms[-1].fields.append((given.get("name", ""), given.get("value", "")))


@dataclass
class Response:
    status: int
    url: str
    text: str
    headers: dict[str, str]

    @property
    def forms(self) -> list[Form]:
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def has_form(self, ending: str) -> bool:
        return any(form.action.endswith(ending) for form in self.forms)

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        return next(form for form in self.forms if form.action.endswith(ending))


class Visitor:
    def __init__(self, http: ClientSession, base: str) -> None:
        self.http = http
        self.base = base

    async def get(self, path: str, *, follow: bool = True) -> Response:
        async with self.http.get(self.base + path, allow_redirects=follow) as response:
            return Response(response.status, str(response.url), await response.text(), dict(response.headers))

    async def post(self, path: str, fields: Iterable[tuple[str, str]], *, follow: bool = True) -> Response:
        async with self.http.post(self.base + path, data=list(fields), allow_redirects=follow) as response:
            return Response(response.status, str(response.url), await response.text(), dict(response.headers))

    async def send(self, form: Form, **changes: str) -> Response:
        """Sends a form, with some fields filled in."""
        kept = [(name, value) for name, value in form.fields if name not in changes]
        return await self.post(form.action, [*kept, *changes.items()])
